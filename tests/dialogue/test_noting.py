"""A letter while a person holds the case is read for them; the customer hears nothing."""

from dataclasses import replace
from datetime import timedelta

from bot.dialogue import Stage
from bot.dialogue.effects import FileSuggestion, Say
from bot.dialogue.events import Action, Entity, Reading
from tests.dialogue.talk import HAPPY, NEUTRAL, SMALL_TALK, Talk, claimed, closing, enquiry, rated

FIRST = "订单号 H9001，11月1日小陈说好三天内送到，一直没送"
SECOND = "多收的 20 元也请退给我。建议以后送货前先打个电话"
LETTER = replace(
    NEUTRAL,
    entities=(
        Entity("order", "h9001", "H9001"),
        Entity("time", "11月1日", "2026-11-01"),
        Entity("promise", "11月1日小陈说好三天内送到", "2026-11-01"),
        Entity("amount", "20 元", "20"),
    ),
    suggestions=("建议以后送货前先打个电话",),
)


def wrote(*texts: str, reading: Reading = LETTER, talk: Talk | None = None) -> Talk:
    talk = talk or claimed()
    for text in texts:
        talk.says(text, reading)
        assert talk.relayed == [text]
    return talk.pauses(reading)


def test_one_card_below_the_letter_and_not_a_word_to_the_customer() -> None:
    talk = wrote(FIRST, SECOND)

    assert talk.posted == ["staff.letter"]
    assert not talk.all(Say)
    for words in ("H9001", "11月1日", "说好三天内送到", "20 元", "送货前先打个电话"):
        assert words in talk.words


def test_what_it_tells_goes_into_the_case() -> None:
    talk = wrote(FIRST, SECOND)

    assert {fact.kind for fact in talk.case.facts} == {"order", "time", "amount"}
    assert [promise.broken for promise in talk.case.promises] == [True]
    assert [idea.text for idea in talk.all(FileSuggestion)] == ["建议以后送货前先打个电话"]
    assert talk.last.story[-2:] == (FIRST, SECOND)
    assert not talk.last.letter


def test_a_few_words_get_no_card() -> None:
    tomorrow = replace(NEUTRAL, entities=(Entity("time", "明天", "2026-11-03"),))
    assert wrote("明天下午我在家", reading=tomorrow).posted == []
    assert claimed().says("谢谢", SMALL_TALK).pauses().deeds == ()


def test_a_long_letter_gets_its_first_sentence() -> None:
    assert wrote(
        "杯子的事我再从头说一遍。" + "当时的经过是这样的，" * 40, reading=NEUTRAL
    ).posted == ["staff.letter"]


def test_what_was_being_written_when_somebody_took_the_case_is_read_too() -> None:
    talk = rated(1).says(FIRST, LETTER).claims()
    assert talk.stage is Stage.WITH_STAFF

    talk.pauses(LETTER)
    assert talk.posted == ["staff.letter"]
    assert not talk.all(Say)


def test_what_was_being_written_at_the_close_is_read_and_not_answered() -> None:
    talk = closing().says(SECOND, LETTER).taps(Action.SOLVED)
    assert talk.stage is Stage.FOLLOWING_UP

    talk.pauses(LETTER)
    assert (talk.posted, talk.said) == (["staff.letter"], [])
    assert not talk.last.letter


def test_thanks_with_an_idea_keep_the_idea() -> None:
    talk = enquiry().claims().closes()
    talk.says("谢谢。建议以后送货前先打个电话", replace(HAPPY, suggestions=LETTER.suggestions))

    assert [idea.text for idea in talk.all(FileSuggestion)] == ["建议以后送货前先打个电话"]


def test_a_letter_that_nobody_has_taken_yet_is_read_as_well() -> None:
    talk = claimed()
    talk.chat = replace(
        talk.chat, talks=(replace(talk.last, case=replace(talk.case, handler=None)),)
    )
    wrote(FIRST, SECOND, talk=talk)

    assert "staff.letter" in talk.posted
    assert talk.waits(timedelta(hours=1)).posted.count("staff.letter") == 0
