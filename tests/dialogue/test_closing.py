"""The close with dignity: its four items, its cause, the question about the person."""

from datetime import timedelta

import pytest

from bot.dialogue import Stage
from bot.dialogue import effects as do
from bot.dialogue.causes import CODES
from bot.dialogue.events import Action, Fault, Reading, StaffAction
from tests.dialogue.talk import (
    DAY,
    HAPPY,
    NEUTRAL,
    POLICY,
    UNHAPPY,
    UNSURE,
    WANG,
    Talk,
    apologised,
    bought,
    chosen,
    claimed,
    closing,
    confirming,
    enquiry,
    followed_up,
    proposed,
    requested,
    solved,
)


def met() -> Talk:
    """Closed, after somebody wrote to them."""
    return claimed().staff_says("换好了，给您送过去了").closes().taps(Action.SOLVED)


def test_the_close_says_the_matter_back_and_asks_about_the_solution() -> None:
    words = closing().words

    assert "杯子漏水" in words
    assert "打个折" in words
    assert words.count("？") - words.count("缘故？") == 1


def test_the_close_ends_with_sincerity_and_a_last_word() -> None:
    words = closing().taps(Action.SOLVED).words

    assert "照这份心意待您" in words
    assert "？" not in words.split("\n")[0]


def test_a_close_without_a_word_of_a_person_is_remarked_upon() -> None:
    assert "staff.close_unwritten" in chosen().claims().closes().posted
    written = chosen().claims().staff_says("这就办").closes()
    assert "staff.close_unwritten" not in written.posted


def test_the_cause_is_asked_for_with_the_close_and_only_once_known_it_is_closed() -> None:
    talk = closing()
    buttons = [b.arg for post in talk.all(do.Post) for b in post.buttons]
    assert buttons == [*CODES]

    assert talk.names("gap").case.status == "responded"
    assert talk.taps(Action.SOLVED).case.status == "closed"
    assert talk.posted == ["staff.closed_by_customer"]
    assert "已结案" in talk.words


def test_the_customer_never_waits_for_the_cause() -> None:
    talk = solved()
    assert (talk.case.status, talk.case.closed_at) == ("responded", None)
    assert talk.waits(POLICY.follow_up_after).said == ["follow_up.ask"]

    assert talk.names("peaks").case.status == "closed"
    assert "已结案" in talk.words
    assert talk.case.closed_at == talk.now


def test_staff_are_reminded_of_the_cause_and_in_the_end_it_is_recorded_as_missing() -> None:
    talk = solved().waits(DAY)
    assert "staff.cause_missing" in talk.posted

    talk.taps(Action.SOLVED).waits(POLICY.known_for)
    assert talk.posted.count("staff.cause_missing") > 3
    last = [e.case for _, e in talk.everything if isinstance(e, do.RecordCase)][-1]
    assert (last.status, last.cause, last.closed_by) == ("closed", "none", "customer")
    assert talk.alarms == {}


def test_a_cause_may_be_put_right_and_two_taps_are_one() -> None:
    talk = solved().names("gap")
    assert talk.names("gap").posted == []
    assert talk.names("skill").case.cause == "skill"
    assert talk.names("nonsense").posted == []


def test_an_enquiry_needs_no_cause() -> None:
    talk = enquiry().claims().closes()
    assert "staff.cause_ask" not in talk.posted
    assert talk.taps(Action.SOLVED).chat.talks == ()


def test_the_person_is_asked_about_apart_from_the_solution_and_only_once() -> None:
    talk = met()
    assert talk.said == ["closing.closed", "closing.attitude"]
    assert "小李" in talk.words

    talk.taps(Action.ATTITUDE, "4")
    assert talk.said == ["closing.attitude_thanks"]
    assert (talk.case.attitude, talk.case.attitude_of) == (4, "小李")
    assert talk.taps(Action.ATTITUDE, "5").said == []
    assert talk.case.attitude == 5


def test_the_person_may_be_rated_days_later() -> None:
    talk = met().waits(DAY).taps(Action.SOLVED).taps(Action.ATTITUDE, "2")

    assert talk.stage is Stage.OVER
    assert talk.case.attitude == 2


def test_a_forged_score_of_a_person_is_stale() -> None:
    assert met().taps(Action.ATTITUDE, "9").said == ["stale"]


