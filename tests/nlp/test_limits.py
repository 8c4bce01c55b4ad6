"""The hot path stays small: no heavy library, a small file, and a bound for the longest letter."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

import nlp
from nlp import decide
from nlp.decide import Chances

PROGRAM = """
import sys
from pathlib import Path
import nlp
nlp.load()
nlp.read("快递三天了还没到", why=True)
heavy = {"numpy", "jieba", "snownlp", "sklearn"} & set(sys.modules)
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(heavy or "light", int(status["VmRSS"].split()[0]) // 1024)
"""


def test_reading_needs_no_heavy_library_and_little_memory() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    name, megabytes = done.stdout.split()

    assert name == "light"
    assert int(megabytes) < 60  # Python itself takes 10


def test_the_model_file_is_small() -> None:
    assert Path(nlp.__file__).with_name("model.bin").stat().st_size < 3_000_000


@pytest.mark.parametrize(
    "text",
    ["这家店的菜真不错" * 512, "说好三天" * 1024, "没有不" * 1365, "5分" * 2048, "😀差" * 2048],
)
def test_the_longest_text_is_read_soon(text: str) -> None:
    nlp.read(text)
    began = time.process_time()
    nlp.read(text)

    assert time.process_time() - began < 0.1  # 5 ms on a quiet machine


@pytest.mark.parametrize("happy", [0.0, 0.2, 0.5, 0.8, 1.0])
def test_more_unhappiness_is_never_less(happy: float) -> None:
    steps = [
        decide.p_unhappy(Chances(p, (1 - p) * (1 - happy), (1 - p) * happy))
        for p in (step / 100 for step in range(101))
    ]

    assert steps == sorted(steps)
    assert (steps[0], steps[-1]) == (0.0, 1.0)


def test_unhappy_that_neutral_nearly_matches_is_unsure() -> None:
    happy_below, unhappy_at = decide.UNSURE

    assert happy_below < decide.p_unhappy(Chances(0.5, 0.5, 0.0)) < unhappy_at
    assert decide.p_unhappy(Chances(0.56, 0.44, 0.0)) > unhappy_at
    assert decide.p_unhappy(Chances(0.5, 0.0, 0.5)) == 0.5


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("药师给我拿错药了", "critical"),
        ("吃了全身起疹子", "critical"),
        ("我已经联系律师了", "critical"),
        ("垃*圾店,差评", "normal"),
        ("好的", "none"),
    ],
)
def test_grave_words_are_grave_however_calm(text: str, severity: str) -> None:
    assert nlp.read(text).severity == severity


@pytest.mark.parametrize("text", ["垃*圾", "垃 圾", "laji", "質量太差"])
def test_disguised_words_are_read(text: str) -> None:
    assert nlp.read(text).sentiment == "unhappy"


def test_a_solved_complaint_is_no_complaint() -> None:
    assert not nlp.read("之前投诉过,你们处理得很快,谢谢").is_complaint


def test_praise_and_complaint_each_keep_their_topic() -> None:
    reading = nlp.read("东西不错,就是快递太慢")
    felt = {t.topic: str(t.sentiment) for t in reading.topics}

    assert reading.mixed
    assert reading.topic == "物流"
    assert felt["物流"] == "unhappy"
    assert felt["品质"] == "happy"
