"""A seat belongs to one process at a time, whatever the clocks say."""

import asyncio

from storage import leaders
from storage.database import Database
from storage.leaders import Beat
from tests.storage.acts import NOON, SECOND

SEATS = ("send", "tick")


async def seen(database: Database) -> dict[str, Beat]:
    return await database.read(leaders.look)


async def claims(database: Database, me: str, was: Beat | None, seat: str = "send") -> bool:
    return await database.write(lambda conn: leaders.claim(conn, seat, me, was))


async def test_of_many_who_claim_a_seat_one_gets_it(database: Database) -> None:
    for _ in range(3):
        was = (await seen(database)).get("send")
        took = await asyncio.gather(*(claims(database, f"p{n}", was) for n in range(6)))

        assert sum(took) == 1
        assert (await seen(database))["send"].holder == f"p{took.index(True)}"


async def test_a_beat_in_between_saves_the_seat(database: Database) -> None:
    assert await claims(database, "a", None)
    was = (await seen(database))["send"]
    await database.write(lambda conn: leaders.beat(conn, "a", SEATS))

    assert not await claims(database, "b", was)
    assert await seen(database) == {"send": Beat("a", was.count + 1)}


async def test_a_beat_is_written_for_ones_own_seats_only(database: Database) -> None:
    await claims(database, "a", None)
    await claims(database, "b", None, "tick")
    await database.write(lambda conn: leaders.beat(conn, "a", SEATS))

    assert await seen(database) == {"send": Beat("a", 2), "tick": Beat("b", 1)}


async def test_whoever_leaves_leaves_everything_to_the_next(database: Database) -> None:
    await claims(database, "a", None)
    await database.write(lambda conn: leaders.leave(conn, "a"))
    left = (await seen(database))["send"]

    assert left.holder == leaders.NOBODY
    assert await claims(database, "b", left)


async def test_only_the_holder_may_go_on(database: Database) -> None:
    await claims(database, "a", None)
    until = NOON + SECOND

    assert await database.write(lambda conn: leaders.hold(conn, "send", "a", until))
    assert not await database.write(lambda conn: leaders.hold(conn, "send", "b", NOON))
    assert await database.read(lambda conn: leaders.busy_until(conn, "send")) == until
