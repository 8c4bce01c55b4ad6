"""A reply as numbers for the learned weights: its characters, and the kinds of its words.

The kinds let what was learned from one hand's words hold for another's: what is said before a
turn and after it, what the reply begins and ends with, what stands beside what.
"""

from collections.abc import Iterator
from itertools import combinations, pairwise
from zlib import crc32

from nlp.features import REPLIES, REVIEWS, SIZE, of, parts
from nlp.manners.words import Token, scan

CHARACTERS, KINDS = SIZE, 262_139
_PARTS = sorted({*REVIEWS, *REPLIES})
_MARKS = frozenset({"pause", "stop"})
_ENDS = frozenset({"pause", "stop", "asked", "loud"})
_ROLES = (  # the more telling first
    *("calm", "edict", "cannot", "blame", "mistaken", "rhetoric", "others", "rival", "then"),
    *(
        "ours",
        "i_act",
        "remedy",
        "you_due",
        "sorry",
        "care",
        "minimise",
        "rule",
        "office",
        "vague",
    ),
    *(
        "you_alone",
        "colleague",
        "outside",
        "upper",
        "please",
        "warm",
        "clock",
        "ask",
        "when",
        "you",
        "we",
    ),
)
_MOST = 60  # longer texts are judged sentence by sentence


def places(text: str, tokens: list[Token] | None = None) -> set[int]:
    """The places of a normalised text."""
    found = set(of(_PARTS, parts(text)))
    shapes = _shapes(text, scan(text) if tokens is None else tokens)
    found.update(CHARACTERS + crc32(shape.encode()) % KINDS for shape in shapes)
    return found


def _shapes(text: str, tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        yield f"w:{text[token.start : token.end]}"
        for kind in token.kinds:
            yield f"k:{kind}"
    kinds = [token.kinds[0] for token in tokens]
    words = [kind for kind in kinds if kind not in _MARKS]
    framed = ["^", *kinds, "$"]
    yield from (f"2:{a}/{b}" for a, b in pairwise(framed))
    yield from (f"3:{a}/{b}/{c}" for a, b, c in zip(framed, framed[1:], framed[2:], strict=False))
    yield from (f"q:{a}/{b}" for a, b in pairwise(words))
    yield from (f"p:{a}+{b}" for a, b in combinations(sorted(set(kinds)), 2))
    yield from _around_turn(kinds)
    yield from (f"f:{kind}" for kind in _until_pause(kinds))
    yield from (f"l:{kind}" for kind in _until_pause(kinds[::-1]) or ["none"])
    yield from _roles(kinds)
    yield f"n:{min(len(text), _MOST) // 10}"
    yield f"c:{min(4, sum(kind in _MARKS for kind in kinds))}"


def _roles(kinds: list[str]) -> Iterator[str]:
    """What each clause is about, in one word, and what follows what."""
    clauses: list[set[str]] = [set()]
    for kind in kinds:
        if kind in _ENDS:
            clauses.append(set())
        clauses[-1].add(kind)
    said = [next((role for role in _ROLES if role in clause), "-") for clause in clauses if clause]
    yield from (f"r:{role}" for role in said)
    yield from (f"rr:{a}/{b}" for a, b in pairwise(["^", *said, "$"]))
    if said:
        yield f"re:{said[0]}/{said[-1]}"


def _around_turn(kinds: list[str]) -> Iterator[str]:
    """What is granted before the last turn, and what is said after it."""
    if "but" not in kinds:
        return
    at = len(kinds) - kinds[::-1].index("but")
    before, after = sorted(set(kinds[: at - 1])), sorted(set(kinds[at:]))
    yield from (f"bb:{kind}" for kind in before)
    yield from (f"ab:{kind}" for kind in after)
    yield from (f"x:{a}/{b}" for a in before for b in after)


def _until_pause(kinds: list[str]) -> list[str]:
    found: list[str] = []
    for kind in kinds:
        if kind in _MARKS and found:
            break
        if kind not in _MARKS:
            found.append(kind)
    return found
