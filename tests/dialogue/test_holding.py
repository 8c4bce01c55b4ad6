"""A staff reply that would hurt waits for a choice; nothing is lost and nothing goes out twice."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bot.dialogue import effects as do
from bot.dialogue.events import Fault, StaffAction
from bot.dialogue.holding import MOST_REMINDERS, REMIND, TIMER
from tests.dialogue import talk as t
from tests.dialogue.talk import CHEN, LI, WANG, Talk

BAD = Fault(
    "accusing", "您先冷静一下", "这是在叫顾客收起情绪", "您着急是应该的，我在听，您慢慢说。"
)
HINT = Fault("care", "新的三点送到", "先说一句关心", "让您遇上这样的事，对不起。")
HARSH = "您先冷静一下"
BETTER = "您着急是应该的，我在听，您慢慢说。"


def held(talk: Talk | None = None, text: str = HARSH, **more: Any) -> Talk:
    more = {"faults": (BAD,), "rewritten": BETTER, **more}
    return (talk or t.claimed()).staff_says(text, **more)


def key(talk: Talk) -> str:
    return str(talk.last.held[-1].key)


def relayed(talk: Talk) -> list[str]:
    texts = [d.effect for d in talk.deeds if isinstance(d.effect, do.RelayText)]
    return [effect.text for effect in texts if effect.to == "customer"]


def media(talk: Talk) -> list[do.RelayMedia]:
    return [d.effect for d in talk.deeds if isinstance(d.effect, do.RelayMedia)]


def posted_key(deed: do.Deed) -> str:
    return deed.effect.key if isinstance(deed.effect, do.Post) else ""


def posted(talk: Talk) -> list[str]:
    return [d.effect.key for d in talk.deeds if isinstance(d.effect, do.Post)]


def test_it_is_not_passed_on_and_its_writer_is_told_why() -> None:
    talk = held()

    assert relayed(talk) == []
    [post] = [d.effect for d in talk.deeds if isinstance(d.effect, do.Post)]
    assert post.key == "staff.held"
    told = [b.key.removeprefix("button.") for b in post.buttons]
    assert told == ["instead", "mend", "anyway", "drop"]


def test_the_suggestion_is_sent_in_its_place() -> None:
    talk = held()
    talk.decides(StaffAction.INSTEAD, key(talk), LI)

    assert relayed(talk) == [BETTER]
    assert talk.last.held == ()
    assert not [d for d in talk.deeds if isinstance(d.effect, do.RecordOverride)]


def test_it_is_sent_as_it_was_and_that_is_logged_without_words() -> None:
    talk = held()
    number = talk.last.held[0].key
    talk.decides(StaffAction.ANYWAY, str(number), LI)

    assert relayed(talk) == [HARSH]
    [record] = [d.effect for d in talk.deeds if isinstance(d.effect, do.RecordOverride)]
    assert record == do.RecordOverride(LI.id, ("accusing",), number, talk.now)


def test_ten_taps_send_it_once() -> None:
    talk = held()
    number = key(talk)
    sent = []
    for _ in range(10):
        sent += relayed(talk.decides(StaffAction.ANYWAY, number, LI))

    assert sent == [HARSH]
    assert posted(talk) == ["staff.held_gone"]


def test_the_next_message_of_whoever_mends_it_takes_its_place() -> None:
    talk = held()
    talk.decides(StaffAction.MEND, key(talk), LI)
    talk.staff_says("您别急着出门，我让师傅去接您", staff=LI)

    assert relayed(talk) == ["您别急着出门，我让师傅去接您"]
    assert talk.last.held == ()


def test_the_message_of_somebody_else_leaves_it_standing() -> None:
    talk = held()
    talk.decides(StaffAction.MEND, key(talk), LI)
    talk.staff_says("我是店长，我来了", staff=CHEN)

    assert relayed(talk) == ["我是店长，我来了"]
    assert len(talk.last.held) == 1


def test_a_later_reply_leaves_a_held_one_standing() -> None:
    talk = held()
    talk.staff_says("新的下午到")

    assert relayed(talk) == ["新的下午到"]
    assert [each.text for each in talk.last.held] == [HARSH]


def test_two_can_wait_and_each_has_its_own_buttons() -> None:
    talk = held(held(), text="你弄错了吧")
    first, second = (str(each.key) for each in talk.last.held)

    assert relayed(talk.decides(StaffAction.ANYWAY, second, LI)) == ["你弄错了吧"]
    assert relayed(talk.decides(StaffAction.ANYWAY, first, LI)) == [HARSH]


def test_the_edit_of_a_held_message_is_its_replacement_and_no_correction() -> None:
    talk = held()
    number = talk.last.held[0].key
    talk.edits("您慢慢说，我听着", number)

    [text] = [d.effect for d in talk.deeds if isinstance(d.effect, do.RelayText)]
    assert (text.text, text.edited) == ("您慢慢说，我听着", False)
    assert talk.last.held == ()


def test_an_edit_that_is_no_better_is_held_in_its_place() -> None:
    talk = held()
    number = talk.last.held[0].key
    talk.edits("您冷静冷静", number, faults=(BAD,), rewritten=BETTER)

    assert relayed(talk) == []
    assert [each.text for each in talk.last.held] == ["您冷静冷静"]


def test_a_held_message_that_becomes_a_note_stays_inside() -> None:
    talk = held()
    talk.edits("//算了", talk.last.held[0].key)

    assert relayed(talk) == []
    assert talk.last.held == ()


def test_a_caption_is_held_with_its_picture_and_goes_out_without_it() -> None:
    talk = held(media="photo")
    assert media(talk) == []
    number = talk.last.held[0].key
    talk.decides(StaffAction.INSTEAD, str(number), LI)

    [photo] = media(talk)
    assert (photo.message_ids, photo.bare) == ((number,), True)
    assert relayed(talk) == [BETTER]


def test_a_caption_sent_as_it_is_stays_on_its_picture() -> None:
    talk = held(media="photo")
    talk.decides(StaffAction.ANYWAY, key(talk), LI)

    [photo] = media(talk)
    assert (photo.bare, photo.caption) == (False, HARSH)
    assert relayed(talk) == []


def test_a_new_caption_by_hand_goes_with_the_old_picture() -> None:
    talk = held(media="photo")
    number = talk.last.held[0].key
    talk.decides(StaffAction.MEND, str(number), LI)
    talk.staff_says("新的到了，您看看")

    assert media(talk)[0].message_ids == (number,)
    assert relayed(talk) == ["新的到了，您看看"]


@pytest.mark.parametrize("caption_at", [0, 1, 2])
def test_an_album_is_held_whole_wherever_its_caption_stands(caption_at: int) -> None:
    talk = t.claimed()
    for at in range(3):
        more: dict[str, Any] = {"media": "photo", "album": "a"}
        if at == caption_at:
            held(talk, **more)
        else:
            talk.staff_says("", **more)
    talk.waits(t.MINUTE)
    assert media(talk) == []

    talk.decides(StaffAction.ANYWAY, key(talk), LI)
    assert [len(each.message_ids) for each in media(talk)] == [3]


def test_what_is_held_is_no_first_answer_and_claims_nothing() -> None:
    talk = held(t.proposed())
    case = talk.last.case
    assert case is not None
    assert (case.handler, case.first_response_at) == (None, None)

    talk.decides(StaffAction.ANYWAY, key(talk), LI)
    case = talk.last.case
    assert case is not None
    assert (case.handler, case.first_response_at) == (LI, talk.now)


def test_a_forgotten_one_is_remembered_a_few_times() -> None:
    talk = held()
    talk.waits(REMIND * 2**MOST_REMINDERS)

    assert posted(talk).count("staff.held_waits") == MOST_REMINDERS


def test_after_another_answer_staff_are_reminded_once_more_and_left() -> None:
    talk = held().staff_says("新的明天一早给您送到。")
    asked = [d for d in talk.waits(12 * REMIND).deeds if posted_key(d) == "staff.held_waits"]

    assert len(asked) == 1
    assert talk.last.held  # it can still be sent


def test_nobody_is_reminded_of_what_is_settled() -> None:
    talk = held()
    talk.decides(StaffAction.INSTEAD, key(talk), LI)

    assert (talk.last.number, TIMER) not in talk.alarms


def test_a_note_is_never_held() -> None:
    talk = held(text="//您先冷静一下，这话别发")

    assert talk.last.held == ()
    assert posted(talk) == []


def test_holding_can_be_switched_off() -> None:
    talk = t.claimed()
    talk.policy = replace(talk.policy, hold=False)
    held(talk)

    assert relayed(talk) == [HARSH]
    assert talk.last.held == ()


def test_the_first_reply_without_care_goes_out_with_a_hint() -> None:
    talk = t.claimed().staff_says("新的三点送到", faults=(HINT,))
    assert relayed(talk) == ["新的三点送到"]
    assert posted(talk) == ["staff.care_hint"]

    talk.staff_says("新的三点送到", faults=(HINT,))
    assert posted(talk) == []


def test_long_after_the_case_it_can_still_be_sent() -> None:
    talk = t.claimed()
    talk.staff_says(HARSH, number=77, faults=(BAD,), rewritten=BETTER)
    assert relayed(talk) == []
    assert posted(talk) == ["staff.held_late"]

    talk.decides(StaffAction.ANYWAY, "4711", LI, number=77)
    assert [each.message_ids for each in media(talk)] == [(4711,)]
    talk.decides(StaffAction.INSTEAD, "4711", LI, number=77)
    assert posted(talk) == ["staff.already_closed"]


def test_to_a_question_a_plain_no_is_an_answer() -> None:
    no = Fault("refusal", "只能干洗", "这是一句回绝", "我去找能行的办法。")

    assert relayed(held(t.enquiry(), "只能干洗", faults=(no,))) == ["只能干洗"]
    assert relayed(held(t.claimed(), "只能干洗", faults=(no,))) == []
    assert relayed(held(t.enquiry(), HARSH)) == []


def test_whoever_decides_about_every_sum_may_name_one() -> None:
    fault = Fault("promise", "退您五百", "", "")
    talk = (
        Talk(policy=t.STRICT)
        .opens()
        .waits(t.STRICT.delay)
        .rates(1)
        .says("坏了", t.UNHAPPY)
        .pauses()
    )

    assert relayed(talk.staff_says("退您五百", LI, faults=(fault,))) == []
    assert relayed(talk.staff_says("退您五百", CHEN, faults=(fault,))) == ["退您五百"]
    within = {"faults": (fault,), "gives": Decimal(500)}
    assert relayed(talk.staff_says("退您五百", WANG, **within)) == ["退您五百"]
    beyond = {"faults": (fault,), "gives": Decimal(501)}
    assert relayed(talk.staff_says("退您五百零一", WANG, **beyond)) == []


@pytest.mark.parametrize(
    "words",
    [
        "内部：别理他",
        "/ 内部说一句",
        "备注:老顾客",
        "【内部】先拖着",
        "(内部)查一下",
        "、、打错了",
    ],
)
def test_a_note_in_other_marks_stays_inside(words: str) -> None:
    assert relayed(t.claimed().staff_says(words)) == []


def test_a_buttons_words_are_the_button() -> None:
    talk = t.apologised().staff_says("认领")
    assert (relayed(talk), talk.case.handler) == ([], LI)
    assert talk.staff_says("结案。").said == ["closing.ask"]

    assert t.claimed().staff_says("已办好").posted == ["staff.tap_instead"]


def test_a_note_made_of_a_reply_that_went_out_takes_nothing_back_and_says_so() -> None:
    talk = t.claimed().staff_says("我这就去仓库看")
    talk.edits("//我这就去仓库看", talk.next_message)

    assert talk.relayed == []
    assert talk.posted == ["staff.note_too_late"]


def test_a_line_that_nobody_means_any_more_is_let_go() -> None:
    talk = held()
    assert talk.decides(StaffAction.DROP, key(talk), LI).posted == ["staff.held_dropped"]
    assert (relayed(talk), talk.last.held) == ([], ())
    assert talk.rings_at(TIMER) is None
