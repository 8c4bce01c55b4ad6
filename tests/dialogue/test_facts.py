"""What a letter says that can be looked up, and what staff see of it at a glance."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bot.dialogue import cues
from bot.dialogue.effects import RecordSurvey
from bot.dialogue.events import Entity, Reading
from bot.dialogue.facts import corrected, learned
from bot.dialogue.state import Case, CaseKind
from tests.dialogue.talk import NEUTRAL, POLICY, UNHAPPY, ZONE, Talk, bought, rated

NOW = datetime(2026, 11, 9, 2, tzinfo=UTC)
NEW = Case(CaseKind.COMPLAINT, NOW)


def told(text: str, *entities: Entity) -> Case:
    return learned(NEW, text, replace(UNHAPPY, entities=entities), NOW, ZONE)


def promise(text: str, due: str) -> Entity:
    return Entity("promise", text, due)


def test_a_promise_whose_time_is_over_is_broken() -> None:
    case = told("说好昨天送到", promise("说好昨天送到", "2026-11-08"))

    assert [(p.text, p.due, p.broken) for p in case.promises] == [
        ("说好昨天送到", "2026-11-08", True)
    ]
    assert case.breaches == 1


def test_a_promise_for_today_is_not_broken_yet() -> None:
    case = told("说好今天送到", promise("说好今天送到", "2026-11-09"))

    assert (case.promises[0].broken, case.breaches) == (False, 0)


def test_what_follows_a_promise_tells_whether_it_was_kept() -> None:
    three_days = promise("保证三天内退款", "2026-11-12")
    assert told("你们保证三天内退款，现在一个星期了", three_days).promises[0].broken
    assert told("答应给我换新的，一直没换").breaches == 1
    assert told("电饭煲保证正品，很好用").promises == ()


@pytest.mark.parametrize(
    ("text", "breaches"),
    [
        ("答应了三次都没做到", 3),
        ("这是第四次承诺了", 4),
        ("打了三次电话没人接", 0),
        ("改期改了2回", 2),
    ],
)
def test_breaches_are_counted_as_they_are_told(text: str, breaches: int) -> None:
    assert told(text).breaches == breaches


def test_the_same_excuse_twice_is_noticed() -> None:
    case = told("周一说仓库爆仓，周三还是说爆仓。周五又说爆仓")

    assert (case.excuse, case.excuses) == ("爆仓", 3)
    assert told("周一说仓库爆仓").excuses == 0


def test_reading_the_same_words_twice_changes_nothing() -> None:
    text = "说好昨天送到，客服小李答应的，没送。周一说爆仓，周二还说爆仓"
    reading = replace(
        UNHAPPY,
        entities=(promise("说好昨天送到", "2026-11-08"), Entity("person", "小李", "小李")),
    )
    once = learned(NEW, text, reading, NOW, ZONE)

    assert learned(once, text, reading, NOW, ZONE) == once


def test_their_own_measure_is_kept_in_their_words() -> None:
    words = "我觉得至少应该提前打个电话"
    assert told(f"没有人说一声。{words}。太过分了").standard == words
    assert told("至少等了一个小时").standard == ""


def test_suggestions_are_for_everybody() -> None:
    assert cues.is_suggestion("建议你们开通配送跟踪")
    assert cues.is_suggestion("希望以后送货前先打个电话")
    assert not cues.is_suggestion("希望你们给我退款")
    assert not cues.is_suggestion("应该给我一个说法")


def letter(text: str, *entities: Entity) -> Talk:
    reading: Reading = replace(UNHAPPY, entities=entities)
    return rated(1).says(text, reading).pauses()


def test_staff_see_the_dates_and_the_promises_in_one_message() -> None:
    talk = letter(
        "11月1日下单，客服小李说好昨天送到。昨天没有送",
        Entity("person", "小李", "小李"),
        Entity("time", "11月1日", "2026-11-01"),
        Entity("time", "昨天", "2026-11-01"),
        promise("客服小李说好昨天送到", "2026-11-01"),
    )

    assert talk.posted == ["staff.alert", "staff.facts"]
    assert "没有兑现的承诺 1 次：客服小李说好昨天送到" in talk.words
    assert "· 11月1日：下单" in talk.words
    assert "提到的人 小李" in talk.words


def test_words_without_facts_need_no_card() -> None:
    assert letter("杯子漏水，烫到手了").posted == ["staff.alert"]


def test_the_first_sentence_stands_for_a_long_letter_and_the_rest_follows() -> None:
    talk = letter("杯子第一次用就漏水。" + "后来的事情说来话长。" * 80)

    assert talk.posted == ["staff.alert", "staff.more", "staff.facts"]
    assert "信的开头：「杯子第一次用就漏水」" in talk.words


def test_a_number_that_no_purchase_bears_is_noted() -> None:
    talk = letter("订单号 Z99887 的杯子漏水", Entity("order", "z99887", "Z99887"))

    assert "查不到的订单号 Z99887" in talk.words


def test_the_order_number_in_the_letter_chooses_the_purchase() -> None:
    cup, pot = bought(1), bought(2, order_no="B2002", items="电饭煲")
    talk = Talk().opens(cup, pot).waits(POLICY.delay)
    talk.rates(1).owns(cup, pot).says("订单 B2002 坏了", UNHAPPY).pauses()

    assert talk.last.purchase == pot
    assert talk.case.kind is CaseKind.COMPLAINT
    records = [e for _, e in talk.everything if isinstance(e, RecordSurvey)]
    assert records[-1].purchase == cup  # the survey stays where it was


def test_what_was_bought_is_known_by_its_name() -> None:
    cup, pot = bought(1), bought(2, order_no="B2002", items="电饭煲")
    talk = rated(1).owns(cup, pot).says("电饭煲用了两次就坏了", UNHAPPY).pauses()

    assert talk.last.purchase == pot


def test_after_the_alert_staff_hear_of_the_other_order() -> None:
    cup, pot = bought(1), bought(2, order_no="B2002", items="电饭煲")
    talk = rated(1).owns(cup, pot).says("坏了", UNHAPPY).pauses()
    talk.says("是电饭煲，订单 B2002", NEUTRAL).pauses()

    assert "staff.other_order" in talk.posted
    assert "B2002" in talk.words


def test_another_thing_named_by_what_it_is_not_is_found_among_what_was_bought() -> None:
    lamp, chair = bought(1, items="台灯"), bought(2, order_no="B2002", items="北欧餐椅")
    talk = rated(1, lamp).owns(lamp, chair).says("断了一条腿", UNHAPPY).pauses()
    talk.says("不是台灯，是椅子，台灯挺好的", NEUTRAL).pauses()

    assert talk.last.purchase == chair
    assert "staff.other_order" in talk.posted


def test_a_thing_that_nobody_knows_of_is_not_taken_for_what_was_bought() -> None:
    lamp = bought(1, items="台灯", amount=Decimal(89))
    talk = rated(1, lamp).owns(lamp).says("断了一条腿", UNHAPPY).pauses()
    talk.says("我说的不是台灯，是椅子", NEUTRAL).pauses()

    assert talk.last.purchase is None
    assert "staff.not_this_order" in talk.posted
    assert "在徐汇店买的台灯" not in talk.words


@pytest.mark.parametrize(
    "words", ["不是台灯坏了，是台灯的灯泡坏了", "不是颜色，是亮度", "台灯不是我买的吗，是你们送的"]
)
def test_a_part_of_it_is_no_other_thing(words: str) -> None:
    lamp = bought(1, items="台灯")
    talk = rated(1, lamp).owns(lamp).says("坏了", UNHAPPY).pauses().says(words, NEUTRAL).pauses()

    assert talk.last.purchase == lamp


def test_who_gave_their_word_is_asked_for_once_and_only_where_nobody_is_named() -> None:
    talk = letter("答应给我换新的，一直没换").says("杯底漏水", NEUTRAL).pauses()
    assert talk.said == ["gathering.ask_who"]
    talk.says("忘了", NEUTRAL).pauses()
    assert talk.said == ["confirming.ask"]

    named = letter("店长答应给我换新的，一直没换").says("杯底漏水", NEUTRAL).pauses()
    assert named.said == ["confirming.ask"]
    on_the_receipt = letter("说好昨天送到，一直没送").says("杯底漏水", NEUTRAL).pauses()
    assert on_the_receipt.said == ["confirming.ask"]


def test_of_a_mended_line_only_what_was_denied_goes() -> None:
    old = "11月9日下的单，一共128元，另外付了15元加急费"
    case = told(
        old,
        Entity("time", "11月9日", "2026-11-09"),
        Entity("amount", "128元", "128"),
        Entity("amount", "15元", "15"),
    )
    new = "加急费是18元，不是15元"
    mended = (Entity("amount", "18元", "18"), Entity("amount", "15元", "15"))
    case = corrected(case, old, new, replace(UNHAPPY, entities=mended))

    assert [fact.text for fact in case.facts] == ["11月9日", "128元", "18元"]
