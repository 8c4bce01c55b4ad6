"""Who sent a reply that was held, and why; never the words, and after an erasure never to whom."""

from datetime import timedelta

from storage import erasure, overrides
from storage.database import Connection, Database
from tests.storage.acts import NOON

ROW = {
    "chat_id": 7,
    "conversation": 1,
    "staff_id": 8001,
    "message_id": 55,
    "rules": "accusing blame",
    "at": NOON,
}


async def test_what_was_sent_anyway_is_found_by_its_time(database: Database) -> None:
    later = {**ROW, "message_id": 56, "at": NOON + timedelta(days=1)}
    await database.write(lambda conn: overrides.log(conn, [ROW, later]))

    def day(conn: Connection) -> list[int]:
        rows = overrides.between(conn, NOON, NOON + timedelta(days=1))
        return [row["message_id"] for row in rows]

    assert await database.read(day) == [55]
    newest, count = await database.read(overrides.newest)
    assert newest is not None
    assert (newest["message_id"], newest["rules"], count) == (56, "accusing blame", 2)


async def test_nothing_to_log_is_no_row(database: Database) -> None:
    await database.write(lambda conn: overrides.log(conn, []))

    assert await database.read(overrides.newest) == (None, 0)


async def test_after_an_erasure_it_leads_to_nobody(database: Database) -> None:
    def work(conn: Connection) -> None:
        overrides.log(conn, [ROW])
        erasure.erase(conn, 7, NOON)

    await database.write(work)

    newest, count = await database.read(overrides.newest)
    assert newest is not None
    assert count == 1
    assert newest["chat_id"] != 7
