"""Scenario files: what is read from them, and faults that name their line."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.sandbox.people import Role
from bot.sandbox.playing.expectations import Wanted
from bot.sandbox.playing.scenario import ScenarioError, load
from bot.sandbox.playing.steps import (
    Block,
    Expect,
    ExpectCase,
    Nothing,
    Open,
    Purchase,
    Say,
    Send,
    Tap,
    Unblock,
    Wait,
    Where,
)
from tests.sandbox.playing import FIRST, HEAD, SHANGHAI, written

SCENARIOS = Path(__file__).parents[1] / "scenarios"
BUY = "- purchase: {customer: wang}\n"


def fault(folder: Path, text: str) -> str:
    """The fault of a file, without the file's name."""
    path = folder / "bad.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(ScenarioError) as raised:
        load(path, SHANGHAI)
    assert str(raised.value).startswith(f"{path}:")
    return str(raised.value).removeprefix(f"{path}:")


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_scenario_of_ours_can_be_read(path: Path) -> None:
    scenario = load(path, SHANGHAI)

    assert scenario.title != path.stem
    assert len(scenario.steps) > 5


def test_every_kind_of_step(tmp_path: Path) -> None:
    scenario = written(
        tmp_path,
        """
        - purchase: {customer: wang, order_no: 007, items: 图书三本, amount: 128.00, shop: 北京店}
        - open: wang
        - open: {who: sun, invitation_of: wang}
        - wait: 30m
        - expect: {to: wang, any: [满意, 评价], buttons: [1, "5"], absent: 但是}
        - nothing: {to: staff, document: "*.csv"}
        - expect_case: {status: investigating, severity: normal, topic: 物流}
        - tap: {who: wang, button: 1}
        - say: {who: wang, text: 三天了还没送到}
        - say: {who: li, to: case, text: 正在联系}
        - say: {who: li, to: staff, text: 大家好}
        - send: {who: wang, photo: true, caption: 压扁了}
        - send: {who: li, to: case, document: true}
        - block: wang
        - unblock: wang
        """,
    )
    order = {
        "order_no": "007",
        "items": "图书三本",
        "amount": "128.00",
        "shop": "北京店",
        "customer": "wang",
    }

    steps = iter(scenario.steps)
    lines = iter(range(FIRST, 100))

    def at(text: str) -> Where:
        return Where(next(lines), text)

    bought = next(steps)
    assert isinstance(bought, Purchase)
    assert (bought.where.line, bought.customer, bought.order) == (next(lines), "wang", order)
    assert next(steps) == Open(at("open: wang"), "wang", "wang")
    assert next(steps) == Open(at("open: {who: sun, invitation_of: wang}"), "sun", "wang")
    assert next(steps) == Wait(at("wait: 30m"), timedelta(minutes=30))
    expect = next(steps)
    assert isinstance(expect, Expect)
    assert expect.where.line == next(lines)
    assert (expect.to, expect.wanted) == (
        "wang",
        Wanted(any=("满意", "评价"), absent=("但是",), buttons=("1", "5")),
    )
    assert next(steps) == Nothing(
        at("nothing: {to: staff, document: *.csv}"), "staff", Wanted(document="*.csv")
    )
    fields = {"status": "investigating", "severity": "normal", "topic": "物流"}
    assert next(steps) == ExpectCase(
        at("expect_case: {status: investigating, severity: normal, topic: 物流}"), fields
    )
    assert next(steps) == Tap(at("tap: {who: wang, button: 1}"), "wang", "1")
    words = "三天了还没送到"
    assert next(steps) == Say(at(f"say: {{who: wang, text: {words}}}"), "wang", words, "private")
    assert next(steps) == Say(
        at("say: {who: li, to: case, text: 正在联系}"), "li", "正在联系", "case"
    )
    assert next(steps) == Say(
        at("say: {who: li, to: staff, text: 大家好}"), "li", "大家好", "staff"
    )
    assert next(steps) == Send(
        at("send: {who: wang, photo: true, caption: 压扁了}"), "wang", "photo", "压扁了", "private"
    )
    assert next(steps) == Send(
        at("send: {who: li, to: case, document: true}"), "li", "document", None, "case"
    )
    assert next(steps) == Block(at("block: wang"), "wang")
    assert next(steps) == Unblock(at("unblock: wang"), "wang")
    assert next(steps, None) is None


