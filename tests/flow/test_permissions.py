"""Every act as every role, and every way to pass for somebody one is not.

The expectation is written out here by hand, beside the product's own table: whoever widens the
one must widen the other.
"""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from bot.dialogue import events
from bot.dialogue.events import Action, StaffAction
from bot.dialogue.permissions import TABLE, Act, Role
from bot.flow.guard import Places, act_of, is_allowed, role_of
from bot.flow.intake import Facts, to_event
from bot.telegram.updates import Home, read_update
from storage import cases, departed, inbox
from storage.database import Database
from storage.inbox import Head
from tests.flow.acts import CHAT, GROUP, NOON, Shell, ms, tap, text

OTHER_GROUP, COLLEAGUE, MANAGER = -1002, 8001, 9001
MOVED = -1003
HOME = Home(1, "huifang_bot", frozenset({GROUP, OTHER_GROUP}))
COMMANDS = ("start", "stop", "help", "privacy", "complain", "status", "my_data", "delete_me")
FOR_MANAGERS = ("report", "export")
CASE = (CHAT, 1)


def tap_at_the_desk(action: str, group: int = GROUP, person: int = COLLEAGUE) -> dict[str, Any]:
    return {
        "kind": "staff_tap",
        "at": ms(NOON),
        "group": group,
        "case": list(CASE),
        "action": action,
        "message_id": 5,
        "from": {"id": person, "name": "小李"},
    }


def by_customer(payload: dict[str, Any], person: int = CHAT) -> dict[str, Any]:
    about = {"at": ms(NOON), "message_id": 5, "from": {"id": person, "name": "王"}}
    return {**about, **payload}


def everything(person: int) -> dict[str, dict[str, Any]]:
    """Every act of a private chat, by name."""
    words = {"kind": "text", "text": "您好", "reading": None}
    photo = {"kind": "media", "media": "photo", "reading": None}
    found = {"say": by_customer(words, person), "photo": by_customer(photo, person)}
    for action in Action:
        found[f"tap {action}"] = by_customer({"kind": "tap", "data": f"1:{action}:1"}, person)
    for name in (*COMMANDS, *FOR_MANAGERS, "nonsense"):
        command = {"kind": "command", "command": name, "args": ""}
        found[f"/{name}"] = by_customer(command, person)
    return found


KNOWN = Places(
    managers={MANAGER},
    departed={(GROUP, 8009), (MOVED, 8010)},
    of_cases={CASE: GROUP},
    moves={-1000: MOVED},
)


@pytest.mark.parametrize("name", list(everything(CHAT)))
def test_in_a_private_chat(name: str) -> None:
    """A customer may do everything about themselves; reports and exports are the managers'."""
    is_theirs = name not in ("/report", "/export")

    assert is_allowed(everything(CHAT)[name], KNOWN) is is_theirs
    assert is_allowed(everything(COLLEAGUE)[name], KNOWN) is is_theirs  # staff are nobody special
    assert is_allowed(everything(MANAGER)[name], KNOWN)


@pytest.mark.parametrize("action", [*StaffAction, "approve:1", "policy:returns", "nonsense"])
def test_at_the_desk(action: str) -> None:
    """Whoever is in the case's group may; whoever left it, or taps elsewhere, may nothing."""
    assert is_allowed(tap_at_the_desk(action), KNOWN)
    assert not is_allowed(tap_at_the_desk(action, person=8009), KNOWN)
    assert not is_allowed(tap_at_the_desk(action, group=OTHER_GROUP), KNOWN)
    without_a_place = tap_at_the_desk(action)
    del without_a_place["group"]
    assert not is_allowed(without_a_place, KNOWN)


def test_a_group_that_moved_is_the_same_group() -> None:
    known = Places(of_cases={CASE: -1000}, moves={-1000: MOVED}, departed={(MOVED, 8010)})

    assert is_allowed(tap_at_the_desk("claim", group=MOVED), known)
    assert is_allowed(tap_at_the_desk("claim", group=-1000), known)
    assert not is_allowed(tap_at_the_desk("claim", group=-1000, person=8010), known)


def test_every_act_of_the_product_has_its_place_in_the_table() -> None:
    told = [*everything(CHAT).values(), *map(tap_at_the_desk, StaffAction)]
    told += [{"kind": kind} for kind in ("staff_text", "staff_media", "staff_command")]

    assert {act_of(payload) for payload in told} == set(Act)
    assert set(TABLE) == set(Role)


def test_the_table_says_what_we_mean() -> None:
    own = {Act.SAY, Act.CHOOSE, Act.CONSENT, Act.ERASE, Act.ASK}
    desk = {Act.REPLY, Act.CLAIM, Act.CLOSE, Act.JUDGE, Act.DECIDE, Act.INFORM, Act.MEND}
    meant = {
        Role.CUSTOMER: own,
        Role.MANAGER: own | {Act.REPORT, Act.EXPORT},
        Role.COLLEAGUE: own - {Act.SAY},
        Role.STAFF: desk | {Act.OVERRIDE, Act.ASK},
        Role.FORMER: set(),
        Role.OUTSIDER: set(),
    }

    for role, act in product(Role, Act):
        assert (act in TABLE[role]) == (act in meant[role]), (role, act)


