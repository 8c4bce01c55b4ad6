"""Slash commands: answered at once, in every stage, without disturbing a conversation."""

from collections.abc import Callable

import pytest

from bot.dialogue.effects import Erase, RecordCase, RecordConsent, SendPaper
from bot.dialogue.events import Action, CommandGiven, Refused
from tests.dialogue.talk import (
    DAY,
    HAPPY,
    HOUR,
    NOON,
    Talk,
    apologised,
    asked,
    bought,
    chosen,
    claimed,
    closing,
    confirming,
    enquiry,
    followed_up,
    proposed,
    rated,
    solved,
)

EVERY_STAGE: list[Callable[[], Talk]] = [
    Talk,
    asked,
    lambda: rated(5),
    lambda: rated(1),
    apologised,
    confirming,
    proposed,
    chosen,
    claimed,
    closing,
    solved,
    followed_up,
    enquiry,
]


@pytest.mark.parametrize("begun", EVERY_STAGE)
@pytest.mark.parametrize("command", ["help", "privacy", "start", "stop", "delete_me", "what"])
def test_a_command_is_answered_at_once_in_every_stage(
    begun: Callable[[], Talk], command: str
) -> None:
    talk = begun()
    talks = talk.chat.talks
    talk.commands(command)

    assert len(talk.said) >= 1
    assert [t.stage for t in talk.chat.talks] == [t.stage for t in talks]


def test_what_somebody_may_not_do_is_refused_politely() -> None:
    """Who may do what is decided before the dialogue (tests/flow/test_permissions.py)."""
    assert Talk().happen(Refused(NOON)).said == ["command.managers_only"]
    assert Talk().happen(Refused(NOON, in_group=True)).said == []


def test_a_customer_gets_their_own_data() -> None:
    talk = Talk().commands("my_data")

    assert talk.said == ["my_data.coming"]
    assert [paper.paper for paper in talk.all(SendPaper)] == ["my_data"]


def test_commands_in_the_group_are_answered_there() -> None:
    talk = Talk().happen(CommandGiven(NOON, "report", is_manager=True, in_group=True))

    assert talk.said == ["command.not_in_group"]


def test_a_manager_has_a_help_of_their_own() -> None:
    assert Talk().commands("help", manager=True).said == ["command.help_manager"]


@pytest.mark.parametrize(
    ("args", "since", "until"),
    [
        ("", "2026-10-03", "2026-11-02"),
        ("7", "2026-10-26", "2026-11-02"),
        ("2026-10-01", "2026-10-01", "2026-11-02"),
        ("2026-10-01 2026-10-31", "2026-10-01", "2026-10-31"),
    ],
)
def test_a_report_over_a_period(args: str, since: str, until: str) -> None:
    [paper] = Talk().commands("report", args, manager=True).all(SendPaper)

    assert (paper.paper, paper.args) == ("report", {"since": since, "until": until})


@pytest.mark.parametrize(
    ("args", "kind", "since"),
    [
        ("", "csv", "1970-01-01"),
        ("xlsx", "xlsx", "1970-01-01"),
        ("JSONL 2026-10-01", "jsonl", "2026-10-01"),
        ("2026-10-01", "csv", "2026-10-01"),
    ],
)
def test_an_export_in_a_format(args: str, kind: str, since: str) -> None:
    [paper] = Talk().commands("export", args, manager=True).all(SendPaper)

    assert (paper.args["format"], paper.args["since"]) == (kind, since)


@pytest.mark.parametrize("args", ["yesterday", "2026-13-01", "0", "99999999", "³", "a b c"])
def test_what_is_no_date_is_explained(args: str) -> None:
    assert Talk().commands("report", args, manager=True).said == ["command.report_usage"]
    assert Talk().commands("export", args, manager=True).said == ["command.export_usage"]


def test_two_days_in_the_wrong_order_mean_the_same() -> None:
    [paper] = Talk().commands("report", "2026-10-31 2026-10-01", manager=True).all(SendPaper)

    assert (paper.args["since"], paper.args["until"]) == ("2026-10-01", "2026-10-31")


