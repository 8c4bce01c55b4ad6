"""What the tests of the shell do again and again: rows in, turns, rows out."""

import itertools
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.config import load as load_settings
from bot.flow.alarms import tick
from bot.flow.reading import Reader
from bot.flow.turn import Turns
from bot.wording.catalog import load as load_wording
from storage import inbox, purchases, timers
from storage.database import Connection, Database
from storage.purchases import NewPurchase
from storage.tables import outbox

NOON = datetime(2026, 11, 2, 4, tzinfo=UTC)  # twelve o'clock in Shanghai
GROUP = -1001
CHAT = 7001
ROOT = Path(__file__).parents[2]
SETTINGS = load_settings(ROOT / "config.yaml", {"staff": {"group": GROUP}}, environ={})
WORDING = load_wording(SETTINGS.tz)
_numbers = itertools.count(1)


def score(text: str) -> dict[str, Any]:
    """A scorer that a test can see through."""
    unhappy = "漏" in text
    return {
        "sentiment": "unhappy" if unhappy else "neutral",
        "p_unhappy": 0.95 if unhappy else 0.2,
        "severity": "normal" if unhappy else "none",
        "topic": "品质" if unhappy else None,
        "harm": False,
    }


class Shell:
    """The flow on a real database, with a clock that only the test moves."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = NOON
        self.turns = self.worker()
        self.reader = Reader(score)

    def worker(self) -> Turns:
        policy = SETTINGS.policy
        return Turns(self.database, SETTINGS, policy, WORDING, lambda: self.now, {9001})

    async def gets(self, *payloads: dict[str, Any], chat: int = CHAT) -> None:
        rows = [
            inbox.Arrival(f"tg:1:{next(_numbers)}", chat, 1, {"at": ms(self.now), **payload})
            for payload in payloads
        ]
        await self.database.write(lambda conn: inbox.add(conn, rows, self.now))

    async def runs(self) -> None:
        """Take turns until nothing is due."""
        while await self.turns.take_turns():
            pass

    async def hears(self, *payloads: dict[str, Any], chat: int = CHAT) -> None:
        await self.gets(*payloads, chat=chat)
        await self.runs()

    async def waits(self, time: timedelta) -> None:
        until = self.now + time
        while (due := await self.database.read(_first_timer)) is not None and due <= until:
            self.now = max(self.now, due)
            await tick(self.database, self.reader, self.now)
            await self.runs()
        self.now = until

    async def buys(self, order_no: str = "A001", **more: Any) -> purchases.Purchase:
        new = NewPurchase(
            **{
                "shop": "徐汇店",
                "order_no": order_no,
                "items": "保温杯",
                "amount": Decimal("99.00"),
                "currency": "CNY",
                "bought_at": self.now,
                "customer_name": "王女士",
                **more,
            }
        )
        [(purchase, _)] = await self.database.write(
            lambda conn: purchases.add(conn, [new], self.now)
        )
        return purchase

    async def opens(self, purchase: purchases.Purchase, chat: int = CHAT) -> None:
        await self.hears(command("start", purchase.token), chat=chat)

    async def sent(self, chat: int | None = None) -> list[dict[str, Any]]:
        """What lies in the outbox, in order."""
        rows = await self.all(outbox)
        return [row["body"] for row in rows if chat in (None, row["chat_id"])]

    async def texts(self, chat: int = CHAT) -> list[str]:
        return [body["text"] for body in await self.sent(chat) if "text" in body]

    async def all(self, table: Any) -> list[dict[str, Any]]:
        def work(conn: Connection) -> list[dict[str, Any]]:
            key = next(iter(table.primary_key.columns))
            return [dict(row) for row in conn.execute(select(table).order_by(key)).mappings()]

        return await self.database.read(work)


def _first_timer(conn: Connection) -> datetime | None:
    return timers.next_due(conn)


def ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def text(words: str, **more: Any) -> dict[str, Any]:
    number = next(_numbers)
    return {
        "kind": "text",
        "message_id": number,
        "text": words,
        "reply_to": None,
        "edited": False,
        "from": {"id": CHAT, "name": "wang"},
        "reading": score(words),
        **more,
    }


def tap(data: str, message_id: int = 5) -> dict[str, Any]:
    person = {"id": CHAT, "name": "wang"}
    return {"kind": "tap", "data": data, "message_id": message_id, "from": person}


def command(name: str, args: str = "", person: int = CHAT) -> dict[str, Any]:
    sender = {"id": person, "name": "wang"}
    number = next(_numbers)
    return {
        "kind": "command",
        "command": name,
        "args": args,
        "message_id": number,
        "from": sender,
    }
