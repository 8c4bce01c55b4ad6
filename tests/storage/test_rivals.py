"""Several workers at once. Only on PostgreSQL do they truly overlap: it is asked step by step."""

import asyncio
import random
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage import inbox, outbox, private, purchases, timers
from storage.database import Connection, Database, parse_url
from storage.lines import INBOX
from storage.tables import messages
from tests.storage.acts import (
    NOON,
    SECOND,
    add,
    arrival,
    assert_every_waiting_row_has_a_line,
    bought,
    keys,
    outgoing,
    queue,
    send,
    sent,
    turn,
)

WORKERS = 4


@pytest.fixture
async def connections(postgres: Database, postgres_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_async_engine(parse_url(postgres_url))
    yield engine
    await engine.dispose()


async def is_waiting(task: "asyncio.Task[object]") -> bool:
    """Whether it still hangs on a lock after a while."""
    done, _ = await asyncio.wait({task}, timeout=0.3)
    return not done


async def test_a_row_that_arrives_while_its_line_is_left_wakes_somebody(
    postgres: Database, connections: AsyncEngine
) -> None:
    """The lost wake-up: a row whose line a worker deletes because it cannot see the row yet."""
    await add(postgres, arrival("first", 1))
    async with connections.connect() as worker, connections.connect() as adder:
        taken = await worker.run_sync(lambda conn: inbox.take(conn, NOON, 9))
        second = [arrival("second", 1)]
        adding = asyncio.create_task(adder.run_sync(lambda conn: inbox.add(conn, second, NOON)))
        await is_waiting(adding)  # if it does not wait here, its row has no line in the end
        await worker.run_sync(lambda conn: inbox.finish(conn, taken, NOON))
        await worker.commit()
        await adding
        await adder.commit()

    await assert_every_waiting_row_has_a_line(postgres)
    assert await turn(postgres) == ["second"]


async def test_a_line_that_is_held_is_passed_over(
    postgres: Database, connections: AsyncEngine
) -> None:
    await add(postgres, arrival("held", 1), arrival("next", 1), arrival("free", 2))
    async with connections.begin() as worker:
        taken = await worker.run_sync(lambda conn: inbox.take_one(conn, 1, NOON))
        assert keys(taken) == ["held"]
        assert await turn(postgres) == ["free"]
        assert await turn(postgres) == []

    assert await turn(postgres) == ["held"]


async def test_a_head_is_read_with_eyes_younger_than_the_lock(
    postgres: Database, connections: AsyncEngine
) -> None:
    """A rival finishes row 1 between our lock being asked for and granted: row 2 is the head."""
    await add(postgres, arrival("one", 1), arrival("two", 1))
    async with connections.begin() as rival, connections.begin() as worker:
        taken = await rival.run_sync(lambda conn: inbox.take(conn, NOON, 9))
        # `join` waits for the rival, as an alarm does; its snapshot is older than the lock.
        joined = asyncio.create_task(
            worker.run_sync(lambda conn: INBOX.join(conn, [(1, 1)], NOON))
        )
        assert await is_waiting(joined)
        await rival.run_sync(lambda conn: inbox.finish(conn, taken, NOON))
        await rival.commit()
        await joined
        ours = await worker.run_sync(lambda conn: inbox.take_one(conn, 1, NOON))

    assert keys(ours) == ["two"]


async def test_alarms_and_turns_do_not_wait_for_each_other_crosswise(
    postgres: Database, connections: AsyncEngine
) -> None:
    """A turn moves a timer while the alarm has seen it: it does not ring, and nobody dies."""
    await add(postgres, arrival("a", 1))
    timer = (1, "1:pause", NOON)
    await postgres.write(lambda conn: timers.set_(conn, [timer]))
    async with connections.begin() as worker:
        taken = await worker.run_sync(lambda conn: inbox.take(conn, NOON, 9))
        firing = asyncio.create_task(
            postgres.write(lambda conn: timers.fire(conn, NOON, [timer], lambda *_: {}))
        )
        assert await is_waiting(firing)
        moved = (1, "1:pause", NOON + SECOND)
        await worker.run_sync(lambda conn: timers.set_(conn, [moved]))
        await worker.run_sync(lambda conn: inbox.finish(conn, taken, NOON))

    assert await firing == 0
    assert await postgres.read(lambda conn: timers.due(conn, NOON + SECOND, 9)) == [moved]


def note_and_finish(conn: Connection, n: int, poison: str) -> bool:
    """A turn in short: what was done stands in the log, in the same transaction."""
    taken = inbox.take(conn, NOON, n)
    if any(poison in head.payload["key"] for head in taken.heads):
        raise ZeroDivisionError([head.chat_id for head in taken.heads])
    log(conn, taken)
    return bool(taken.chats)


def log(conn: Connection, taken: inbox.Taken) -> None:
    rows = [
        {
            "chat_id": head.chat_id,
            "at": NOON,
            "direction": "in",
            "speaker": "customer",
            "kind": "text",
            "text": head.payload["key"],
        }
        for head in taken.heads
    ]
    if rows:
        conn.execute(messages.insert(), private.seal(conn, messages, rows))
    alerts = [outgoing(f"{head.id}:0", -100, 0) for head in taken.heads]
    inbox.finish(conn, taken, NOON)
    outbox.queue(conn, alerts, NOON)


def one_by_one(conn: Connection, chat: int, poison: str) -> None:
    taken = inbox.take_one(conn, chat, NOON)
    for head in taken.heads:
        if poison not in head.payload["key"]:
            log(conn, taken)
        elif head.attempts < 4:
            inbox.put_off(conn, head, NOON, "poison")
        else:
            inbox.bury(conn, head, "poison", NOON)


async def worker(database: Database, n: int, poison: str) -> None:
    idle = 0
    while idle < 3:
        try:
            busy = await database.write(lambda conn: note_and_finish(conn, n, poison))
        except ZeroDivisionError as broken:
            busy = True
            for chat in broken.args[0]:
                await database.write(lambda conn, chat=chat: one_by_one(conn, chat, poison))
        idle = 0 if busy else idle + 1
        await asyncio.sleep(0 if busy else 0.02)


async def said(database: Database) -> dict[int, list[str]]:
    query = select(messages.c.chat_id, messages.c.text).order_by(messages.c.id)
    found: dict[int, list[str]] = {}
    for row in await database.read(lambda conn: conn.execute(query).all()):
        found.setdefault(row.chat_id, []).append(row.text)
    return found


async def test_many_workers_do_every_row_once_and_in_order(database: Database) -> None:
    chance = random.Random(7)
    expected: dict[int, list[str]] = {}
    batches: list[list[inbox.Arrival]] = []
    for number in range(40):
        batch = []
        for _ in range(chance.randint(1, 15)):
            chat = chance.randint(1, 8)
            name = f"{chat}.{len(expected.setdefault(chat, [])):03}"
            expected[chat].append(name)
            batch.append(arrival(name, chat, chance.choice([0, 1, 2])))
        batches.append(batch)
        if number % 5 == 0:
            batches.append(batch)  # delivered twice

    async def adder() -> None:
        for batch in batches:
            await add(database, *batch)

    await asyncio.gather(adder(), *(worker(database, 5, "none") for _ in range(WORKERS)))
    await worker(database, 64, "none")

    assert await said(database) == expected
    assert await database.read(inbox.waiting) == 0
    assert await database.read(outbox.waiting) == sum(map(len, expected.values()))
    await assert_every_waiting_row_has_a_line(database)


async def test_a_poison_row_dies_after_five_tries_while_the_others_pass(
    database: Database,
) -> None:
    names = {chat: [f"{chat}.{i}" for i in range(3)] for chat in range(1, 9)}
    names[4][1] = "4.poison"
    await add(database, *(arrival(name, chat) for chat in names for name in names[chat]))

    await asyncio.gather(*(worker(database, 4, "poison") for _ in range(3)))

    assert await said(database) == {**names, 4: ["4.0", "4.2"]}
    [dead] = await database.read(lambda conn: inbox.dead(conn, 9))
    assert (dead.payload["key"], dead.attempts) == ("4.poison", 5)


async def test_of_many_people_who_open_one_link_one_gets_it(database: Database) -> None:
    [(first, _), (second, _)] = await database.write(
        lambda conn: purchases.add(
            conn, [bought("1", customer_ref="V1"), bought("2", customer_ref="V1")], NOON
        )
    )
    tokens = [first.token, second.token]

    async def opens(chat: int) -> purchases.Claimed:
        token = tokens[chat % 2]
        return await database.write(lambda conn: purchases.claim(conn, token, chat, NOON))

    outcomes = await asyncio.gather(*(opens(chat) for chat in range(1, 9)))

    [winner] = [chat for chat, each in enumerate(outcomes, 1) if each.status == "yours"]
    assert sum(each.status == "taken" for each in outcomes) == 7
    stored = await database.read(lambda conn: purchases.by_ids(conn, [first.id, second.id]))
    assert {each.chat_id for each in stored.values()} == {winner}


async def test_senders_and_workers_never_lock_each_other_out(postgres: Database) -> None:
    """Every turn writes to several chats, and the senders settle several at once."""
    chats = [5, 3, 9, -100, 7, 1]
    total = 60

    async def works(number: int) -> None:
        for i in range(total // 3):
            rows = [outgoing(f"w{number}.{i}.{chat}:0", chat) for chat in reversed(chats)]
            await queue(postgres, *rows)

    delivered: list[int] = []

    async def sends() -> None:
        done: list[outbox.Sent] = []
        while len(delivered) < total * len(chats):
            parcels = await send(postgres, *done)  # a deadlock would raise here
            done = [sent(parcel, 0 * SECOND) for parcel in parcels]
            delivered.extend(each.parcel_id for each in done)
            await asyncio.sleep(0.001)

    await asyncio.wait_for(asyncio.gather(*(works(i) for i in range(3)), sends()), 30)

    assert len(delivered) == len(set(delivered))
