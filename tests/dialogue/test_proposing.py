"""The complaint, steps 4 and 5: a choice, or the customer's own wish."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.dialogue import Stage, cues
from bot.dialogue.effects import Post, Say
from bot.dialogue.events import Action, Entity
from bot.dialogue.facts import point
from bot.dialogue.offers import fitting
from bot.dialogue.state import Case, CaseKind, Conversation, Grant, GrantStatus
from tests.dialogue.talk import (
    CRITICAL,
    HARM,
    NEUTRAL,
    NOON,
    POLICY,
    QUESTION,
    STRICT,
    UNHAPPY,
    Talk,
    apologised,
    chosen,
    proposed,
)


def test_at_least_two_ways_and_their_own_idea_last() -> None:
    talk = proposed()

    [say] = talk.all(Say)
    labels = [[b.params.get("label", b.key) for b in row] for row in say.buttons]
    assert labels == [["退款"], ["打个折"], ["请店长来谈"], ["button.none_fits"]]
    assert "· 这一单的钱退给您，共 99 元" in talk.words
    assert talk.posted == ["staff.proposed"]
    assert talk.case.status == "assessed"


@pytest.mark.parametrize("topic", ["品质", "物流", "其他", None])
@pytest.mark.parametrize("severity", ["normal", "critical"])
def test_whatever_the_matter_there_is_a_choice(topic: str | None, severity: str) -> None:
    case = Case(CaseKind.COMPLAINT, NOON, topic=topic, severity=CRITICAL.severity)
    case = case if severity == "critical" else replace(case, severity=UNHAPPY.severity)

    assert 2 <= len(fitting(Conversation(1, Stage.CONFIRMING, case=case), POLICY)) <= 3


def test_a_grave_case_is_offered_only_what_fits_it() -> None:
    talk = apologised(CRITICAL).says("疼", CRITICAL).pauses().taps(Action.RIGHT)

    assert "打个折" not in talk.words
    assert "退款" in talk.words


def test_the_choice_goes_to_a_person_with_a_time() -> None:
    talk = proposed().taps(Action.OPTION, "refund")

    assert talk.ticked == ["退款"]
    assert talk.said == ["amends.granted"]
    assert talk.posted == ["staff.chosen"]
    assert "明天14:05前" in talk.words  # a day, and said
    assert talk.stage is Stage.WITH_STAFF
    assert talk.case.chosen == "退款"


def test_none_fits_asks_for_their_wish() -> None:
    talk = proposed().taps(Action.NONE_FITS)
    assert talk.said == ["consulting.ask"]

    talk.says("赔我一个新的，再道个歉", UNHAPPY).pauses()
    assert talk.said == ["consulting.handed"]
    assert talk.posted == ["staff.wish", "staff.wish_request"]
    assert "赔我一个新的，再道个歉" in talk.words
    assert talk.case.wish == "赔我一个新的，再道个歉"


@pytest.mark.parametrize("words", ["都不合适", "都不行。"])
def test_none_fits_may_be_typed(words: str) -> None:
    assert proposed().says(words).said == ["consulting.ask"]


def test_a_wish_may_be_typed_instead_of_a_tap() -> None:
    talk = proposed().says("我要店长亲自来道歉", NEUTRAL).pauses()

    assert talk.said == ["consulting.handed"]
    assert talk.case.wish == "我要店长亲自来道歉"


def test_a_wish_ends_with_done_at_once() -> None:
    talk = proposed().says("我要店长亲自来道歉", NEUTRAL).says("说完了")
    talk.waits()

    assert talk.said == ["consulting.handed"]
    assert talk.case.wish == "我要店长亲自来道歉"


def test_a_wish_in_pictures_reaches_staff() -> None:
    talk = proposed().taps(Action.NONE_FITS).sends("photo").pauses()

    assert talk.said == ["consulting.handed"]
    assert len(talk.copied) == 1


def test_a_mind_may_change_from_a_wish_back_to_an_option() -> None:
    talk = proposed().taps(Action.NONE_FITS).taps(Action.OPTION, "part")

    assert talk.said == ["amends.granted"]


def test_words_before_the_tap_on_an_option_reach_staff() -> None:
    talk = proposed().says("还要一句道歉", NEUTRAL).taps(Action.OPTION, "refund")
    assert "还要一句道歉" in talk.words
    assert talk.posted == ["staff.more", "staff.chosen"]

    assert talk.pauses().said == []


def test_an_option_that_is_gone_from_the_catalogue_gets_a_kind_word() -> None:
    talk = proposed().taps(Action.OPTION, "gone")

    assert talk.said == ["stale"]
    assert talk.stage is Stage.PROPOSING


@pytest.mark.parametrize("stage", ["proposing", "consulting"])
def test_whoever_asks_if_we_are_here_made_no_wish(stage: str) -> None:
    talk = proposed() if stage == "proposing" else proposed().taps(Action.NONE_FITS)
    talk.says("人呢")

    assert talk.said == ["listening.here"]
    assert talk.pauses().said == []


@pytest.mark.parametrize("none_fits", [False, True])
def test_how_somebody_fares_is_no_wish(none_fits: bool) -> None:
    talk = apologised(HARM).says("疼", HARM).pauses().taps(Action.RIGHT)
    talk = talk.taps(Action.NONE_FITS) if none_fits else talk
    stage = talk.stage
    talk.says("人在儿童医院急诊，医生说是浅二度", HARM).pauses()

    assert (talk.said, talk.posted) == (["proposing.cared"], ["staff.more"])
    assert (talk.stage, talk.case.wish) == (stage, "")


def test_who_is_at_the_doctors_may_wish_for_something() -> None:
    talk = apologised(HARM).says("疼", HARM).pauses().taps(Action.RIGHT)
    talk.says("人在医院，希望你们把医药费认了", HARM).pauses()

    assert talk.case.wish == "人在医院，希望你们把医药费认了"


def test_another_option_before_anybody_holds_the_case_counts() -> None:
    talk = chosen().taps(Action.OPTION, "call")

    assert talk.said == ["amends.granted"]
    assert talk.posted == ["staff.chosen"]
    assert talk.taps(Action.OPTION, "call").deeds == ()  # tapped twice


def test_a_choice_may_be_typed_by_its_label_or_its_place() -> None:
    for words in ("第二个", "2", POLICY.compensations[0].label + "吧"):
        talk = proposed().says(words, NEUTRAL)

        assert talk.said == ["amends.granted"], words
        assert talk.case.chosen


def test_a_question_keeps_the_options_open() -> None:
    talk = proposed().says("运费谁出？", QUESTION).pauses(QUESTION)
    assert talk.said == ["proposing.asked_back"]
    assert "运费谁出？" in talk.words

    assert talk.taps(Action.OPTION, "part").said == ["amends.granted"]


def test_who_was_hurt_hears_of_no_gift_for_a_broken_promise() -> None:
    late = "烫到孩子的手，说好昨天回电话，一直没回"
    talk = apologised(HARM).says(late, HARM).pauses().taps(Action.RIGHT)

    assert talk.case.breaches == 1
    assert talk.said[-1] == "proposing.ask"


def test_what_matters_most_to_the_hurt_is_the_hurt() -> None:
    talk = apologised(HARM).says("说好昨天回电话，一直没回", HARM).pauses()

    assert point(talk.chat.talks[-1]) == "烫到孩子的手"


@pytest.mark.parametrize(
    ("words", "chosen"), [("那就退吧", "退款"), ("好，店长来谈吧", "请店长来谈")]
)
def test_a_verb_chooses_where_one_way_has_it(words: str, chosen: str) -> None:
    assert proposed().says(words, NEUTRAL).case.chosen == chosen


@pytest.mark.parametrize("words", ["换了又怎样", "退什么退", "不退"])
def test_a_verb_inside_other_words_chooses_nothing(words: str) -> None:
    assert proposed().says(words, NEUTRAL).case.chosen == ""


def test_of_what_was_given_back_whole_no_part_is_offered_again() -> None:
    talk = proposed()
    whole = Grant(1, "refund", GrantStatus.FULFILLED, NOON, "退款", Decimal("99.00"))
    again = replace(talk.last, grants=(whole,))

    assert "refund" in {option.key for option in fitting(talk.last, POLICY)}
    assert "refund" not in {option.key for option in fitting(again, POLICY)}


def test_a_wish_that_was_told_already_is_carried_up_and_not_asked_for() -> None:
    talk = apologised().says("我就想要他一句道歉，钱无所谓", NEUTRAL).pauses().taps(Action.RIGHT)

    assert talk.said == ["consulting.handed"]
    assert talk.case.wish == "我就想要他一句道歉，钱无所谓"
    assert "staff.wish_request" in talk.posted


@pytest.mark.parametrize(
    "words", ["我就想知道为什么", "就要到期了", "只要不漏就行", "希望你们以后改进", "就想退钱"]
)
def test_not_every_want_is_a_wish_of_its_own(words: str) -> None:
    assert cues.wish_told([words]) == ""


def wishing(words: str, *sums: tuple[str, str]) -> Talk:
    talk = proposed()
    talk.policy = STRICT
    told = tuple(Entity("amount", text, value) for text, value in sums)
    return talk.taps(Action.NONE_FITS).says(words, replace(NEUTRAL, entities=told)).pauses()


def test_a_wish_with_a_sum_goes_to_who_may_decide_about_it() -> None:
    talk = wishing("最少三千，少一分都不行", ("三千", "3000"))
    [request] = [p for p in talk.all(Post) if p.key == "staff.wish_request"]
    assert request.level == 2, "the supervisor may give 500"
    assert talk.last.grants[0].cost == Decimal(3000)

    assert wishing("赔我八十吧", ("八十", "80")).last.grants[0].level == 1


def test_what_they_paid_is_no_sum_they_ask_for() -> None:
    talk = wishing("我花了3290买的，退我一半吧", ("3290", "3290"))

    assert talk.last.grants[0].cost is None


def test_more_of_what_is_wrong_is_no_wish() -> None:
    talk = proposed().says("换的这台也有异味", UNHAPPY).pauses()
    assert talk.said == ["proposing.noted"]
    assert (talk.stage, talk.case.wish) == (Stage.PROPOSING, "")

    assert talk.says("你们真行，一样都没弄好", UNHAPPY).pauses().said == ["consulting.ask"]