def test_stop_ends_the_invitations() -> None:
    talk = Talk().opens().commands("stop")
    assert talk.said == ["command.stopped"]
    assert talk.waits(9 * DAY).said == []

    talk.buys(bought(2, at=talk.now))
    assert talk.surveys == [("A002", "suppressed", "stopped")]


def test_stop_in_the_middle_of_a_survey_ends_the_reminder() -> None:
    assert asked().commands("stop").waits(2 * DAY).said == []


def test_stop_does_not_shut_up_an_open_case() -> None:
    talk = claimed().commands("stop").staff_says("退好了")

    assert talk.relayed == ["退好了"]
    assert talk.closes().said == ["closing.ask_have"]


def test_start_brings_back_the_survey_that_waited() -> None:
    talk = Talk().opens().commands("stop").waits(DAY).commands("start")
    assert talk.said == ["command.welcome_back"]

    assert talk.waits(HOUR).said == ["survey.ask"]


@pytest.mark.parametrize(
    ("begun", "question"),
    [
        (asked, "survey.ask"),
        (lambda: rated(5), "survey.ask_reason_high"),
        (lambda: rated(3), "survey.ask_reason_low"),
        (lambda: rated(5).taps(Action.REASON, "value"), "survey.ask_comment"),
    ],
)
def test_start_brings_back_the_question_where_the_survey_was_left(
    begun: Callable[[], Talk], question: str
) -> None:
    talk = begun().commands("stop").commands("start")

    assert talk.said == ["command.welcome_back", question]


def test_start_does_not_ask_inside_an_open_complaint() -> None:
    assert apologised().commands("start").said == ["command.welcome_back"]


def test_start_of_a_stranger_says_who_we_are() -> None:
    assert Talk().commands("start").said == ["command.hello"]


def test_erasure_is_asked_for_twice() -> None:
    talk = Talk().opens().commands("delete_me")
    assert talk.said == ["erase.ask"]
    assert talk.all(Erase) == []

    talk.taps(Action.KEEP, number=0)
    assert talk.chat.customer.name == "王女士"
    assert talk.ticked == ["先不用"]


def test_erasure_ends_an_open_case_on_the_customers_word_and_forgets() -> None:
    talk = claimed().commands("delete_me").taps(Action.ERASE, number=0)

    [record] = talk.all(RecordCase)
    assert record.case.closed_by == "erased"
    assert talk.all(Erase) == [Erase(1)]
    assert talk.chat.customer.name is None
    assert talk.chat.talks == ()
    assert "48 小时" in talk.words


def test_after_an_erasure_numbers_are_not_used_again_and_life_goes_on() -> None:
    talk = claimed().commands("delete_me").taps(Action.ERASE, number=0)
    assert talk.rates(1, number=1).said == ["stale"]
    assert talk.staff_says("您好", number=1).relayed == ["您好"]

    talk.says("杯子很好", HAPPY)
    assert talk.last.number > 1


def test_an_old_erasure_button_with_other_words_is_stale() -> None:
    assert Talk().taps(Action.DONE, number=0).said == ["stale"]


def test_consent_is_asked_beside_the_privacy_words_and_can_be_taken_back() -> None:
    talk = asked().commands("privacy")
    assert talk.chat.customer.consented is False

    agreed = talk.taps(Action.AGREE, number=0)
    assert agreed.said == ["consent.given"]
    assert agreed.all(RecordConsent) == [RecordConsent(True, agreed.now)]
    assert agreed.taps(Action.AGREE, number=0).all(RecordConsent) == []  # tapped twice
    assert agreed.chat.customer.consented is True

    declined = agreed.taps(Action.DECLINE, number=0)
    assert declined.said == ["consent.declined"]
    assert [noted.given for noted in declined.all(RecordConsent)] == [False]
    assert declined.chat.customer.consented is False


def test_whoever_is_erased_has_consented_to_nothing() -> None:
    talk = asked().commands("privacy").taps(Action.AGREE, number=0)

    assert talk.taps(Action.ERASE, number=0).chat.customer.consented is False
