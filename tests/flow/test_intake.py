"""Every payload of the inbox becomes its event; what cannot become one raises."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.dialogue import events as happened
from bot.dialogue.events import Action, Reading, Sentiment, Severity, Staff, StaffAction
from bot.flow.guard import Places
from bot.flow.intake import Facts, to_event
from storage.inbox import Head
from tests.flow.acts import CHAT, NOON, ms

SENDER = {"id": CHAT, "name": "wang"}
LI = {"id": 8001, "name": "小李"}
TAP = {"message_id": 5, "from": LI, "group": -1001}
READ = {"sentiment": "unhappy", "p_unhappy": 0.9, "severity": "high", "topic": "物流"}
READING = Reading(Sentiment.UNHAPPY, 0.9, topic="物流", severity=Severity.HIGH)


NO_FACTS = Facts()


def event(payload: dict[str, Any], facts: Facts = NO_FACTS) -> happened.Event:
    return to_event(Head(1, CHAT, 1, {"at": ms(NOON), **payload}, 0, None), facts)


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (
            {"kind": "text", "message_id": 5, "text": "好", "from": SENDER},
            happened.TextReceived(NOON, "好", 5, sender="wang"),
        ),
        (
            {
                "kind": "text",
                "message_id": 5,
                "text": "慢",
                "from": SENDER,
                "reading": READ,
                "reply_to": 4,
                "edited": True,
            },
            happened.TextReceived(NOON, "慢", 5, READING, 4, True, "wang"),
        ),
        (
            {"kind": "media", "media": "photo", "message_id": 5, "album": "a", "from": SENDER},
            happened.MediaReceived(NOON, "photo", 5, album="a", sender="wang"),
        ),
        ({"kind": "blocked", "from": SENDER}, happened.Blocked(NOON)),
        ({"kind": "unreachable", "why": "403"}, happened.Blocked(NOON)),
        ({"kind": "unblocked", "from": SENDER}, happened.Unblocked(NOON)),
        (
            {"kind": "undelivered", "outbox_id": 3, "to": "customer", "why": "too long"},
            happened.Undelivered(NOON, "customer", "too long"),
        ),
        ({"kind": "group_migrated", "from_id": -1, "to_id": -2}, happened.Noted(NOON)),
        (
            {"kind": "staff_text", "case": [7, 3], "message_id": 5, "text": "好", "from": LI},
            happened.StaffSaid(NOON, 3, Staff(8001, "小李"), 5, "好"),
        ),
        (
            {
                "kind": "staff_media",
                "case": [7, 3],
                "message_id": 5,
                "media": "photo",
                "caption": "// 内部",
                "album": "a",
                "from": LI,
            },
            happened.StaffSaid(NOON, 3, Staff(8001, "小李"), 5, "// 内部", "photo", "a"),
        ),
        (
            {"kind": "staff_tap", "case": [7, 3], "action": "claim", **TAP},
            happened.StaffTapped(NOON, 3, Staff(8001, "小李"), StaffAction.CLAIM, 5),
        ),
        (
            {"kind": "staff_tap", "case": [7, 3], "action": "old", **TAP},
            happened.Noted(NOON),
        ),
        (
            {"kind": "staff_command", "command": "report", "args": "", "from": LI},
            happened.CommandGiven(NOON, "report", in_group=True),
        ),
        (
            {"kind": "command", "command": "stop", "args": "", "from": SENDER},
            happened.CommandGiven(NOON, "stop"),
        ),
        (
            {"kind": "timer", "name": "3:pause", "due_at": ms(NOON), "letter": READ},
            happened.TimerFired(NOON, 3, "pause", NOON, READING),
        ),
    ],
)
def test_a_payload_becomes_its_event(payload: dict[str, Any], expected: happened.Event) -> None:
    assert event(payload) == expected


@pytest.mark.parametrize(
    ("data", "conversation", "action"),
    [
        ("3:rate:5", 3, Action.RATE),
        ("3:done", 3, Action.DONE),
        ("0:erase", 0, Action.ERASE),
        ("3:option:a:b", 3, Action.OPTION),
        ("3:launch", 0, Action.DONE),
        ("", 0, Action.DONE),
        ("x:rate:5", 0, Action.DONE),
        ("³:rate:5", 0, Action.DONE),
        ("-3:rate:5", 0, Action.DONE),
        ("99999999999999999999:rate:5", 0, Action.DONE),
    ],
)
def test_the_data_of_a_button_never_breaks(data: str, conversation: int, action: Action) -> None:
    tapped = event({"kind": "tap", "data": data, "message_id": 5, "from": SENDER})

    assert isinstance(tapped, happened.Tapped)
    assert (tapped.conversation, tapped.action) == (conversation, action)


def test_what_follows_the_action_is_its_argument() -> None:
    tapped = event({"kind": "tap", "data": "3:option:a:b", "message_id": 5, "from": SENDER})

    assert tapped == happened.Tapped(NOON, 3, Action.OPTION, "a:b", 5)


def test_a_manager_is_known_by_id() -> None:
    facts = Facts(places=Places({CHAT}))
    payload = {"kind": "command", "command": "report", "args": "7", "from": SENDER}
    given = event(payload, facts)

    assert given == happened.CommandGiven(NOON, "report", "7", is_manager=True)


@pytest.mark.parametrize(
    "payload",
    [
        {"kind": "dance"},
        {"kind": "unreadable", "update": {}, "error": "?"},
        {"kind": "text", "message_id": 5, "from": SENDER},
        {"kind": "text", "message_id": 5, "text": "好"},
        {"kind": "staff_text", "case": [7, 3], "message_id": 5, "text": "好"},
        {"kind": "timer", "name": "pause", "due_at": 1},
        {"kind": "purchase", "shop": "x", "order_no": "y"},
        {"kind": "text", "text": "好", "message_id": 5, "from": SENDER, "reading": {}},
        {},
    ],
)
def test_what_cannot_become_an_event_raises(payload: dict[str, Any]) -> None:
    with pytest.raises((ValueError, KeyError)):
        event(payload)


def test_times_are_aware_and_exact() -> None:
    at = NOON + timedelta(milliseconds=7)
    head = Head(1, CHAT, 1, {"at": ms(at), "kind": "blocked"}, 0, None)

    assert to_event(head, Facts()) == replace(happened.Blocked(NOON), at=at)
