"""The model file: weights of the reader, their provenance and their calibration.

Rule 1: a file says where it comes from (version, hash of the data, figures). Rule 2: it is data,
never code: reading it cannot run anything.
"""

import json
import struct
import zlib
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate
from operator import sub
from pathlib import Path
from typing import Any

from nlp.features import SIZE
from nlp.heads import quantised
from nlp.hearing import Hearing

VERSION = 6
STEPS = 31
"""From nothing to the largest weight: as good as 127 and half the size once it is packed."""
_MAGIC = b"HUIFANG\x01"
TOP = 32767


class BadModel(ValueError):
    """The file is not a model that this program can read."""


@dataclass(frozen=True, slots=True)
class Formulas:
    """Weights of the rows of nlp.decide, the bias last."""

    register: tuple[float, ...]
    review: tuple[float, ...]
    unhappy: tuple[float, ...]
    neutral: tuple[float, ...]
    happy: tuple[float, ...]
    mixed: tuple[float, ...]
    topic: tuple[float, ...]
    grave: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Model:
    about: dict[str, Any]  # version, data, figures; plain JSON
    hearing: Hearing
    formulas: Formulas
    shift: float = 0.0  # calibration by a shop's own replies: moves the intercept


def save(
    path: Path,
    about: Mapping[str, Any],
    weights: Mapping[int, float],
    heads: Sequence[Mapping[int, float]],
    formulas: Formulas,
) -> None:
    reviews, top = encoded(weights)
    places, codes, units = quantised(heads, STEPS)
    header = {
        **about, "version": VERSION, "top": top, "units": units, "places": len(places) // 4,
        "formulas": asdict(formulas), "shift": 0.0,
    }  # fmt: skip
    _write(path, header, reviews, _gaps(places), codes)


def hearing_of(weights: Mapping[int, float], heads: Sequence[Mapping[int, float]]) -> Hearing:
    """As they will be heard once they are stored."""
    reviews, top = encoded(weights)
    return Hearing(reviews, VALUES, top / TOP, *quantised(heads, STEPS))


def encoded(weights: Mapping[int, float]) -> tuple[bytes, float]:
    """A signed code a place (its square root: small weights are many), and the largest weight."""
    top = max(map(abs, weights.values()))
    codes = bytearray(SIZE)
    for place, weight in weights.items():
        code = round(STEPS * (abs(weight) / top) ** 0.5)
        codes[place] = code if weight > 0 else (256 - code) % 256
    return bytes(codes), top


def with_shift(source: Path, target: Path, shift: float, note: Mapping[str, Any]) -> None:
    """The same model with another calibration."""
    header, *blocks = _parts(source.read_bytes())
    _write(target, {**header, "shift": shift, "calibrated": dict(note)}, *blocks)


def load(path: Path) -> Model:
    header, reviews, gaps, codes = _parts(path.read_bytes())
    places = array("I", accumulate(array("I", gaps))).tobytes()
    units = tuple(header["units"])
    return Model(
        about={k: v for k, v in header.items() if k not in ("formulas", "units")},
        hearing=Hearing(reviews, VALUES, header["top"] / TOP, places, codes, units),
        formulas=Formulas(**{name: tuple(w) for name, w in header["formulas"].items()}),
        shift=header.get("shift", 0.0),
    )


def _decoded(code: int) -> int:
    value = round((min(code, 256 - code) / STEPS) ** 2 * TOP)
    return min(value, TOP) if code < 128 else -min(value, TOP)


VALUES = array("h", map(_decoded, range(256))).tobytes()


def _gaps(places: bytes) -> bytes:
    """From each place to the next: they pack to half of what the places do."""
    known = array("I", places)
    return array("I", map(sub, known, [0, *known])).tobytes()


def _write(path: Path, header: Mapping[str, Any], *blocks: bytes) -> None:
    head = json.dumps(header, ensure_ascii=False, sort_keys=True).encode()
    parts = [zlib.compress(block, 9) for block in (head, *blocks)]
    lengths = struct.pack(f"<{len(parts)}I", *map(len, parts))
    path.write_bytes(_MAGIC + lengths + b"".join(parts))


def _parts(raw: bytes) -> tuple[dict[str, Any], bytes, bytes, bytes]:
    if raw[: len(_MAGIC)] != _MAGIC:
        raise BadModel("不是回访的模型文件")
    at = len(_MAGIC) + 16
    blocks = []
    try:
        for length in struct.unpack_from("<4I", raw, len(_MAGIC)):
            blocks.append(zlib.decompress(raw[at : at + length]))
            at += length
        header = json.loads(blocks[0])
    except (zlib.error, struct.error, ValueError) as error:
        raise BadModel("模型文件已损坏") from error
    if header.get("version") != VERSION:
        raise BadModel(f"模型版本 {header.get('version')} 不受支持")
    return header, blocks[1], blocks[2], blocks[3]