def test_a_purchase_needs_no_more_than_a_customer(tmp_path: Path) -> None:
    first, second, third = written(
        tmp_path,
        """
        - purchase: {customer: wang}
        - purchase: {customer: wang, name: 王女士, role: 会员, survey: never, campaign: 双11}
        - purchase: {customer: sun, bought_at: 2026-11-01T09:00:00, currency: USD, clerk: 小张}
        """,
    ).steps
    assert isinstance(first, Purchase)
    assert isinstance(second, Purchase)
    assert isinstance(third, Purchase)

    assert {"order_no", "items", "amount", "shop", "customer"} == set(first.order)
    assert first.order["order_no"] != second.order["order_no"]
    assert second.order["customer_name"] == "王女士"
    assert second.order["customer_role"] == "会员"
    assert second.order["survey"] == "never"
    assert third.order["bought_at"] == "2026-11-01T09:00:00+08:00"


def test_the_head_of_a_scenario(tmp_path: Path) -> None:
    scenario = written(tmp_path, "- wait: 1s")

    assert scenario.title == "试一试"
    assert scenario.start == datetime(2026, 11, 2, 2, tzinfo=UTC)
    assert scenario.people["li"] is Role.STAFF
    assert scenario.config == {}
    assert scenario.zone == SHANGHAI


@pytest.mark.parametrize(
    ("start", "config", "hour"),
    [
        ("2026-11-02T10:00:00", "{}", 2),
        ("2026-11-02 10:00", "{survey: {delay: 30m}}", 2),
        ("2026-11-02T10:00:00", "{zone: Asia/Urumqi}", 4),
        ("2026-11-02T10:00:00+00:00", "{zone: Asia/Urumqi}", 10),
    ],
)
def test_a_start_without_an_offset_is_a_time_of_the_shop(
    tmp_path: Path, start: str, config: str, hour: int
) -> None:
    path = tmp_path / "zones.yaml"
    path.write_text(f"start: {start}\nconfig: {config}\npeople: {{}}\nsteps: []", "utf-8")
    scenario = load(path, SHANGHAI)

    assert scenario.start == datetime(2026, 11, 2, hour, tzinfo=UTC)
    assert scenario.title == "zones"


