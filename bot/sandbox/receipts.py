"""The purchases made in the sandbox, each with the invitation link its receipt carries."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from bot.clock import Clock
from bot.sandbox.errors import Impossible
from bot.sandbox.wire import Json

Purchase = Callable[[Json], Awaitable[Json]]
"""Hands a purchase to the bot over HTTP; answers with its `link`, or raises Impossible."""
GIVEN = (
    "order_no",
    "shop",
    "items",
    "amount",
    "currency",
    "customer",
    "customer_ref",
    "customer_role",
    "clerk",
    "campaign",
    "survey",
)
NEEDED = {"items": "买了什么", "amount": "金额", "shop": "门店"}


@dataclass(slots=True)
class Receipts:
    file: Path | None = None
    """Where they outlive a restart; None keeps them in memory."""
    rows: list[Json] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.file is not None and self.file.exists():
            self.rows = json.loads(self.file.read_text("utf-8"))

    def add(self, row: Json) -> None:
        """A purchase that is told twice stands here once."""
        same = (row["shop"], row["order_no"])
        kept = next((r for r in self.rows if (r["shop"], r["order_no"]) == same), None)
        if kept is None:
            self.rows.append(row | {"opened_by": None})
        else:
            kept.update(row)
        self._save()

    def opened(self, token: str, name: str) -> None:
        """The first person to open a link is the one it belongs to."""
        for row in self.rows:
            if row["token"] == token and row["opened_by"] is None:
                row["opened_by"] = name
                self._save()

    def _save(self) -> None:
        if self.file is None:
            return
        self.file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.file.with_suffix(".new")
        fresh.write_text(json.dumps(self.rows, ensure_ascii=False, indent=1), "utf-8")
        fresh.replace(self.file)


async def buy(given: Json, purchase: Purchase, receipts: Receipts, clock: Clock) -> Json:
    """Makes a purchase as a till would; answers with its row, link and token included."""
    row = {name: given[name] for name in GIVEN if given.get(name) not in (None, "")}
    for name, label in NEEDED.items():
        if name not in row:
            raise Impossible(f"还没有填「{label}」")
    row.setdefault("order_no", _next_order_no(receipts, clock))
    answer = await purchase(row)
    link = str(answer.get("link") or "")
    token = str(answer.get("token") or _token_of(link))
    made = row | {"customer": row.get("customer"), "link": link, "token": token}
    receipts.add(made)
    return made


def _next_order_no(receipts: Receipts, clock: Clock) -> str:
    taken = {row["order_no"] for row in receipts.rows}
    day = f"{clock.now():%y%m%d}"
    number = len(taken) + 1
    while f"S{day}-{number:03}" in taken:
        number += 1
    return f"S{day}-{number:03}"


def _token_of(link: str) -> str:
    return (parse_qs(urlsplit(link).query).get("start") or [""])[0]
