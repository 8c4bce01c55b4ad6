"""The backlog of suggestions: listed, answered once, forgotten with their customer."""

from typing import Any

from storage import erasure, inbox, suggestions
from storage.database import Database
from tests.storage.acts import NOON


def idea(chat_id: int = 7, text: str = "开通配送跟踪") -> dict[str, Any]:
    return {
        "chat_id": chat_id,
        "conversation": 1,
        "purchase_id": None,
        "text": text,
        "at": NOON,
    }


async def store(database: Database, *rows: dict[str, Any]) -> None:
    await database.write(lambda conn: suggestions.file(conn, rows))


async def listed(database: Database, status: str = "new") -> list[str]:
    rows = await database.read(lambda conn: suggestions.listed(conn, status))
    return [row["text"] for row in rows]


async def test_the_newest_comes_first(database: Database) -> None:
    await store(database, idea(), idea(text="早点开门"))

    assert await listed(database) == ["早点开门", "开通配送跟踪"]


async def test_adopting_one_tells_its_customer_once(database: Database) -> None:
    await store(database, idea())
    number = await database.read(lambda conn: suggestions.newest_of(conn, 7))
    assert number is not None

    assert await database.write(lambda conn: suggestions.adopt(conn, number, NOON))
    assert not await database.write(lambda conn: suggestions.adopt(conn, number, NOON))
    assert await listed(database) == []
    assert await listed(database, "adopted") == ["开通配送跟踪"]
    taken = await database.write(lambda conn: inbox.take(conn, NOON, 9))
    assert [head.payload["suggestion"] for head in taken.heads] == [number]
    assert await database.read(lambda conn: suggestions.texts(conn, [number])) == {
        number: "开通配送跟踪"
    }


async def test_one_that_is_declined_is_told_to_nobody(database: Database) -> None:
    await store(database, idea())

    assert await database.write(lambda conn: suggestions.decline(conn, 1, NOON))
    assert not await database.write(lambda conn: suggestions.adopt(conn, 1, NOON))
    assert not await database.read(inbox.waiting)
    assert await database.read(suggestions.counts) == {"declined": 1}


async def test_one_that_is_not_there_is_not_adopted(database: Database) -> None:
    assert not await database.write(lambda conn: suggestions.adopt(conn, 99, NOON))


async def test_an_erasure_takes_the_words_and_keeps_the_count(database: Database) -> None:
    await store(database, idea(), idea(8, "早点开门"))
    await database.write(lambda conn: erasure.erase(conn, 7, NOON))

    assert await listed(database) == ["早点开门"]
    assert await database.read(suggestions.counts) == {"new": 2}
    assert not await database.write(lambda conn: suggestions.adopt(conn, 1, NOON))
    assert await database.read(lambda conn: suggestions.texts(conn, [1])) == {}
