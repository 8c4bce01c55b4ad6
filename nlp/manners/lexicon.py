"""The lists and sentences of this folder; YAML is for people, programs read `compiled.bin`.

After a change of a list: `python -m nlp.manners`; a test keeps both alike.
"""

import json
import zlib
from functools import cache
from pathlib import Path
from typing import Any

from nlp.normalise import normalise

FOLDER = Path(__file__).parent
_COMPILED = FOLDER / "compiled.bin"


@cache
def load() -> Any:
    if not _COMPILED.exists():  # it was deleted so as to be made anew
        return from_yaml()
    return json.loads(zlib.decompress(_COMPILED.read_bytes()))


def from_yaml() -> dict[str, Any]:
    """The lists as people wrote them, in the spelling of normalised texts."""
    import yaml  # slow to load: only where the lists are compiled

    lists: dict[str, Any] = {}
    for name in ("lexicon", "sentences"):
        lists |= yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    for kind in lists["kinds"].values():
        words = (normalise(word) or word for word in str(kind["words"]).split())
        kind["words"] = " ".join(dict.fromkeys(words))
    return lists


def compile_lists() -> None:
    plain = json.dumps(from_yaml(), ensure_ascii=False, separators=(",", ":"))
    _COMPILED.write_bytes(zlib.compress(plain.encode(), 9))
