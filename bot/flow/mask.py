"""Phone numbers and ID numbers are masked in what leaves the house, unless asked otherwise."""

import re
from collections.abc import Iterable, Sequence

# Digits may be split by blanks or hyphens, as people write them; letters or digits around a
# candidate mean it is something else (an order number).
_GAP = r"[ \-\u00a0\u3000]?"
_DIGIT, _END = r"\d", r"(?![0-9A-Za-z])"


def _free(first: str) -> str:
    """A pattern that begins with its digit is looked for three times as fast as with its rule."""
    return rf"{first}(?<![0-9A-Za-z]{first})"


_ID = re.compile(rf"({_free(_DIGIT)}\d{{5}})(?:{_GAP}\d){{8}}{_GAP}(\d{{3}}[0-9Xx]){_END}")
_MOBILE = re.compile(
    rf"((?:{_free('1')}|{_free('8')}6{_GAP}1|{_free('0')}086{_GAP}1)[3-9]\d)"
    rf"(?:{_GAP}\d){{4}}{_GAP}(\d{{4}}){_END}"
)
_LANDLINE = re.compile(rf"({_free('0')}\d{{2,3}}[ -])\d{{3,4}}(\d{{4}}){_END}")
SHORTEST = 10  # digits, of a landline
_some = re.compile(rf"\d(?:{_GAP}\d){{{SHORTEST - 1}}}").search


def masked(text: str) -> str:
    return _masked(text) if len(text) >= SHORTEST and _some(text) else text


def all_masked(texts: Iterable[str | None]) -> Sequence[str | None]:
    """A column of them; what says nothing is none."""
    return [
        (_masked(text) if _some(text) else text)
        if text and len(text) >= SHORTEST
        else text or None
        for text in texts
    ]


def _masked(text: str) -> str:
    text = _ID.sub(_eight, text)
    text = _MOBILE.sub(_four, text)
    return _LANDLINE.sub(_four, text)


# A template would cost three times as much.
def _eight(found: re.Match[str]) -> str:
    return f"{found[1]}********{found[2]}"


def _four(found: re.Match[str]) -> str:
    return f"{found[1]}****{found[2]}"
