"""Across: the customer's words to the topic, a person's words to the customer, albums whole."""

from dataclasses import replace
from datetime import timedelta

from bot.dialogue import Stage
from bot.dialogue import effects as do
from bot.dialogue.effects import RelayMedia, RelayText
from bot.dialogue.events import Action
from tests.dialogue.talk import (
    CRITICAL,
    DAY,
    MINUTE,
    NEUTRAL,
    POLICY,
    QUESTION,
    SMALL_TALK,
    UNHAPPY,
    Talk,
    chosen,
    claimed,
    enquiry,
    requested,
)

BREATH = timedelta(milliseconds=300)


def test_words_go_across_both_ways_with_what_they_answer() -> None:
    talk = claimed().says("几点能到？", QUESTION, reply_to=55)
    [relay] = talk.all(RelayText)
    assert (relay.to, relay.text, relay.reply_to) == ("staff", "几点能到？", 55)

    talk.staff_says("三点", reply_to=66)
    [relay] = talk.all(RelayText)
    assert (relay.to, relay.text, relay.reply_to) == ("customer", "三点", 66)


def test_media_go_across_both_ways() -> None:
    talk = claimed().sends("voice", reply_to=55)
    [relay] = talk.all(RelayMedia)
    assert (relay.to, relay.reply_to) == ("staff", 55)

    talk.staff_says(media="document")
    [relay] = talk.all(RelayMedia)
    assert relay.to == "customer"


def test_an_edited_message_goes_across_as_edited() -> None:
    [relay] = claimed().says("两点", NEUTRAL, edited=True).all(RelayText)

    assert relay.edited


def test_a_note_stays_in_the_topic() -> None:
    talk = claimed().staff_says("// 他要的太多")
    assert talk.deeds == ()

    assert talk.staff_says("  //也不行").deeds == ()
    assert talk.staff_says("价格是 99//件").relayed == ["价格是 99//件"]


def test_an_album_of_the_customer_is_kept_whole() -> None:
    talk = claimed()
    for _ in range(3):
        talk.sends("photo", album="a").waits(BREATH)
        assert talk.copied == []

    talk.waits(POLICY.album_wait)
    assert [len(ids) for ids in talk.copied] == [3]
    assert talk.last.album is None


def test_an_album_of_staff_is_kept_whole() -> None:
    talk = claimed().staff_says(media="photo", album="a").staff_says(media="photo", album="a")
    assert talk.copied == []

    talk.waits(POLICY.album_wait)
    [relay] = talk.all(RelayMedia)
    assert (relay.to, len(relay.message_ids)) == ("customer", 2)


def test_words_after_an_album_do_not_overtake_it() -> None:
    talk = claimed().sends("photo", album="a").sends("photo", album="a").says("您看")

    assert [type(e) for _, e in talk.deeds if isinstance(e, RelayMedia | RelayText)] == [
        RelayMedia,
        RelayText,
    ]
    assert talk.waits(POLICY.album_wait).deeds == ()


def test_albums_from_both_sides_do_not_mix() -> None:
    talk = claimed().sends("photo", album="a").staff_says(media="photo", album="b")
    [relay] = talk.all(RelayMedia)
    assert relay.to == "staff"

    talk.sends("photo", album="c")
    [relay] = talk.all(RelayMedia)
    assert relay.to == "customer"
    talk.waits(POLICY.album_wait)
    [relay] = talk.all(RelayMedia)
    assert relay.to == "staff"


def test_an_album_with_a_note_stays_in_the_topic_with_all_its_pieces() -> None:
    talk = claimed().staff_says("// 仓库的照片", media="photo", album="a")
    talk.staff_says(media="photo", album="a").staff_says(media="photo", album="a")
    assert talk.waits(POLICY.album_wait).copied == []

    talk.staff_says("好了")
    assert talk.relayed == ["好了"]
    assert talk.copied == []


def test_an_album_whose_later_piece_is_a_note_stays_too() -> None:
    talk = claimed().staff_says(media="photo", album="a")
    talk.staff_says("// 别发出去", media="photo", album="a")

    assert talk.waits(POLICY.album_wait).copied == []


def test_an_album_that_waits_when_the_conversation_ends_is_not_lost() -> None:
    talk = enquiry().claims().closes().sends("photo", album="a").taps(Action.SOLVED)

    assert talk.chat.talks == ()
    assert [len(ids) for ids in talk.copied] == [1]


