"""One spelling for every text: simplified characters, no hidden ones, short runs.

Rule 1: never raises, for any string. Rule 2: emoji stay, they carry opinion.
"""

import re
import unicodedata
from pathlib import Path

LONGEST = 4096
"""Telegram's own limit; of a longer text the beginning and the end are read."""

_HIDDEN_RANGES = (
    *((0x00, 0x20), (0x7F, 0xA0), (0xAD, 0xAE), (0x61C, 0x61D), (0x180E, 0x180F)),  # controls
    *((0x200B, 0x2010), (0x2028, 0x202F), (0x2060, 0x2070), (0xFEFF, 0xFF00)),  # zero width, bidi
    *((0xFE0E, 0xFE10), (0x1F3FB, 0x1F400)),  # emoji variants and skin tones
    (0xD800, 0xE000),  # lone surrogates
)
_HIDDEN = dict.fromkeys(c for low, high in _HIDDEN_RANGES for c in range(low, high))
_MARKS = {
    ord(a): b
    for a, b in zip("。、;:【】「」『』“”‘’《》〈〉", ',,,:()""""""\'\'()()', strict=True)
}
_RUNS = re.compile(r"(.)\1{2,}", re.DOTALL)


def _table() -> dict[int, str | None]:
    pairs = (Path(__file__).parent / "lexicon/simplified.txt").read_text("utf-8").split()
    table: dict[int, str | None] = dict(_HIDDEN)
    table.update({ord(c): None for c in "\r"} | {ord(c): " " for c in "\n\t"})
    table.update({ord(pair[0]): pair[1] for pair in pairs})
    table.update(_MARKS)
    return table


_TABLE = _table()


def normalise(text: str) -> str:
    if len(text) > LONGEST:
        text = text[: LONGEST // 2] + " " + text[-LONGEST // 2 :]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text = text.translate(_TABLE).lower()
    return _RUNS.sub(r"\1\1\1", text).strip()