@pytest.mark.parametrize("spared", ["nobody wrote", "harsh", "reopened"])
def test_nobody_is_asked_about_the_person_who_is_tired_of_it(spared: str) -> None:
    match spared:
        case "nobody wrote":
            talk = claimed()
        case "harsh":
            talk = claimed().says("你们这群废物", UNHAPPY).staff_says("好的")
        case _:
            talk = followed_up().taps(Action.NOT_SOLVED).staff_says("好的")
    assert "closing.attitude" not in talk.closes().taps(Action.SOLVED).said


def test_only_after_the_recovery_anybody_is_asked_to_come_again() -> None:
    talk = followed_up()
    before = "\n".join(
        words for _, e in talk.everything if isinstance(e, do.Say) for words in (e.key,)
    )
    assert "follow_up.solved" not in before
    assert any(word in talk.taps(Action.SOLVED).words for word in ("再来", "再来看看"))


def test_the_same_matter_again_opens_the_same_case_with_its_topic() -> None:
    talk = followed_up().taps(Action.SOLVED).names().waits(5 * DAY)
    talk.says("杯子又漏水了，跟上次一样", UNHAPPY).pauses()

    assert talk.posted[-2:] == ["staff.known_again", "staff.proposed_again"]
    assert "杯子又漏水了" in talk.words
    assert talk.last.number == 1
    assert (talk.case.status, talk.case.level, talk.case.reopened) == ("reopened", 1, 1)
    assert not any(effect.closed for effect in talk.all(do.CloseTopic))
    assert len(talk.chat.talks) == 1


def test_another_matter_is_a_case_of_its_own() -> None:
    talk = followed_up().taps(Action.SOLVED).names()
    talk.buys(bought(2, talk.now, items="台灯", survey="never"))
    talk.says("台灯一直闪", UNHAPPY).pauses()

    assert talk.last.number == 2
    assert "listening.invite" not in talk.said


def test_a_word_of_thanks_after_the_close_is_small_talk_and_opens_nothing() -> None:
    talk = followed_up().taps(Action.SOLVED).names().says("你们真好", HAPPY).pauses()

    assert talk.said == ["unasked.thanks"]
    assert talk.last.stage is Stage.OVER


def test_no_after_the_end_opens_it_again() -> None:
    talk = followed_up().taps(Action.SOLVED).taps(Action.NOT_SOLVED, number=1)

    assert "follow_up.not_solved" in talk.said
    assert (talk.case.reopened, talk.case.cause) == (1, "")


@pytest.mark.parametrize("begun", [apologised, confirming, proposed, chosen])
def test_news_that_it_is_settled_leads_to_the_closes_question(begun) -> None:  # type: ignore[no-untyped-def]
    talk = begun().says("算了，刚送到了，没事了", HAPPY).pauses()

    assert talk.said == ["closing.ask_settled"]
    assert talk.stage is Stage.CLOSING
    assert "respond" not in talk.last.timers
    assert talk.posted[-1] == "staff.says_settled"
    assert talk.taps(Action.SOLVED).said == ["closing.closed"]


def test_what_was_not_settled_after_all_calls_somebody_again() -> None:
    talk = confirming().says("已经解决了", HAPPY).pauses().taps(Action.NOT_SOLVED)

    assert talk.said == ["closing.not_solved"]
    assert "respond" in talk.last.timers
    assert talk.waits(POLICY.respond_within).posted == ["staff.escalated"]


def test_settled_while_a_person_has_it_is_the_persons_to_close() -> None:
    talk = claimed().says("已经收到了，没事了", HAPPY)

    assert talk.said == []
    assert talk.posted == ["staff.sounds_settled"]


@pytest.mark.parametrize(
    "words", ["东西送到了，可是是坏的", "还没解决", "什么时候能修好", "不用了，我去投诉你们"]
)
def test_what_is_not_settled_goes_on(words: str) -> None:
    talk = confirming().says(words, NEUTRAL).pauses()

    assert "closing.ask_settled" not in talk.said


def test_somebody_senior_may_take_over_a_case_that_went_up() -> None:
    talk = claimed().says("你们这群废物", UNHAPPY)
    assert talk.posted == ["staff.harsh"]
    talk.claims(WANG)
    assert talk.case.handler == WANG