def test_who_works_here_and_bought_nothing_is_told_where_to_write() -> None:
    known = Places({MANAGER}, ours=frozenset({COLLEAGUE, MANAGER}))
    words = everything(COLLEAGUE)

    assert role_of(words["say"], known) is Role.COLLEAGUE
    assert not is_allowed(words["say"], known)
    assert is_allowed(words["tap complain"], known), "they may try it as a customer"
    assert role_of(everything(MANAGER)["/report"], known) is Role.MANAGER


def test_what_no_person_did_is_never_refused() -> None:
    for kind in ("timer", "purchase", "blocked", "undelivered", "topic_made", "membership"):
        assert is_allowed({"kind": kind}, Places())


@pytest.mark.parametrize(
    "payload",
    [everything(CHAT)["/export"], tap_at_the_desk("anyway", person=8009)],
    ids=["a customer exports", "a former member overrides"],
)
def test_what_is_refused_becomes_no_event_of_its_own(payload: dict[str, Any]) -> None:
    event = to_event(Head(1, CHAT, 1, payload, 0, None), Facts(places=KNOWN))

    assert isinstance(event, events.Refused)


# How a tap arrives, whatever its data claims.


def tapped(data: str, chat: dict[str, Any], person: int = COLLEAGUE) -> Any:
    query = {
        "id": "1",
        "from": {"id": person, "first_name": "李"},
        "message": {"message_id": 5, "date": 1, "chat": chat},
        "data": data,
    }
    return read_update({"update_id": 1, "callback_query": query}, HOME, ms(NOON))


def test_staff_data_in_a_private_chat_is_no_staff_tap() -> None:
    """Forged, or a button that was forwarded: the place decides, not the data."""
    came = tapped(f"s:{CHAT}:1:claim", {"id": CHAT, "type": "private"}, CHAT)

    assert (came.line, came.payload["kind"]) == (CHAT, "tap")
    event = to_event(Head(1, CHAT, 1, came.payload, 0, None), Facts())
    assert isinstance(event, events.Tapped)
    assert (event.conversation, event.action) == (0, Action.DONE)  # like a stale button


def test_staff_data_in_a_strangers_group_is_nothing() -> None:
    assert tapped(f"s:{CHAT}:1:claim", {"id": -5, "type": "supergroup"}) is None


def test_a_customers_data_in_a_group_is_nothing() -> None:
    assert tapped("1:option:refund", {"id": GROUP, "type": "supergroup"}) is None


def test_nobody_reaches_another_customers_line_from_their_own_chat() -> None:
    for data in (f"s:{CHAT}:1:anyway", f"{CHAT}:1:erase", "0:erase", "1:erase"):
        came = tapped(data, {"id": 7009, "type": "private"}, 7009)
        assert came.line == 7009


# On the whole flow, with a database.


@pytest.fixture
def shell(database: Database) -> Shell:
    return Shell(database)


async def a_case(shell: Shell) -> None:
    await shell.opens(await shell.buys(survey="now"))
    await shell.hears(tap("1:rate:1"), text("杯子漏水"))
    await shell.waits(timedelta(minutes=15))
    await shell.database.write(lambda conn: cases.set_topic(conn, CHAT, 1, GROUP, 55))


async def claimed_by(shell: Shell, **tap: Any) -> int | None:
    await shell.hears(tap_at_the_desk("claim", **tap))
    [case] = (await shell.database.read(lambda conn: cases.of(conn, [CASE]))).values()
    return case["handler_id"]  # type: ignore[no-any-return]


async def test_a_tap_in_another_staff_group_changes_nothing(shell: Shell) -> None:
    await a_case(shell)

    assert await claimed_by(shell, group=OTHER_GROUP) is None
    assert await claimed_by(shell) == COLLEAGUE


async def test_a_former_member_changes_nothing_until_they_are_back(shell: Shell) -> None:
    await a_case(shell)
    place = (GROUP, COLLEAGUE)
    await shell.database.write(lambda conn: departed.left(conn, [place], NOON))
    assert await claimed_by(shell) is None

    await shell.database.write(lambda conn: departed.back(conn, [place]))
    assert await claimed_by(shell) == COLLEAGUE


async def test_a_customer_who_asks_for_an_export_gets_a_kind_word(shell: Shell) -> None:
    await shell.hears({"kind": "command", "command": "export", "args": "", **by_customer({})})

    [body] = await shell.sent()
    assert body["kind"] == "text"
    assert "经理" in body["text"]


async def test_the_inbox_keeps_what_was_refused(database: Database) -> None:
    """It was handled: nothing waits behind it."""
    shell = Shell(database)
    await shell.hears(tap_at_the_desk("claim", group=OTHER_GROUP))

    assert await database.read(inbox.waiting) == 0
