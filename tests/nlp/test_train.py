"""Training, evaluating and calibrating as plain functions, on a little data."""

import csv
from pathlib import Path

import pytest

from nlp import calibrate, corpus, data, evaluate, figures, learn, train
from nlp.corpus.framed import framed
from nlp.normalise import normalise

GOOD = [
    "很好吃",
    "质量不错",
    "服务热情",
    "下次还来",
    "孩子喜欢",
    "物流很快",
    "非常满意",
    "推荐购买",
]
BAD = [
    "太难吃",
    "质量很差",
    "服务冷淡",
    "再也不来",
    "孩子不爱",
    "物流太慢",
    "非常失望",
    "后悔购买",
]
SHIPPED = Path(train.__file__).with_name("model.bin")


def _write(path: Path, rows: list[tuple[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["label", "text", "source", "category"])
        writer.writerows([label, text, "t", "t"] for label, text in rows)
    return path


@pytest.fixture
def reviews(tmp_path: Path) -> Path:
    rows = [
        (str(label), f"{word}{thing}{n}")
        for label, words in ((1, GOOD), (0, BAD))
        for word in words
        for n, thing in enumerate(["衣服", "鞋子", "面条", "水果", "手机"])
    ]
    return _write(tmp_path / "reviews.csv", rows)


@pytest.fixture
def small_corpus(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real corpus takes a minute; every seventh reply shows the same."""
    replies = corpus.training()[::7]
    monkeypatch.setattr(corpus, "training", lambda: replies)
    monkeypatch.setattr(learn, "JOINED", 200)


@pytest.mark.usefixtures("small_corpus")
def test_the_same_input_gives_the_same_bytes(reviews: Path, tmp_path: Path) -> None:
    first = train.train([reviews], tmp_path / "a.bin")
    train.train([reviews], tmp_path / "b.bin")

    assert first.rows == 80
    assert "全部" in first.replies
    assert (tmp_path / "a.bin").read_bytes() == (tmp_path / "b.bin").read_bytes()


def test_no_sentence_of_the_frames_stands_in_the_blind_files() -> None:
    sentences = {normalise(reply.text) for reply in framed()}

    for name in ("replies", "fresh", "hard"):
        with Path(__file__).with_name(f"{name}.csv").open(encoding="utf-8-sig") as file:
            assert not sentences & {normalise(row["text"]) for row in csv.DictReader(file)}


def test_a_leak_is_refused(reviews: Path, tmp_path: Path) -> None:
    test = _write(tmp_path / "test.csv", [("1", "很好吃 衣服0!")])

    with pytest.raises(train.Leak, match="1 条"):
        train.train([reviews], tmp_path / "a.bin", test=[test])


@pytest.mark.parametrize(
    ("head", "line", "message"),
    [(["text"], ["x"], "缺少列 label"), (["label", "text"], ["7", "x"], "第 2 行")],
)
def test_bad_data_names_its_place(
    tmp_path: Path, head: list[str], line: list[str], message: str
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(",".join(head) + "\n" + ",".join(line) + "\n", encoding="utf-8")

    with pytest.raises(data.BadData, match=message):
        data.read_rows([path])


def test_evaluation_shows_figures_and_cost(reviews: Path) -> None:
    (ours,) = evaluate.evaluate([reviews], SHIPPED, compare=False)

    assert ours.by_source["全部"].count == 80
    assert ours.by_source["全部"].accuracy > 0.8  # nonsense joined by chance
    assert ours.microseconds > 0


def test_calibration_moves_towards_the_shops_own_labels(tmp_path: Path) -> None:
    replies = [calibrate.Corrected(f"味道有点重口{n}", False) for n in range(30)]

    done = calibrate.calibrate(replies, SHIPPED, tmp_path / "new.bin")

    assert done.shift < 0
    assert done.count == 30


def test_too_few_replies_are_refused(tmp_path: Path) -> None:
    with pytest.raises(calibrate.TooFew):
        calibrate.calibrate([], SHIPPED, tmp_path / "new.bin")


def test_figures_of_a_perfect_and_a_blind_reader() -> None:
    perfect = [figures.Judged("unhappy", "unhappy", 1.0), figures.Judged("happy", "happy", 0.0)]
    blind = [figures.Judged("unhappy", "unsure", 0.5), figures.Judged("happy", "unsure", 0.5)]

    assert figures.figures(perfect).auc == 1.0
    assert figures.figures(perfect).calibration_error == 0.0
    assert figures.figures(blind).auc == 0.5
    assert figures.figures(blind).unsure == 1.0
