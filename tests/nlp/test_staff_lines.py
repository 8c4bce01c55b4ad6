"""Totals on lines of staff by a hand that saw none of the rules; no row is ever printed.

Each tells which time or sum it promises, or for whom it is. `staff_seen.txt` was read and mended
by, `staff_blind.txt`, every second line of the same hand, never.
`PYTHONPATH=. python tests/nlp/test_staff_lines.py FILE` prints the totals of a file.
"""

import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from nlp import manners
from nlp.pledges import pledges

SEEN = Path(__file__).with_name("staff_seen.txt")
BLIND = Path(__file__).with_name("staff_blind.txt")
NOW = datetime(2026, 11, 5, 10, 30, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Thursday
NEAR = timedelta(hours=2)  # how far apart two may put the end of an afternoon
DAY_IS_OVER = "23:59"


def rows(file: Path, section: str) -> list[tuple[str, str]]:
    found, within = [], False
    for line in file.read_text("utf-8").splitlines():
        if line.startswith("# "):
            within = line.split()[1] == section
        elif within and " | " in line:
            text, _, label = line.rpartition(" | ")
            found.append((text.strip(), label.strip()))
    return found


def is_same_time(due: datetime, label: str) -> bool:
    meant = datetime.strptime(f"2026-{label}", "%Y-%m-%d %H:%M").replace(tzinfo=NOW.tzinfo)
    if label.endswith(DAY_IS_OVER):
        return due.date() == meant.date()
    return abs(due - meant) <= NEAR


def times(file: Path) -> dict[str, float]:
    told = rows(file, "times")
    promised = [(pledges(text, NOW), label) for text, label in told if label != "-"]
    others = [pledges(text, NOW) for text, label in told if label == "-"]
    right = sum(any(is_same_time(p.due, label) for p in found) for found, label in promised)
    return {
        "heard": sum(bool(found) for found, _ in promised) / len(promised),
        "right": right / len(promised),
        "false": sum(map(bool, others)) / len(others),
    }


def money(file: Path) -> dict[str, float]:
    told = [(manners.given(t), manners.gives_all(t), label) for t, label in rows(file, "money")]
    sums = [(given, float(label)) for given, _, label in told if label not in ("-", "full")]
    whole = [whole or given > 0 for given, whole, label in told if label == "full"]
    others = [whole or given > 0 for given, whole, label in told if label == "-"]
    return {
        "right": sum(abs(given - meant) < 0.01 for given, meant in sums) / len(sums),
        "wrong": sum(0 < given != meant for given, meant in sums) / len(sums),
        "whole": sum(whole) / len(whole),
        "false": sum(others) / len(others),
    }


def whom(file: Path) -> dict[str, float]:
    told = [(manners.whom(text), label) for text, label in rows(file, "whom")]
    customers = [found for found, label in told if label == "customer"]
    colleagues = [found for found, label in told if label == "colleague"]
    approvals = [found for found, label in told if label == "approve"]
    ours = ("colleague", "approve_them")  # kept inside, whoever writes it
    beside = (*ours, "open", "approve")  # and where its writer has not the case

    def share(found: list[str], meant: tuple[str, ...]) -> float:
        return sum(each in meant for each in found) / len(found)

    return {
        "customer, kept": share(customers, ours),
        "customer, kept beside": share(customers, beside),
        "colleague, kept": share(colleagues, ours),
        "colleague, kept beside": share(colleagues, beside),
        "approve, asked to tap": share(approvals, ("approve", "approve_them")),
        "approve, kept beside": share(approvals, beside),
    }


# What holds, with a margin: at least, and of what is wrong at most; figures: docs/REPLIES.md.
FLOORS = {
    SEEN: {
        times: {"heard": 0.9, "right": 0.88},
        money: {"right": 0.75, "whole": 0.95},
        whom: {"colleague, kept": 0.8, "approve, asked to tap": 0.85},
    },
    BLIND: {
        times: {"heard": 0.78, "right": 0.72},
        money: {"right": 0.66, "whole": 0.9},
        whom: {"colleague, kept beside": 0.75, "approve, asked to tap": 0.6},
    },
}
CEILINGS = {
    times: {"false": 0.08},
    money: {"false": 0.05, "wrong": 0.06},
    whom: {"customer, kept": 0.01, "customer, kept beside": 0.06},
}


@pytest.mark.parametrize("part", [times, money, whom])
@pytest.mark.parametrize("file", [SEEN, BLIND], ids=["seen", "blind"])
def test_what_is_heard(file: Path, part: Callable[[Path], dict[str, float]]) -> None:
    found = part(file)

    for name, least in FLOORS[file][part].items():
        assert found[name] >= least, name
    for name, most in CEILINGS[part].items():
        assert found[name] <= most, name


if __name__ == "__main__":
    for name in sys.argv[1:]:
        for part in (times, money, whom):
            print(name, part.__name__, {k: round(v, 3) for k, v in part(Path(name)).items()})  # noqa: T201
