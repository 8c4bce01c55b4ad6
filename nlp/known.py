"""Short replies that everybody writes (不差, 还行, yyds): read as the corpus labels them."""

import re
from collections.abc import Iterable

LONGEST = 8
_NOISE = re.compile(r"[\W_]+")
_PARTICLES = "啊呀哦呢啦哒嘛哈诶欸"


def core(text: str) -> str:
    """A normalised text without marks, emoji and closing particles."""
    bare = _NOISE.sub("", text)
    return bare.rstrip(_PARTICLES) or bare


def table(replies: Iterable[tuple[str, str]]) -> dict[str, str]:
    """core → sentiment, of short texts on which the corpus agrees with itself."""
    found: dict[str, str] = {}
    torn: set[str] = set()
    for text, sentiment in replies:
        if not 0 < len(key := core(text)) <= LONGEST:
            continue
        if found.setdefault(key, sentiment) != sentiment:
            torn.add(key)
    return {key: sentiment for key, sentiment in found.items() if key not in torn}
