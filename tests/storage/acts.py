"""What the storage tests do again and again."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from storage import inbox, outbox
from storage.database import Connection, Database
from storage.pages import Columns
from storage.purchases import NewPurchase

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def arrival(key: str, chat_id: int, lane: int = 1) -> inbox.Arrival:
    return inbox.Arrival(key, chat_id, lane, {"kind": "text", "key": key})


def outgoing(key: str, chat_id: int, lane: int = 1) -> outbox.Outgoing:
    return outbox.Outgoing(key, chat_id, lane, {"kind": "text", "text": key})


def keys(taken: inbox.Taken) -> list[str]:
    return [head.payload["key"] for head in taken.heads]


def texts(parcels: tuple[outbox.Parcel, ...]) -> list[str]:
    return [parcel.body["text"] for parcel in parcels]


def lines(found: Iterable[Columns]) -> list[Any]:
    """What an export reads column by column, line by line."""
    return [
        SimpleNamespace(**dict(zip(some, line, strict=True)))
        for some in found
        for line in zip(*some.values(), strict=True)
    ]


def sent(parcel: outbox.Parcel, pause: timedelta = SECOND) -> outbox.Sent:
    return outbox.Sent(parcel.id, parcel.chat_id, parcel.id + 1000, pause)


async def add(database: Database, *arrivals: inbox.Arrival, now: datetime = NOON) -> int:
    return await database.write(lambda conn: inbox.add(conn, arrivals, now))


async def turn(database: Database, n: int = 64, now: datetime = NOON) -> list[str]:
    """Take up to n heads and finish them."""

    def work(conn: Connection) -> list[str]:
        taken = inbox.take(conn, now, n)
        inbox.finish(conn, taken, now)
        return keys(taken)

    return await database.write(work)


async def queue(database: Database, *rows: outbox.Outgoing, now: datetime = NOON) -> None:
    await database.write(lambda conn: outbox.queue(conn, rows, now))


async def send(
    database: Database, *done: outbox.Sent | outbox.PutOff, n: int = 30, now: datetime = NOON
) -> tuple[outbox.Parcel, ...]:
    return await database.write(lambda conn: outbox.send_round(conn, done, n, now))


async def assert_every_waiting_row_has_a_line(database: Database) -> None:
    def missing(conn: Connection) -> int:
        return inbox.repair(conn, NOON) + outbox.repair(conn, NOON)

    assert await database.write(missing) == 0


def bought(order_no: str, **more: Any) -> NewPurchase:
    fields: dict[str, Any] = {
        "shop": "南京路店",
        "order_no": order_no,
        "items": "青花瓷茶具",
        "amount": Decimal("128.50"),
        "currency": "CNY",
        "bought_at": NOON,
    }
    return NewPurchase(**{**fields, **more})


def raising(error: Exception) -> Callable[[Connection], None]:
    def work(_conn: Connection) -> None:
        raise error

    return work
