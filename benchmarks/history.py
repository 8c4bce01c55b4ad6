"""A shop's long memory, made up: messages by the hundred thousand, straight into the tables."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from storage.database import Connection, Database
from storage.private import seal
from storage.tables import chats, customers, messages

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
AT_ONCE = 5000
SAID = (
    "杯子保温效果很好,孩子很喜欢,谢谢",
    "等了两个小时还没有送到,打电话也没人接,太失望了",
    "=1+1 这是什么意思",
    "我的电话是 13812345678,麻烦快一点",
    "好",
    "物流很快,包装也很用心,下次还来买\n就是颜色和图片有一点点不一样",
)


def rows(first: int, count: int, people: int, together: int = 1) -> Iterator[dict[str, Any]]:
    for number in range(first, first + count):
        says = number % 2 == 0
        yield {
            "key": f"b:{number}",
            "chat_id": 1 + number // together % people,
            "conversation": 1,
            "at": NOON + timedelta(seconds=number),
            "direction": "in" if says else "out",
            "speaker": "customer" if says else "bot",
            "sender": "王女士" if says else None,
            "kind": "text",
            "text": SAID[number % len(SAID)] + _mark(number),
            "score": None,
            "sentiment": "unhappy" if number % 5 == 0 else "happy",
            "p_unhappy": 0.1234,
            "topic": None,
            "severity": None,
            "purchase_id": None,
        }


def _mark(number: int) -> str:
    """No two texts of a log are the same; no digits, which would look like somebody's number."""
    return chr(0x4E00 + number % 20_000) + chr(0x4E00 + number // 20_000)


async def fill(database: Database, count: int, people: int, together: int = 1) -> None:
    """Everybody is known by name, and nobody has a case; so many messages in a row are theirs."""

    def known(conn: Connection) -> None:
        people_rows = [
            {"chat_id": n, "name": f"顾客{n}", "first_seen": NOON} for n in _numbers(people)
        ]
        conn.execute(insert(customers), _fitting(conn, customers, people_rows))
        states = [{"chat_id": n, "state": {"v": 1}} for n in _numbers(people)]
        conn.execute(insert(chats), _fitting(conn, chats, states))

    await database.write(known)
    for first in range(0, count, AT_ONCE):
        some = list(rows(first, min(AT_ONCE, count - first), people, together))
        await database.write(lambda conn, some=some: put(conn, some))  # type: ignore[misc]


def put(conn: Connection, some: list[dict[str, Any]]) -> None:
    conn.execute(insert(messages), seal(conn, messages, some))


def _numbers(people: int) -> range:
    return range(1, people + 1)


def _fitting(conn: Connection, table: Any, given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    known = [{k: v for k, v in row.items() if k in table.c} for row in given]
    return seal(conn, table, known)