def test_whoever_waits_is_told_once_that_it_arrived() -> None:
    talk = chosen().says("快一点", NEUTRAL)
    assert talk.relayed == ["快一点"]
    assert talk.said == []
    assert talk.pauses().said == ["waiting.ack"]

    assert talk.says("好吗", NEUTRAL).pauses().said == []


def test_whoever_asks_if_somebody_is_there_is_told_when() -> None:
    talk = chosen().says("人呢", SMALL_TALK)

    assert talk.said == ["waiting.here"]
    assert "14:35" in talk.words
    assert talk.says("有人吗？", SMALL_TALK).said == ["waiting.here"]


def test_the_time_said_is_the_one_that_was_promised_last() -> None:
    talk = requested()
    [grant] = talk.last.grants
    talk.rings(talk.last.number, "asked")
    promised = talk.last.grants[0].answer_by
    assert promised != grant.answer_by

    talk.says("有人吗？", SMALL_TALK)

    [said] = [say for say in talk.all(do.Say) if say.key == "waiting.here"]
    assert said.params["by"] == promised


def test_thanks_while_waiting_need_no_answer() -> None:
    assert chosen().says("谢谢", SMALL_TALK).pauses().said == []


def test_what_was_relayed_is_not_posted_again_when_somebody_claims() -> None:
    talk = chosen().says("快一点", NEUTRAL).sends("photo").claims()

    assert talk.posted == ["staff.claimed"]
    assert talk.copied == []


def test_an_enquiry_that_turns_out_a_complaint_is_apologised_for() -> None:
    talk = enquiry().says("上次买的杯子漏水", UNHAPPY)
    assert talk.said == []

    talk.pauses()
    assert talk.said == ["apology.named", "gathering.ask_with_order"]
    assert talk.posted == ["staff.now_complaint"], "the words are in the topic already"
    assert talk.case.kind == "complaint"
    assert talk.chat.customer.complaints == 1
    assert talk.case.severity == "normal"


def test_an_enquiry_that_somebody_holds_stays_with_them() -> None:
    talk = enquiry().claims().says("杯子漏水", UNHAPPY).waits(DAY)

    assert set(talk.said) == {"waiting.pressed"}  # nobody has answered yet
    assert talk.stage is Stage.WITH_STAFF


def test_an_open_complaint_hears_what_is_said_even_if_a_survey_came_later() -> None:
    talk = Talk().opens().says("杯子漏水", UNHAPPY).pauses().claims()
    talk.waits(MINUTE).says("退款呢", QUESTION)

    assert talk.relayed == ["退款呢"]


def test_a_refund_that_is_called_off_becomes_the_new_wish() -> None:
    talk = requested().says("等等，我不退了，给我修好就行", NEUTRAL).pauses()

    assert talk.last.grants[0].status == "withdrawn"
    assert talk.case.wish == "等等，我不退了，给我修好就行"
    assert "staff.wish_request" in talk.posted


def test_whoever_has_the_case_hears_that_it_is_called_off() -> None:
    talk = requested().claims().says("算了我不退了，修好就行", NEUTRAL)

    assert talk.posted == ["staff.called_off"]
    assert talk.last.open_grant is None
    assert talk.says("钱不退了", NEUTRAL).posted == []


def test_other_words_with_a_no_call_nothing_off() -> None:
    talk = requested().claims().says("不退钱我就一直等", NEUTRAL)

    assert talk.last.open_grant is not None


def test_a_question_to_whoever_has_the_case_is_not_forgotten() -> None:
    talk = claimed().staff_says("我来看看").says("医药费你们出不出？", QUESTION)

    assert talk.waits(POLICY.respond_within).posted == ["staff.person_unheard"]
    assert talk.said == ["waiting.pressed"]
    assert "小李" in talk.words

    answered = claimed().says("几点能到？", QUESTION).staff_says("三点")
    assert answered.waits(POLICY.respond_within).posted == []


def test_in_danger_a_question_waits_a_third_as_long() -> None:
    talk = claimed().staff_says("我来看看")
    talk.policy = replace(POLICY, urgent_within=10 * MINUTE)
    talk.says("孩子手烫伤了，医药费你们出不出？", CRITICAL)

    assert talk.rings_at("pressed") == talk.now + 10 * MINUTE