@pytest.mark.parametrize(
    ("steps", "line", "said"),
    [
        ("- wiat: 30m", 0, "unknown key wiat; did you mean wait?"),
        ("- wait: 1s\n- wait: 30", 1, "no duration"),
        ("- wait: 1 week", 0, "no duration"),
        ("- wait: [1s]", 0, "must be a text"),
        ("- {wait: 1s, block: wang}", 0, "a step is one key"),
        ("- {}", 0, "a step is one key"),
        ("- wait", 0, "needs keys and values"),
        ("- block: wnag", 0, "unknown person wnag; did you mean wang?"),
        ("- say: {who: staff, text: 好}", 0, "unknown person staff"),
        ("- say: {who: wang}", 0, "text is missing"),
        ('- say: {who: wang, text: ""}', 0, "must be a text"),
        ("- say: {who: wang, txt: 好, text: 好}", 0, "unknown key txt; did you mean text?"),
        ("- say: {who: wang, text: 好, text: 好}", 0, "text stands twice"),
        ("- say: {who: wang, to: case, text: 好}", 0, "wang is not in the staff group"),
        ("- say: {who: li, to: wang, text: 好}", 0, "li cannot write to wang"),
        ("- send: {who: wang}", 0, "one of photo"),
        ("- send: {who: wang, photo: true, voice: true}", 0, "one of photo"),
        ("- send: {who: wang, photo: 箱子.png}", 0, "true"),
        ("- send: {who: wang, sticker: true, caption: 好}", 0, "a sticker has no caption"),
        ("- expect:\n    to: wang\n    contain: [好]", 2, "did you mean contains?"),
        ("- expect:\n    to: wagn", 1, "unknown place wagn; did you mean wang?"),
        ("- expect: {contains: [好]}", 0, "to is missing"),
        ("- expect: {to: wang, any: []}", 0, "must be a list of texts"),
        ("- nothing: {to: wang, any: [[好]]}", 0, "must be a list of texts"),
        ("- expect_case: {status: solved}", 0, "unknown solved"),
        ("- expect_case: {severity: hihg}", 0, "did you mean high?"),
        ("- expect_case: {owner: li}", 0, "unknown key owner"),
        ("- expect_ledger: {status: paid}", 0, "unknown paid"),
        ("- expect_ledger: {owner: li}", 0, "unknown key owner"),
        ("- tap: {who: li, button: 认领, times: often}", 0, "times"),
        ("- tap: {who: wang}", 0, "button is missing"),
        ("- open: wang", 0, "wang has bought nothing so far"),
        (f"{BUY}- open: sun", 1, "sun has bought nothing so far"),
        (f"{BUY}- open: {{who: wang, invitation_of: sun}}", 1, "sun has bought nothing"),
        (f"{BUY}- open: {{who: anna}}", 1, "unknown person anna"),
        ("- purchase: {order_no: A1}", 0, "customer is missing"),
        ("- purchase: {customer: wang, amount: 很多}", 0, "no amount"),
        ("- purchase: {customer: wang, survey: later}", 0, "unknown later"),
        ("- purchase: {customer: wang, bought_at: 昨天}", 0, "bought_at"),
        ("- purchase: {customer: wang, price: 1}", 0, "unknown key price"),
        ("- expect: {to: wang", 1, ""),
    ],
)
def test_a_fault_in_a_step_names_its_line(
    tmp_path: Path, steps: str, line: int, said: str
) -> None:
    told = fault(tmp_path, f"{HEAD}{steps}\n")

    assert told.startswith(f"{FIRST + line}: ")
    assert said in told


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "empty"),
        ("- wait: 1s", 1, "needs keys and values"),
        ("title: 好\nstart: 2026-11-02T10:00\npeople: {}", 1, "steps is missing"),
        ("start: 2026-11-02T10:00\nsteps: []\npeople: {li: boss}", 3, "unknown boss"),
        ("start: 2026-11-02T10:00\nsteps: []\npeople:\n  case: staff", 4, "name of a place"),
        ("start: 明天\nsteps: []\npeople: {}", 1, "start"),
        ("titel: 好\nstart: 2026-11-02T10:00\nsteps: []\npeople: {}", 1, "did you mean title?"),
        ("start: 2026-11-02T10:00\npeople: {}\nsteps: {wait: 1s}", 3, "steps must be a list"),
        ("start: 2026-11-02T10:00\npeople: {}\nsteps: []\nconfig: [a]", 4, "keys and values"),
        ("start: 2026-11-02T10:00\npeople: {}\nsteps: []\nconfig: {zone: Mars}", 4, "time zone"),
        ("start: 2026-11-02T10:00\npeople: {}\nsteps: []\nconfig: {a: !x 1}", 4, "!x"),
    ],
)
def test_a_fault_in_the_head_names_its_line(
    tmp_path: Path, text: str, line: int, said: str
) -> None:
    told = fault(tmp_path, text)

    assert told.startswith(f"{line}: ")
    assert said in told


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"missing\.yaml"):
        load(tmp_path / "missing.yaml", SHANGHAI)
    (tmp_path / "gbk.yaml").write_bytes("title: 你好".encode("gbk"))
    with pytest.raises(ScenarioError, match=r"gbk\.yaml"):
        load(tmp_path / "gbk.yaml", SHANGHAI)
