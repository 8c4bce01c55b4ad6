"""What staff say of our readings, and whose words may be learned from."""

from storage import cases, consents, corrections, erasure
from storage.database import Connection, Database
from tests.storage.acts import NOON


async def test_only_cases_that_a_person_has_held_are_told(database: Database) -> None:
    held = {"chat_id": 1, "conversation": 1, "words": "漏水", "claimed_at": NOON, "misread": True}
    waiting = {"chat_id": 2, "conversation": 1, "words": "漏风", "misread": False}
    await database.write(lambda conn: cases.upsert(conn, [held, waiting]))

    [found] = await database.read(corrections.handled)
    assert found == corrections.Handled(1, "漏水", "complaint", True)


async def test_the_last_word_counts(database: Database) -> None:
    said = [(1, True), (2, True), (2, False), (3, False), (3, True), (4, False)]

    def work(conn: Connection) -> frozenset[int]:
        rows = ({"chat_id": c, "at": NOON, "given": yes, "wording": "v1"} for c, yes in said)
        consents.log(conn, list(rows))
        return consents.agreed(conn, range(1, 9))

    assert await database.write(work) == {1, 3}


async def test_the_ledger_outlives_whoever_is_forgotten_as_nobodys(database: Database) -> None:
    given = {"chat_id": 1, "at": NOON, "given": True, "wording": "v1"}

    def work(conn: Connection) -> tuple[frozenset[int], int]:
        consents.log(conn, [given])
        erasure.erase(conn, 1, NOON)
        return consents.agreed(conn, [1]), len(consents.of_chat(conn, 1))

    assert await database.write(work) == (frozenset(), 0)
