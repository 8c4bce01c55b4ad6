"""A case with harsh words goes to the group of the seniors, where there is one."""

from dataclasses import replace
from datetime import timedelta

from bot.dialogue import effects as do
from bot.dialogue.authority import Authority
from bot.dialogue.events import Refused
from tests.dialogue.talk import LI, POLICY, UNHAPPY, WANG, Talk, claimed, rated

SENIORS = replace(POLICY, has_seniors=True, authority=Authority(supervisors=frozenset({WANG.id})))


def held(policy: object = SENIORS) -> Talk:
    """Claimed by somebody of the staff."""
    talk = claimed()
    talk.policy = policy  # type: ignore[assignment]
    return talk


def kinds(talk: Talk) -> list[type]:
    shown = (do.GoBehind, do.OpenTopic, do.Post, do.RelayText, do.RelayMedia)
    return [type(effect) for _, effect in talk.deeds if isinstance(effect, shown)]


def test_the_topic_is_left_before_the_words_are_passed_on() -> None:
    talk = held().says("他妈的快点", UNHAPPY)

    assert kinds(talk) == [do.GoBehind, do.OpenTopic, do.Post, do.RelayText, do.Post]
    assert talk.all(do.GoBehind)[0].key == "staff.gone_behind"
    assert talk.posted == ["staff.alert", "staff.harsh"]
    assert talk.relayed == ["他妈的快点"]
    assert "他妈的" not in "\n".join(map(str, talk.all(do.Post))), "told once, as a relay"
    assert talk.chat.customer.behind == (talk.last.number,)


def test_it_goes_once() -> None:
    talk = held().says("他妈的快点", UNHAPPY).says("废物", UNHAPPY)

    assert kinds(talk) == [do.RelayText]


def test_without_a_group_of_the_seniors_it_stays() -> None:
    talk = held(POLICY).says("他妈的快点", UNHAPPY)

    assert talk.all(do.GoBehind) == []
    assert not talk.case.behind
    assert talk.case.handler == LI


def test_whoever_is_not_senior_lets_go_and_the_clock_runs() -> None:
    talk = held().says("他妈的快点", UNHAPPY)

    assert talk.case.handler is None
    assert talk.rings_at("respond") == talk.case.due_at == talk.now + POLICY.respond_within
    assert "staff.escalated" in talk.waits(POLICY.respond_within).posted


def test_somebody_senior_keeps_it() -> None:
    talk = held().claims(WANG)
    talk.chat = talk.chat.keep(replace(talk.last, case=replace(talk.case, handler=WANG)))
    talk.says("他妈的快点", UNHAPPY)

    assert talk.case.behind
    assert talk.case.handler == WANG
    alert = talk.all(do.Post)[0]
    assert [button.key for button in alert.buttons] == ["button.close", "button.misread"]


def test_a_case_without_a_topic_begins_there() -> None:
    talk = rated(1)
    talk.policy = SENIORS
    talk.says("漏水了，废物", UNHAPPY)

    assert kinds(talk) == [do.GoBehind, do.OpenTopic, do.Post]
    assert talk.all(do.GoBehind)[0].key == "", "there is no topic to close"


def test_an_album_of_staff_goes_out_from_where_it_lies() -> None:
    talk = held().staff_says(media="photo", album="a").says("他妈的快点", UNHAPPY)

    assert kinds(talk)[:2] == [do.RelayMedia, do.GoBehind]
    assert talk.all(do.RelayMedia)[0].to == "customer"
    assert talk.waits(timedelta(seconds=5)).copied == []


def test_whoever_asks_harshly_for_a_person_goes_there_too() -> None:
    talk = held().says("废物，转人工", UNHAPPY)

    assert talk.case.behind


def test_a_long_history_is_there_in_full() -> None:
    story = "豆浆机打一半就停了，" * 70
    talk = rated(1).says(story, UNHAPPY).pauses()
    talk.policy = SENIORS
    talk.says("废物", UNHAPPY)

    [more] = [post for post in talk.all(do.Post) if post.key == "staff.more"]
    assert more.params["words"] == story


def test_words_in_the_topic_that_was_left_are_answered_there() -> None:
    talk = held().says("他妈的快点", UNHAPPY)
    number = talk.last.number
    talk.happen(Refused(talk.now, in_group=True, conversation=number))
    assert [effect.key for effect in talk.all(do.GoBehind)] == ["staff.not_passed_on"]
    assert talk.said == talk.relayed == []

    talk.happen(Refused(talk.now, in_group=True, conversation=number + 1))
    assert talk.deeds == ()