def test_ten_taps_on_the_close_ask_once() -> None:
    talk = claimed()
    for _ in range(10):
        talk.decides(StaffAction.CLOSE)
    asked = [
        e for _, e in talk.everything if isinstance(e, do.Say) and e.key == "closing.ask_have"
    ]
    assert len(asked) == 1


def test_a_long_silence_after_the_end_leaves_nothing_behind() -> None:
    talk = followed_up().taps(Action.SOLVED).names().waits(POLICY.known_for + timedelta(1))

    assert talk.chat.talks == ()
    assert talk.alarms == {}


@pytest.mark.parametrize("reading", [NEUTRAL, UNHAPPY])
def test_whoever_says_that_it_is_not_settled_hears_that_it_goes_on(reading: Reading) -> None:
    talk = closing().says("还没好呢，师傅没联系我", reading)

    assert talk.said == ["closing.not_solved"]
    assert talk.stage is Stage.WITH_STAFF
    assert "staff.not_solved" in talk.posted


def test_a_follow_up_answered_by_not_yet_reopens_the_case() -> None:
    talk = followed_up().says("师傅还没来", NEUTRAL).pauses()

    assert talk.case.status == "reopened"


def test_a_request_that_ends_with_the_close_is_told_to_whoever_was_asked() -> None:
    talk = requested().claims().closes().taps(Action.SOLVED)

    assert talk.last.grants[0].status == "withdrawn"
    assert "staff.request_dropped" in talk.posted
    assert "正在请示的「退款」" in talk.words


@pytest.mark.parametrize("words", ["我还没收到", "新换的又不亮了", "还是没人联系我"])
def test_the_same_matter_in_calm_words_opens_the_same_case_too(words: str) -> None:
    talk = followed_up().taps(Action.SOLVED).names().waits(5 * DAY)
    talk.says(words, NEUTRAL).pauses()

    assert "staff.known_again" in talk.posted
    assert (talk.last.number, talk.case.reopened) == (1, 1)


@pytest.mark.parametrize(
    "words", ["你们几点关门？", "又来买了", "又不是不好", "我还没想好要不要再买"]
)
def test_what_says_nothing_of_the_old_matter_leaves_it_closed(words: str) -> None:
    talk = followed_up().taps(Action.SOLVED).names().waits(5 * DAY)
    talk.says(words, NEUTRAL).pauses()

    assert "staff.known_again" not in talk.posted


def test_a_talk_that_was_not_held_is_not_called_done() -> None:
    talk = proposed().taps(Action.OPTION, "call").claims().staff_says("拿来店里重修").closes()

    assert talk.said[0] == "closing.ask"
    assert "请店长来谈" not in talk.words.splitlines()[0]


def test_nothing_is_closed_over_the_only_word_that_was_written_and_is_held() -> None:
    fault = Fault("accusing", "您先冷静一下", "", "")
    talk = claimed().staff_says("您先冷静一下", faults=(fault,)).closes()

    assert (talk.said, talk.posted) == ([], ["staff.close_held"])
    assert talk.stage is Stage.WITH_STAFF


@pytest.mark.parametrize(
    "words",
    ["桶收到了，还是漏", "换的还是响啊", "修了，照样不制冷", "新的又裂了"],
)
def test_what_still_does_not_work_is_not_settled(words: str) -> None:
    talk = closing().says(words, UNSURE)

    assert talk.said == ["closing.not_solved"]
    assert talk.stage is Stage.WITH_STAFF


@pytest.mark.parametrize("words", ["还是你们靠谱", "也没什么问题", "还不错", "一直没事了"])
def test_good_news_with_the_same_words(words: str) -> None:
    assert closing().says(words, NEUTRAL).said == []


def test_a_shrug_is_asked_about_once() -> None:
    talk = closing().says("行了就这样吧", NEUTRAL)
    assert talk.said == ["closing.shrugged"]
    assert talk.says("随便", NEUTRAL).said == []
    assert talk.taps(Action.SOLVED).said == ["closing.closed"]


def test_who_writes_has_not_gone_silent() -> None:
    talk = closing().waits(6 * DAY).says("我再用两天看看", NEUTRAL).waits(6 * DAY)
    assert talk.stage is Stage.CLOSING

    assert talk.waits(2 * DAY).posted == ["staff.closed_by_timeout"]
