"""Whatever comes in by Telegram: read, stored, turned into events, stepped, and nothing breaks.

The long form is `make fuzz`: a million.
"""

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.fuzz import HOME, POLICY, complaining, read
from benchmarks.malformed import CHAT, GROUP, malformed
from bot.dialogue import step
from bot.flow.intake import Facts, to_event
from bot.telegram.updates import dedupe_key, read_update
from storage import inbox
from storage.database import Connection, open_database
from storage.inbox import Head
from tests.flow.acts import NOON, Shell, ms

DATA = st.one_of(
    st.text(st.characters(codec=None), max_size=64),
    st.from_regex(r"\d{1,3}:[a-z]{2,8}(:.{0,20})?", fullmatch=True),
    st.from_regex(rf"s:{CHAT}:\d{{1,9}}:[a-z]{{2,9}}(:.{{0,20}})?", fullmatch=True),
)


def test_thousands_of_malformed_updates() -> None:
    seen = {read(update) for update in malformed(7, 4000)}

    assert {"unreadable", "not for us", "Tapped", "TextReceived", "StaffTapped"} <= seen


@given(data=DATA, is_staff=st.booleans())
@settings(max_examples=300, deadline=None)
def test_any_callback_data(data: str, is_staff: bool) -> None:
    """A button's data may be forged: it is an event like any other, or nothing."""
    chat = {"id": GROUP, "type": "supergroup"} if is_staff else {"id": CHAT, "type": "private"}
    sender = {"id": 8001 if is_staff else CHAT, "first_name": "王"}
    tap = {"id": "1", "from": sender, "message": {"message_id": 5, "chat": chat}, "data": data}
    came = read_update({"update_id": 1, "callback_query": tap}, HOME, ms(NOON))
    if came is None:
        return
    assert came.payload["kind"] in ("tap", "staff_tap")
    event = to_event(Head(1, came.line, 1, came.payload, 0, None), Facts())
    turn = step(complaining(), event, POLICY)

    assert all(grant.granted_at is None for talk in turn.chat.talks for grant in talk.grants)


async def test_the_whole_way(sqlite_url: str) -> None:
    """Only what nobody can read is given up, and nothing stops what comes behind it."""
    database = open_database(sqlite_url)
    shell = Shell(database)
    await stored(shell, list(malformed(11, 600)))
    for _ in range(12):  # what nobody can read is tried five times
        await shell.runs()
        shell.now += timedelta(seconds=200)
    dead = await database.read(lambda conn: inbox.dead(conn, 10_000))

    assert {row.payload["kind"] for row in dead} <= {"unreadable", "erased"}
    assert await database.read(inbox.waiting) == 0
    await database.close()


async def stored(shell: Shell, updates: list[Any]) -> None:
    rows, lost = [], 0
    for update in updates:
        came = read_update(update, HOME, ms(NOON))
        lost += came is not None and came.payload["kind"] == "unreadable"
        if came is not None and (came.payload["kind"] != "unreadable" or lost < 3):
            came = came.behind((CHAT, 1)) if came.topic else came
            key = dedupe_key(update, 1)
            rows.append(inbox.Arrival(key, came.line, came.lane, came.payload))

    def work(conn: Connection) -> None:
        inbox.add(conn, rows, shell.now)

    await shell.database.write(work)
