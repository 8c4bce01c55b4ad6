"""Rows wait in lines: once each, in order, and no chat in the way of another."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from storage import chats, inbox
from storage.database import Connection, Database
from storage.tables import inbox_lines
from tests.storage.acts import (
    NOON,
    SECOND,
    add,
    arrival,
    assert_every_waiting_row_has_a_line,
    keys,
    turn,
)


async def test_what_comes_twice_is_stored_once(database: Database) -> None:
    assert await add(database, arrival("a", 1), arrival("a", 1), arrival("b", 1)) == 2
    assert await add(database, arrival("b", 1), arrival("c", 1)) == 1

    assert [await turn(database) for _ in range(4)] == [["a"], ["b"], ["c"], []]


async def test_a_line_that_a_duplicate_left_behind_goes_away(database: Database) -> None:
    await add(database, arrival("a", 1))
    await turn(database)
    await add(database, arrival("a", 1))

    assert await database.read(lambda conn: inbox.is_due(conn, NOON))
    assert await turn(database) == []
    assert not await database.read(lambda conn: inbox.is_due(conn, NOON))


async def test_a_big_batch_keeps_its_order(database: Database) -> None:
    names = [f"{i:03}" for i in range(200)]
    await add(database, *(arrival(name, 1) for name in names))

    assert [(await turn(database))[0] for _ in names] == names


async def test_a_head_comes_with_the_state_of_its_chat(database: Database) -> None:
    await add(database, arrival("a", 1), arrival("b", 2))
    await database.write(lambda conn: chats.save(conn, {1: {"stage": "倾听"}}))

    taken = await database.write(lambda conn: inbox.take(conn, NOON, 9))
    assert {head.chat_id: head.state for head in taken.heads} == {1: {"stage": "倾听"}, 2: None}


async def test_the_urgent_go_first_and_the_rest_is_not_starved(database: Database) -> None:
    for lane in (2, 1, 0):
        chats_of_lane = range(lane * 100 + 1, lane * 100 + 31)
        await add(database, *(arrival(f"{lane}.{chat}", chat, lane) for chat in chats_of_lane))

    taken = await turn(database, n=16)
    by_lane = [sum(key.startswith(f"{lane}.") for key in taken) for lane in (0, 1, 2)]
    assert by_lane == [12, 2, 2]


async def test_places_that_nobody_needs_are_used(database: Database) -> None:
    await add(database, *(arrival(f"{chat:02}", chat) for chat in range(1, 31)))

    assert len(await turn(database, n=16)) == 16


@pytest.mark.parametrize("n", [1, 2, 3, 4])
async def test_a_small_take_starts_with_the_most_urgent(database: Database, n: int) -> None:
    for lane in (2, 1, 0):
        await add(database, arrival(str(lane), lane + 1, lane))

    assert (await turn(database, n=n))[0] == "0"


async def test_an_urgent_row_lifts_its_whole_line(database: Database) -> None:
    await add(database, arrival("bulk", 1, 2), arrival("other", 2, 1))
    await add(database, arrival("complaint", 1, 0))

    assert await turn(database, n=1) == ["bulk"]
    assert await turn(database, n=1) == ["complaint"]


async def test_a_busy_chat_gets_one_turn_a_round(database: Database) -> None:
    await add(database, *(arrival(f"busy {i}", 1) for i in range(50)))
    await add(database, arrival("quiet", 2), now=NOON + SECOND)

    first = await turn(database, n=1, now=NOON + 2 * SECOND)
    second = await turn(database, n=1, now=NOON + 2 * SECOND)
    assert (first, second) == (["busy 0"], ["quiet"])


async def test_a_row_that_is_put_off_holds_its_line_and_nobody_else(database: Database) -> None:
    await add(database, arrival("poison", 1), arrival("behind", 1), arrival("other", 2))
    until = NOON + 5 * SECOND

    def fail(conn: Connection) -> None:
        taken = inbox.take_one(conn, 1, NOON)
        inbox.put_off(conn, taken.heads[0], until, "ValueError: 坏了")

    await database.write(fail)
    assert await turn(database) == ["other"]
    assert await turn(database) == []
    assert await database.read(inbox.next_due) == until

    [head] = (await database.write(lambda conn: inbox.take(conn, until, 9))).heads
    assert (head.payload["key"], head.attempts) == ("poison", 1)


async def test_a_buried_row_lets_its_chat_go_on_and_is_listed(database: Database) -> None:
    await add(database, arrival("poison", 1), arrival("behind", 1))

    def give_up(conn: Connection) -> None:
        taken = inbox.take(conn, NOON, 9)
        inbox.bury(conn, taken.heads[0], "ValueError: 坏了", NOON)

    await database.write(give_up)
    assert await turn(database) == ["behind"]
    assert await turn(database) == []

    [dead] = await database.read(lambda conn: inbox.dead(conn, 10))
    assert (dead.chat_id, dead.payload["key"], dead.error) == (1, "poison", "ValueError: 坏了")
    assert (dead.attempts, dead.died_at) == (1, NOON)


async def test_a_row_that_succeeds_in_the_end_is_not_listed_as_dead(database: Database) -> None:
    await add(database, arrival("shaky", 1))

    def fail(conn: Connection) -> None:
        inbox.put_off(conn, inbox.take(conn, NOON, 1).heads[0], NOON, "once")

    await database.write(fail)
    assert await turn(database) == ["shaky"]
    assert await database.read(lambda conn: inbox.dead(conn, 10)) == ()


@pytest.mark.parametrize("act", ["finish", "put_off", "bury"])
async def test_a_row_that_somebody_else_has_done_is_refused(database: Database, act: str) -> None:
    await add(database, arrival("a", 1), arrival("b", 2))
    stale = await database.write(lambda conn: inbox.take(conn, NOON, 9))
    await turn(database, n=1)
    [done] = [head for head in stale.heads if head.payload["key"] == "a"]

    def again(conn: Connection) -> None:
        if act == "finish":
            inbox.finish(conn, stale, NOON)
        elif act == "put_off":
            inbox.put_off(conn, done, NOON, "late")
        else:
            inbox.bury(conn, done, "late", NOON)

    with pytest.raises(inbox.Overtaken):
        await database.write(again)
    assert await turn(database) == ["b"]


async def test_a_turn_that_breaks_leaves_no_trace(database: Database) -> None:
    await add(database, arrival("a", 1))

    def breaks(conn: Connection) -> None:
        taken = inbox.take(conn, NOON, 9)
        chats.save(conn, {1: {"half": "done"}})
        inbox.finish(conn, taken, NOON)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await database.write(breaks)
    assert await database.read(lambda conn: chats.load(conn, [1])) == {}
    assert await turn(database) == ["a"]


async def test_one_line_is_taken_only_when_it_is_due(database: Database) -> None:
    await add(database, arrival("a", 1), now=NOON + SECOND)

    early, right = [
        await database.write(lambda conn, at=at: keys(inbox.take_one(conn, 1, at)))
        for at in (NOON, NOON + SECOND)
    ]
    assert (early, right) == ([], ["a"])


async def test_repair_gives_a_line_to_a_row_that_lost_it(database: Database) -> None:
    await add(database, arrival("a", 1, 2), arrival("b", 1, 0))
    await database.write(lambda conn: conn.execute(delete(inbox_lines)).rowcount)
    assert await turn(database) == []

    assert await database.write(lambda conn: inbox.repair(conn, NOON)) == 1
    assert await turn(database) == ["a"]


async def test_idle_means_nothing_waits_and_nothing_is_due(database: Database) -> None:
    assert await database.read(inbox.waiting) == 0
    assert await database.read(inbox.next_due) is None

    await add(database, arrival("a", 1), arrival("b", 2, 2))
    assert await database.read(inbox.waiting) == 2
    assert await database.read(inbox.next_due) == NOON
    assert not await database.read(lambda conn: inbox.is_due(conn, NOON - SECOND))


class Undo(Exception):
    """Takes an example back, so that the next one finds an empty database."""


rounds = st.lists(
    st.tuples(
        st.lists(st.tuples(st.integers(1, 4), st.integers(0, 2)), max_size=6),  # chat, lane
        st.integers(1, 6),  # how many to take
        st.lists(st.sampled_from(["done", "fails", "dies"]), min_size=6, max_size=6),
    ),
    max_size=12,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rounds=rounds)
async def test_whatever_happens_rows_of_a_chat_are_done_once_and_in_order(
    database: Database, rounds: list[tuple[list[tuple[int, int]], int, list[str]]]
) -> None:
    def story(conn: Connection) -> None:
        added: dict[int, list[str]] = {}
        done: dict[int, list[str]] = {}
        for number, (coming, n, fates) in enumerate(rounds):
            now = NOON + number * SECOND
            arrivals = [arrival(f"{number}.{i}", *each) for i, each in enumerate(coming)]
            inbox.add(conn, arrivals, now)
            for each in arrivals:
                added.setdefault(each.chat_id, []).append(each.dedupe_key)
            _round(conn, n, fates, now, done)
        for extra in range(1000):
            now = NOON + timedelta(hours=1, seconds=extra)
            if not _round(conn, 64, ["done"] * 64, now, done):
                break
        assert done == added
        assert inbox.repair(conn, NOON) == 0
        assert inbox.next_due(conn) is None
        raise Undo

    with pytest.raises(Undo):
        await database.write(story)


def _round(
    conn: Connection, n: int, fates: list[str], now: datetime, done: dict[int, list[str]]
) -> bool:
    taken = inbox.take(conn, now, n)
    assert len({head.chat_id for head in taken.heads}) == len(taken.heads) <= n
    finished = []
    for head, fate in zip(taken.heads, fates, strict=False):
        if fate == "fails":
            inbox.put_off(conn, head, now + 3 * SECOND, "not yet")
            continue
        done.setdefault(head.chat_id, []).append(head.payload["key"])
        if fate == "dies":
            inbox.bury(conn, head, "never", now)
        else:
            finished.append(head)
    kept = {head.chat_id for head in taken.heads} - {head.chat_id for head in finished}
    rest = tuple(chat for chat in taken.chats if chat not in kept)
    inbox.finish(conn, inbox.Taken(rest, tuple(finished)), now)
    return bool(taken.chats)


async def test_a_waiting_row_always_has_a_line(database: Database) -> None:
    for i in range(20):
        await add(database, *(arrival(f"{i}.{chat}", chat) for chat in range(1, 6)))
        await turn(database, n=3)
        await assert_every_waiting_row_has_a_line(database)
