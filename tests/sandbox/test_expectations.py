"""Whether a message is what was expected, and which button is meant."""

import pytest

from bot.sandbox.playing.expectations import Seen, Wanted, button, matches, told

SEEN = Seen(7001, None, "您好，满意吗？", ("1", "5", "都不合适"), "log-2026.csv")


def test_without_keys_every_message_will_do() -> None:
    assert matches(Wanted(), SEEN)
    assert matches(Wanted(), Seen(7001, None, ""))


@pytest.mark.parametrize(
    ("wanted", "holds"),
    [
        (Wanted(contains=("您好", "满意")), True),
        (Wanted(contains=("您好", "再见")), False),
        (Wanted(any=("再见", "满意")), True),
        (Wanted(any=("再见", "抱歉")), False),
        (Wanted(absent=("但是", "可是")), True),
        (Wanted(absent=("但是", "满意")), False),
        (Wanted(buttons=("1", "5")), True),
        (Wanted(buttons=("1", "4")), False),
        (Wanted(buttons=("不合适",)), True),
        (Wanted(document="*.csv"), True),
        (Wanted(document="log-????.csv"), True),
        (Wanted(document="*"), True),
        (Wanted(document="*.xlsx"), False),
        (Wanted(contains=("您好",), buttons=("5",), document="*.csv"), True),
        (Wanted(contains=("您好",), buttons=("5",), document="*.xlsx"), False),
        (Wanted(contains=("您好",), any=("抱歉",)), False),
    ],
)
def test_one_message_has_to_satisfy_all_keys(wanted: Wanted, holds: bool) -> None:
    assert matches(wanted, SEEN) is holds


def test_a_name_of_a_document_is_not_looked_for_where_there_is_none() -> None:
    assert not matches(Wanted(document="*"), Seen(7001, None, "a.csv"))


def test_a_button_of_one_message_and_the_words_of_another_are_not_enough() -> None:
    came = [Seen(7001, None, "对不起"), Seen(7001, None, "说说看", ("说完了",))]

    assert not any(matches(Wanted(contains=("对不起",), buttons=("说完了",)), s) for s in came)


@pytest.mark.parametrize(
    ("wanted", "labels", "found"),
    [
        ("已解决", ("没解决", "已解决"), 1),
        ("解决", ("没解决", "已解决", "解决"), 2),
        ("解决", ("没解决", "已解决"), 0),
        ("1", ("10", "1"), 1),
        ("1", ("10", "21", "1 星"), 2),
        ("1", ("10", "21", "1.5", "0,1"), None),
        ("1", ("✓ 1",), 0),
        ("1", ("1. 很差",), 0),
        ("1", ("第1项",), 0),
        ("1", ("101 和 1",), 0),
        ("5", ("15 分", "5分"), 1),
        ("10", ("100", "10 元"), 1),
        ("满1", ("满100 元", "满1 元"), 1),
        ("退", ("换一个", "退一部分钱"), 1),
        ("a.c", ("abc", "a.c!"), 1),
        ("1", (), None),
    ],
)
def test_which_button_is_meant(wanted: str, labels: tuple[str, ...], found: int | None) -> None:
    assert button(wanted, labels) == found


def test_what_came_is_told_on_one_line() -> None:
    came = [
        Seen(7001, None, "您好，\n满意吗？", ("1", "2")),
        Seen(7001, 5, "记下了", is_edit=True),
    ]

    assert told(came) == "您好， ⏎ 满意吗？ [1] [2] | (edited) 记下了"
    assert told([SEEN]) == "您好，满意吗？ [1] [5] [都不合适] <log-2026.csv>"
    assert told([]) == "nothing"


def test_what_is_wanted_is_told_in_words() -> None:
    wanted = Wanted(("a", "b"), ("c",), ("d",), ("1", "2"), "*.csv")

    assert str(wanted) == (
        "message with all of [a, b], one of [c], none of [d], buttons [1] [2], document *.csv"
    )
    assert str(Wanted()) == "message"
