"""Which conversation a message belongs to that somebody answers, on both databases."""

from datetime import timedelta
from typing import Any

from storage import messages, outbox
from storage.answered import conversation_of
from storage.database import Connection, Database
from tests.storage.acts import NOON, outgoing, queue, send, sent


def entry(key: str, conversation: int | None, chat: int = 7, **more: Any) -> dict[str, Any]:
    return {
        "key": key,
        "chat_id": chat,
        "conversation": conversation,
        "at": NOON,
        "direction": "out",
        "speaker": "bot",
        "kind": "text",
        **more,
    }


async def answered(database: Database, message_id: int, chat: int = 7) -> int | None:
    return await database.read(lambda conn: conversation_of(conn, chat, message_id))


async def said(database: Database) -> dict[str, int]:
    """Two conversations with one person; the numbers that Telegram gave what we said."""
    rows = [entry("1:0", 1), entry("2:0", 2), entry("in:3", 2, speaker="staff")]
    await database.write(lambda conn: messages.log(conn, rows))
    await queue(database, outgoing("1:0", 7), outgoing("2:0", 7), outgoing("3:1", 7))
    numbers, now = {}, NOON
    for _ in range(3):
        [parcel] = await send(database, now=now)
        numbers[parcel.dedupe_key] = parcel.id + 1000
        await send(database, sent(parcel, timedelta()), n=0, now=now)
        now += timedelta(seconds=5)
    return numbers


async def test_it_is_known_by_what_was_said_and_sent(database: Database) -> None:
    numbers = await said(database)

    assert await answered(database, numbers["1:0"]) == 1
    assert await answered(database, numbers["2:0"]) == 2
    assert await answered(database, numbers["3:1"]) == 2  # a person of the shop said it


async def test_nobody_knows_of_another_chat_or_another_message(database: Database) -> None:
    numbers = await said(database)

    assert await answered(database, numbers["1:0"], chat=8) is None
    assert await answered(database, 999) is None


async def test_what_was_not_sent_yet_cannot_be_answered(database: Database) -> None:
    def work(conn: Connection) -> None:
        messages.log(conn, [entry("9:0", 4)])
        outbox.queue(conn, [outgoing("9:0", 7)], NOON)

    await database.write(work)
    assert await answered(database, 1001) is None
