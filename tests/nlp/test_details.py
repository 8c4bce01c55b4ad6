"""Requests, suggestions and entities, as customers write them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlp
from nlp import details
from nlp.times import moments, number
from nlp.words import find

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)  # a Sunday


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("请退款", ("退款",)),
        ("不用退款,给我回个电话", ("回电",)),
        ("给我换一个,少的补发", ("换货", "补发")),
        ("转人工", ("人工",)),
        ("今天天气好", ()),
    ],
)
def test_requests_are_what_is_asked_for_not_what_is_refused(
    text: str, found: tuple[str, ...]
) -> None:
    assert nlp.read(text).requests == found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("明天下午三点", "2026-11-23T15:00+00:00"),
        ("上周五", "2026-11-13"),
        ("下周二晚上8点半", "2026-11-24T20:30+00:00"),
        ("11月3号", "2026-11-03"),
        ("三天前", "2026-11-19"),
        ("昨晚", "2026-11-21T20:00+00:00"),
        ("两个小时后", "2026-11-22T14:00+00:00"),
        ("晚上八点多", "2026-11-22T20:00+00:00"),
        ("下午三点前", "2026-11-22T15:00+00:00"),
        ("26日", "2026-11-26"),
        ("26号上午", "2026-11-26T10:00+00:00"),
        ("11月24日前", "2026-11-24"),
    ],
)
def test_a_time_is_resolved_against_now(text: str, value: str) -> None:
    assert [moment.value for moment in moments(f"是{text}的事", NOW)] == [value]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("11月20日等到夜里十点也没有来", ["2026-11-20", "2026-11-20T22:00+00:00"]),
        ("昨天买的,下午三点能送到吗", ["2026-11-21", "2026-11-22T15:00+00:00"]),
        ("昨天下午三点取的,晚上八点冲的", ["2026-11-21T15:00+00:00", "2026-11-21T20:00+00:00"]),
        ("明天师傅过来,下午三点前修好", ["2026-11-23", "2026-11-23T15:00+00:00"]),
        ("明天师傅过来。下午三点我等你电话", ["2026-11-23", "2026-11-22T15:00+00:00"]),
    ],
)
def test_a_clock_belongs_to_the_day_named_before_it(text: str, values: list[str]) -> None:
    assert [moment.value for moment in moments(text, NOW)] == values


@pytest.mark.parametrize(
    ("text", "now", "value"),
    [
        ("12月30日", datetime(2027, 1, 2, tzinfo=UTC), "2026-12-30"),
        ("1月3日", datetime(2026, 12, 30, tzinfo=UTC), "2027-01-03"),
        ("8月3日", datetime(2026, 11, 22, tzinfo=UTC), "2026-08-03"),
    ],
)
def test_a_day_without_a_year_is_the_nearest(text: str, now: datetime, value: str) -> None:
    assert [moment.value for moment in moments(text, now)] == [value]


@pytest.mark.parametrize("text", ["坐3号线来的", "12号桌那位", "31日", "买了八点五折", "8号床"])
def test_a_number_is_no_day(text: str) -> None:
    assert list(moments(text, NOW)) == []


def test_a_day_that_does_not_exist_is_no_time() -> None:
    assert list(moments("2月30号见", NOW)) == []


@pytest.mark.parametrize(("written", "value"), [("十二", 12), ("二十", 20), ("七", 7), ("十", 10)])
def test_numbers_in_words(written: str, value: int) -> None:
    assert number(written) == value


def test_entities_of_each_kind() -> None:
    text = "王经理答应明天退我250元,订单号B20261101,电话13800138000,京东比你们快"

    found = {e.kind: e.value for e in nlp.read(text, now=NOW).entities}

    assert found == {
        "phone": "13800138000",
        "order": "B20261101",
        "amount": "250",
        "person": "王经理",
        "rival": "京东",
        "time": "2026-11-23",
        "promise": "2026-11-23",
    }


def test_a_sum_in_words() -> None:
    assert [e.value for e in details.entities("多收了两百五十块", find(""), None)] == ["250"]


def test_a_suggestion_is_kept_apart() -> None:
    assert nlp.read("建议多开一个窗口,谢谢").suggestions == ("建议多开一个窗口",)


@given(
    st.text(
        alphabet="一二三十百0123456789月日号点半周上下前后天个小时¥元块订单号说好", max_size=40
    )
)
def test_details_never_raise(text: str) -> None:
    nlp.read(text, now=NOW, why=True)


@pytest.mark.parametrize(
    ("text", "promise"),
    [
        ("客服小孙说前天会给我回电话,到今天都没有", "客服小孙说前天会给我回电话"),
        ("答应昨天送到", "答应昨天送到"),
        ("明天能保证送到吗", None),
    ],
)
def test_what_somebody_said_would_be(text: str, promise: str | None) -> None:
    found = [e.text for e in nlp.read(text, now=NOW).entities if e.kind == "promise"]

    assert found == ([promise] if promise else [])


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("礼拜天打电话说退5800", "time", "2026-11-22"),
        ("周五打了电话", "time", "2026-11-20"),
        ("赔了1万元", "amount", "10000"),
        ("昨晚十一点多加的我微信", "time", "2026-11-23T23:00+00:00"),
    ],
)
def test_what_is_told_of_is_over(text: str, kind: str, value: str) -> None:
    tuesday = datetime(2026, 11, 24, 12, tzinfo=UTC)
    found = [e.value for e in nlp.read(text, now=tuesday).entities if e.kind == kind]

    assert found == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("我要你们赔8000", "8000"),
        ("最少三千，少一分都不行", "3000"),
        ("赔两千五", "2500"),
        ("退我168", "168"),
    ],
)
def test_a_demand_names_no_unit(text: str, value: str) -> None:
    assert [e.value for e in nlp.read(text).entities if e.kind == "amount"] == [value]


@pytest.mark.parametrize(
    "text", ["要等三十分钟", "给一百分", "最少2000字", "给我一百个理由", "退我一半"]
)
def test_not_every_number_is_a_sum(text: str) -> None:
    assert not [e for e in nlp.read(text).entities if e.kind == "amount"]
