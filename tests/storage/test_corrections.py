"""What staff say of our readings: only cases that a person has held, with their chats' consent."""

from storage import cases, chats, corrections
from storage.database import Database
from tests.storage.acts import NOON


async def test_only_cases_that_a_person_has_held_are_told(database: Database) -> None:
    held = {"chat_id": 1, "conversation": 1, "words": "漏水", "claimed_at": NOON, "misread": True}
    waiting = {"chat_id": 2, "conversation": 1, "words": "漏风", "misread": False}
    state = {"v": 1, "customer": {"consented": True}}

    await database.write(lambda conn: cases.upsert(conn, [held, waiting]))
    await database.write(lambda conn: chats.save(conn, {1: state, 2: {"v": 1}}))

    [found] = await database.read(corrections.handled)
    assert (found.words, found.kind, found.misread) == ("漏水", "complaint", True)
    assert found.state == state
