"""What did not reach a customer who was away, on both databases."""

from datetime import datetime, timedelta
from typing import Any

from storage import messages, outbox
from storage.database import Database
from storage.lost import lost
from tests.storage.acts import NOON, send
from tests.storage.test_answered import entry

BLOCKED = "Forbidden: bot was blocked by the user"
PERSON = {"from_chat": -100}
QUESTION = {"buttons": [[{"text": "已解决", "data": "1:solved"}]]}


async def went(database: Database, *rows: tuple[dict[str, Any], str | None]) -> None:
    """Each row is sent in turn: what it held, and why it was refused."""
    keys = [f"{number}:0" for number in range(1, len(rows) + 1)]
    said = [entry(key, 1) for key in keys]
    await database.write(lambda conn: messages.log(conn, said))
    now: datetime = NOON
    for key, (body, why) in zip(keys, rows, strict=True):
        text = {"kind": "text", "text": key, **body}
        out = outbox.Outgoing(key, 7, 1, text)
        await database.write(lambda conn, out=out, at=now: outbox.queue(conn, [out], at))
        [parcel] = await send(database, now=now)
        message = None if why else parcel.id + 1000
        await send(database, outbox.Sent(parcel.id, 7, message, timedelta(), why), n=0, now=now)
        now += timedelta(seconds=5)


async def missed(database: Database) -> list[str]:
    found = await database.read(lambda conn: lost(conn, 7))
    return [body["text"] for body in found]


async def test_what_a_person_wrote_and_the_question_come_again_in_order(
    database: Database,
) -> None:
    await went(
        database,
        ({}, None),
        (PERSON, BLOCKED),
        (QUESTION, BLOCKED),
        (PERSON, BLOCKED),
        ({}, BLOCKED),
    )

    assert await missed(database) == ["2:0", "3:0", "4:0"]


async def test_an_older_question_has_been_overtaken(database: Database) -> None:
    await went(database, (QUESTION, BLOCKED), (QUESTION, BLOCKED))

    assert await missed(database) == ["2:0"]


async def test_what_was_read_or_is_simply_bad_does_not_come_again(database: Database) -> None:
    await went(
        database,
        (PERSON, BLOCKED),
        (PERSON, None),
        (PERSON, "BadRequest: message is too long"),
    )

    assert await missed(database) == []


async def test_only_the_latest_words_of_a_person(database: Database) -> None:
    await went(database, *((PERSON, BLOCKED) for _ in range(9)))

    assert await missed(database) == ["6:0", "7:0", "8:0", "9:0"]
