"""How a sentence of the wording file becomes the words that somebody reads."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.dialogue.effects import Word
from bot.wording.catalog import Catalog, WordingError, fields_of, load

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 2, 4, tzinfo=UTC)  # twelve o'clock in Shanghai
TIMES = {
    "time.today": ("今天{clock}",),
    "time.tomorrow": ("明天{clock}",),
    "time.day": ("{month}月{day}日{clock}",),
}


def catalog(**templates: str | tuple[str, ...]) -> Catalog:
    listed = {k: (v,) if isinstance(v, str) else v for k, v in templates.items()}
    return Catalog({**TIMES, **listed}, ZONE)


def rendered(template: str, **params: str) -> str:
    return catalog(it=template).render("it", params, NOON)


def test_a_parameter_is_filled_in() -> None:
    assert rendered("{name}您好", name="王女士") == "王女士您好"


def test_what_is_optional_stays_when_it_is_known() -> None:
    assert rendered("[[{name}，]]您好", name="王女士") == "王女士，您好"


def test_what_is_optional_vanishes_when_it_is_not() -> None:
    assert rendered("[[{name}，]]您好", name="") == "您好"


def test_of_two_unknowns_one_is_enough_to_leave_the_part_out() -> None:
    assert rendered("[[{shop}的{name}，]]您好", shop="徐汇店", name="") == "您好"


def test_a_line_that_ends_up_empty_vanishes() -> None:
    assert rendered("一\n[[订单 {order_no}]]\n三", order_no="") == "一\n三"


def test_a_line_does_not_begin_with_a_separator() -> None:
    template = "[[订单 {order_no}]][[ · {items}]]"
    assert rendered(template, order_no="", items="保温杯") == "保温杯"


def test_braces_of_a_customer_are_never_read_as_a_template() -> None:
    assert rendered("「{words}」", words="{name} [[{x}]] {0}") == "「{name} [[{x}]] {0}」"


def test_the_words_of_a_customer_keep_their_blank_lines() -> None:
    assert rendered("{who}：{text}", who="王女士", text="一\n\n · 二") == "王女士：一\n\n · 二"


def test_a_parameter_that_is_missing_is_a_fault_of_the_program() -> None:
    with pytest.raises(KeyError):
        rendered("{name}您好")


def test_a_key_that_is_missing_is_a_fault_of_the_program() -> None:
    with pytest.raises(KeyError):
        catalog().render("nothing", {}, NOON)


def test_variants_take_turns() -> None:
    words = catalog(it=("一", "二", "三"))

    read = [words.render("it", {}, NOON, n) for n in range(4)]
    assert read == ["一", "二", "三", "一"]


def test_a_parameter_may_be_worded_itself() -> None:
    words = catalog(it="等级：{severity}", high="较重")

    assert words.render("it", {"severity": Word("high")}, NOON) == "等级：较重"


@pytest.mark.parametrize(
    ("later", "spoken"),
    [
        (timedelta(minutes=30), "今天12:30"),
        (timedelta(minutes=31), "今天12:35"),
        (timedelta(minutes=30, seconds=30), "今天12:35"),
        (timedelta(minutes=58), "今天13:00"),
        (timedelta(hours=11, minutes=58), "明天0:00"),
        (timedelta(hours=21), "明天9:00"),
        (timedelta(days=2), "11月4日12:00"),
    ],
)
def test_a_time_is_spoken_as_a_promise_one_can_keep(later: timedelta, spoken: str) -> None:
    assert catalog().spoken_time(NOON + later, NOON) == spoken


def test_a_time_is_spoken_in_the_shops_zone() -> None:
    assert catalog().spoken_time(NOON, NOON) == "今天12:00"
    tokyo = Catalog(TIMES, ZoneInfo("Asia/Tokyo"))
    assert tokyo.spoken_time(NOON, NOON) == "今天13:00"


def test_the_fields_of_a_template() -> None:
    assert fields_of("[[{name}，]]{by}前") == {"name", "by"}


def test_keys_are_joined_by_dots(tmp_path: Path) -> None:
    path = tmp_path / "wording.yaml"
    path.write_text("a:\n  b: 您好\n  c: [一, 二]\n", encoding="utf-8")

    assert load(ZONE, path).templates == {"a.b": ("您好",), "a.c": ("一", "二")}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a: [", "wording.yaml"),
        ("- 一", "a mapping"),
        ("a: ''", "a: a sentence"),
        ("a: []", "a: a sentence"),
        ("a:\n  b: 3", "a.b: a sentence"),
        ("a: [一, 2]", "a: a sentence"),
        ("a:", "a: a sentence"),
    ],
)
def test_a_file_that_is_wrong_says_where(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "wording.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(WordingError, match=complaint):
        load(ZONE, path)


def test_a_file_that_is_missing_says_so(tmp_path: Path) -> None:
    with pytest.raises(WordingError, match=r"none\.yaml"):
        load(ZONE, tmp_path / "none.yaml")
