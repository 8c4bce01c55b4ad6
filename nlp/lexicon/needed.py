"""What a pattern cannot do without: short strings of which every match holds at least one.

Most patterns are thereby known not to match before they are tried. As in Russ Cox's code search
(swtch.com/~rsc/regexp/regexp4.html), with strings of one or two characters. Runs when the lists
are compiled, never in the hot path.
"""

from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

MOST = 400
"""A part of a pattern that may say more strings than this counts as one that may say anything."""

COMMON = frozenset(
    ", 的了是我不一有在没就都也还这个到说要人来去上下好多少给得会能可后完回次用吃买你们"
)
"""Characters of every second reply: a pattern that needs only one of them is tried too often."""

Strings = frozenset[str]
_NOTHING: Strings = frozenset([""])
_EITHER = (op.LITERAL, op.IN)


def needed(pattern: str) -> list[str]:
    """Strings of one or two characters, sorted; ValueError where a match may hold none."""
    found = _best(_sequence(parser.parse(pattern)))
    if found is None or "" in found:
        raise ValueError(f"一个匹配里没有必有的字: {pattern[:60]}")
    return sorted({string[:2] for string in found})


def alternatives(pattern: str) -> list[str]:
    """a|(b|c)|d in its parts a, (b|c), d: rare words need not wait for common ones."""
    parts, depth, at = [""], 0, 0
    while at < len(pattern):
        size = 2 if pattern[at] == "\\" else 1
        depth += (pattern[at] in "([") - (pattern[at] in ")]")
        if pattern[at] == "|" and depth == 0:
            parts.append("")
        else:
            parts[-1] += pattern[at : at + size]
        at += size
    return parts


Part = tuple[Strings | None, Strings | None]
"""All strings that a part may be, if they are few; strings of which it holds at least one."""


def _best(part: Part) -> Strings | None:
    exact, held = part
    return max(filter(None, (exact, held)), key=_worth, default=None)


def _worth(strings: Strings) -> tuple[int, int]:
    """Two characters are rarer than one; few strings are rarer than many."""
    if not strings or "" in strings:
        return -1, 0
    return min(2 if len(s) > 1 else s not in COMMON for s in strings), -len(strings)


def _sequence(items: Any) -> Part:
    run, best, whole = _NOTHING, None, True
    for item in items:
        exact, held = _item(*item)
        if exact is not None and len(run) * len(exact) <= MOST:
            run = frozenset(a + b for a in run for b in exact)
            continue
        whole = False
        best = _best((_best((run, held)), best))
        run = exact or _NOTHING
    return (run, None) if whole else (None, _best((run, best)))


def _item(kind: Any, value: Any) -> Part:
    if kind is op.LITERAL:
        return frozenset([chr(value)]), None
    if kind is op.IN and all(k is op.LITERAL for k, _ in value):
        return frozenset(chr(v) for _, v in value), None
    if kind is op.SUBPATTERN:
        return _sequence(value[3])
    if kind is op.BRANCH:
        return _branch([_sequence(branch) for branch in value[1]])
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT):
        return _repeat(*value)
    if kind in (op.AT, op.ASSERT, op.ASSERT_NOT):
        return _NOTHING, None
    return None, None


def _branch(branches: list[Part]) -> Part:
    all_exact = [exact for exact, _ in branches if exact is not None]
    if len(all_exact) == len(branches):
        exact = frozenset().union(*all_exact)
        if len(exact) <= MOST:
            return exact, None
    held = [best for best in map(_best, branches) if best is not None and "" not in best]
    return None, frozenset().union(*held) if len(held) == len(branches) else None


def _repeat(least: int, most: Any, items: Any) -> Part:
    exact, held = _sequence(items)
    if least == most == 1:
        return exact, held
    if most == 1:
        return (exact | _NOTHING if exact is not None else None), None
    return None, _best((exact, held)) if least else None
