"""The model file: what is written comes back, and nothing else is accepted."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from nlp import model
from nlp.features import REPLIES, REVIEWS, SIZE, grams, places, reply_places
from nlp.heads import HEADS
from nlp.linear import Example, fit_dense, fit_places, sigmoid

FORMULAS = model.Formulas(*((float(n), 0.0) for n in range(1, 9)))


def _saved(path: Path) -> model.Model:
    heads = [{5: 1.0, 9: -0.5}] + [{5: 0.25}] * (len(HEADS) - 1)
    weights = {1: 2.0, 2: -1.0, 3: 0.02}
    model.save(path, {"rows": 3}, weights, heads, FORMULAS)
    return model.load(path)


def test_what_is_saved_comes_back(tmp_path: Path) -> None:
    loaded = _saved(tmp_path / "m.bin")

    assert loaded.about["rows"] == 3
    assert loaded.formulas == FORMULAS
    assert [loaded.hearing.weight(n) for n in (1, 2, 4)] == pytest.approx([2, -1, 0], abs=0.05)
    assert loaded.hearing.margins([5, 9])[:2] == pytest.approx(
        [0.5 * 2**-0.5, 0.25 * 2**-0.5], abs=0.02
    )


def test_a_calibration_keeps_everything_else(tmp_path: Path) -> None:
    _saved(tmp_path / "a.bin")
    model.with_shift(tmp_path / "a.bin", tmp_path / "b.bin", 0.7, {"replies": 12})

    moved = model.load(tmp_path / "b.bin")

    assert moved.shift == 0.7
    assert moved.about["calibrated"] == {"replies": 12}
    before = model.load(tmp_path / "a.bin").hearing
    assert moved.hearing.weight(1) == before.weight(1)


@pytest.mark.parametrize("raw", [b"", b"nonsense", b"HUIFANG\x01" + b"\x00" * 40])
def test_a_broken_file_is_refused_kindly(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "m.bin").write_bytes(raw)

    with pytest.raises(model.BadModel):
        model.load(tmp_path / "m.bin")


def test_a_cut_file_is_refused(tmp_path: Path) -> None:
    _saved(tmp_path / "a.bin")
    raw = (tmp_path / "a.bin").read_bytes()
    (tmp_path / "b.bin").write_bytes(raw[: len(raw) // 2])

    with pytest.raises(model.BadModel):
        model.load(tmp_path / "b.bin")


@pytest.mark.parametrize("text", ["", "好", "好吃", "今天的菜很好吃", "a😀b"])
@pytest.mark.parametrize(("which", "scored"), [(REVIEWS, places), (REPLIES, reply_places)])
def test_explained_grams_are_the_scored_ones(
    text: str, which: Iterable[int], scored: Callable[[str], set[int]]
) -> None:
    pieces = list(grams(text, which))

    assert {place for _, _, place in pieces} == scored(text)
    assert all(0 <= place < SIZE for _, _, place in pieces)
    assert all(-1 <= start < end <= len(text) + 1 for start, end, _ in pieces)


def test_places_learn_what_separates() -> None:
    examples = [Example([1, 2], True), Example([1, 3], False)] * 5

    weights = fit_places(examples, epochs=20)

    assert weights[2] > 0 > weights[3]
    assert abs(weights.get(1, 0.0)) < 0.1


def test_a_formula_learns_a_slope_and_a_bias() -> None:
    rows = [[x / 10] for x in range(-30, 31)]

    slope, bias = fit_dense(rows, [row[0] > 1 for row in rows], [1.0] * len(rows), ridge=0.01)

    assert sigmoid(slope * 2 + bias) > 0.9 > 0.1 > sigmoid(slope * 0 + bias)
