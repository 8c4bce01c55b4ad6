"""All word lists of the lexicon found in one walk over the text; everybody reads from this."""

from typing import Any, NamedTuple

from nlp import lexicon
from nlp.walking import Hit, scanner

_GRAMMAR = lexicon.load("grammar")
_REQUESTS = {
    word: name for name, words in lexicon.load("details")["requests"].items()
    for word in words.split()
}  # fmt: skip


_TURN, _CONTRAST, _PLAIN, _QUESTION, _REQUEST, _HANDLING, _HIDES, _TOPIC = (
    3,
    4,
    9,
    10,
    11,
    12,
    13,
    16,
)
MOST_KINDS = 40


class Words(NamedTuple):
    """The hits of each list, left to right."""

    opinions: list[Hit]  # (kind, weight, token): opinion, turn, contrast or hide
    topics: list[Hit]  # (topic, weight, token)
    questions: list[Hit]
    wants: list[Hit]
    requests: list[Hit]  # the request's name
    rivals: list[Hit]
    handling: list[Hit]


def _set(words: str) -> dict[str, Any]:
    return dict.fromkeys(words.split(), True)


def _opinions() -> dict[str, tuple[str, float, int]]:
    words = {word: ("turn", 0.0, _TURN) for word in _GRAMMAR["negators"].split()}
    words.update({w: ("contrast", 0.0, _CONTRAST) for w in _GRAMMAR["contrasts"].split()})
    words.update({w: ("hide", 0.0, _HIDES) for w in _GRAMMAR["hides"].split()})
    for group in lexicon.load("polarity")["groups"]:
        weight = float(group["weight"])
        token = _PLAIN if not weight else 5 + (weight > -1.5) if weight < 0 else 7 + (weight > 1.5)
        words.update(dict.fromkeys(group["words"].split(), ("opinion", weight, token)))
    return words


def _topics() -> dict[str, tuple[str, float, int]]:
    words: dict[str, tuple[str, float, int]] = {}
    for strength, weight in (("words", 1.0), ("strong", 3.0)):
        for token, (topic, lists) in enumerate(lexicon.load("topics").items(), start=_TOPIC):
            words.update(dict.fromkeys(str(lists[strength]).split(), (topic, weight, token)))
    return words


_SCANNER = scanner(
    _opinions(),
    _topics(),
    _set(_GRAMMAR["question"]["words"]),
    _set(_GRAMMAR["asks"]["words"]),
    _REQUESTS,
    {word: word for word in lexicon.load("details")["rivals"].split()},
    _set(_GRAMMAR["handling"]["words"]),
)


def find(text: str) -> Words:
    """The words of a normalised text."""
    return Words(*_SCANNER.scan(text))


def kinds(found: Words) -> list[tuple[int, int]]:
    """(place, kind) of the known words, in their order."""
    marks = [(at, value[2]) for at, _, value in found.opinions]
    marks += [(at, value[2]) for at, _, value in found.topics]
    marks += [(at, _QUESTION) for at, _, _ in found.questions]
    marks += [(at, _REQUEST) for at, _, _ in found.requests]
    marks += [(at, _HANDLING) for at, _, _ in found.handling]
    marks.sort()
    return marks[:MOST_KINDS]
