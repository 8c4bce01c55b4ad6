"""The conversation log, the ledger of promises and the suggestions of a period, as a file.

Streamed page by page in constant memory, a page column by column; rows and checksum are told.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from pathlib import Path

from bot.flow.mask import all_masked
from bot.flow.sheets import FORMATS, LOG, MANY, PARTS, Columns, Sheet, opened
from storage import beside, messages, suggestions
from storage.database import Connection, Database
from storage.pages import NEWEST
from storage.pages import Columns as Found

PAGE = 4000
WISH = "顾客自己的想法"  # its words stand in the log
Progress = Callable[[int], None]
Texts = Iterable[str | None]
Mask = Callable[[Texts], Sequence[str | None]]


@dataclass(frozen=True, slots=True)
class Exported:
    rows: int  # of the first part
    checksum: str  # SHA-256 of the file


async def export(
    database: Database,
    path: Path,
    kind: str,
    since: datetime,
    until: datetime,
    zone: tzinfo,
    *,
    part: str = LOG,
    unmasked: bool = False,
    progress: Progress = lambda rows: None,
) -> Exported:
    """Write what there is of [since, until) to `path`; xlsx holds the other parts beside the log.

    Raises ValueError for an unknown format.
    """
    if kind not in FORMATS:
        raise ValueError(f"{kind!r} is no format: {', '.join(FORMATS)}")
    rows = 0
    with path.open("wb") as file:
        sheet = opened(kind, file)
        for each in PARTS if (kind, part) == (MANY, LOG) else (part,):
            sheet.part(each)
            copy = Copy(sheet, each, since, until, zone, _whole if unmasked else all_masked)
            async for count in copy.pages(database):
                await asyncio.to_thread(sheet.flush)
                if each == part:
                    rows += count
                    progress(rows)
        sheet.close()
    return Exported(rows, _checksum(path))


@dataclass(frozen=True, slots=True)
class Copy:
    """Of one part of what we have into a sheet."""

    sheet: Sheet
    part: str
    since: datetime
    until: datetime
    zone: tzinfo
    mask: Mask

    async def pages(self, database: Database) -> AsyncIterator[int]:
        """How many rows each had. One long transaction would hold back the database's cleaning up.

        The log ends where it ended when we began, however fast it grows meanwhile.
        """
        last = await database.read(messages.last_id) if self.part == LOG else NEWEST
        count, after = PAGE, 0
        while count == PAGE:
            count, after = await database.read(
                lambda conn, after=after: self._page(conn, after, last)  # type: ignore[misc]
            )
            yield count

    def _page(self, conn: Connection, after: int, last: int) -> tuple[int, int]:
        """In the thread that reads, while the rows are at hand."""
        read, columns = _PARTS[self.part]
        count = 0
        for found in read(conn, after, self.since, self.until, PAGE, last):
            self.sheet.rows(columns(found, self.zone, self.mask))
            count, after = count + len(found["id"]), found["id"][-1]
        return count, after


def _log(found: Found, zone: tzinfo, mask: Mask) -> Columns:
    who = zip(found["speaker"], found["sender"], strict=True)
    return {
        **_whose(found, zone, mask),
        "direction": found["direction"],
        "sender": mask(each if each == "bot" else name or each for each, name in who),
        "kind": found["kind"],
        "text": mask(found["text"]),
        "score": found["score"],
        "sentiment": found["sentiment"],
        "p_unhappy": [None if p is None else round(p, 4) for p in found["p_unhappy"]],
        "topic": found["topic"],
        "case": found["case"],
        "status": found["status"],
        "cause": found["cause"],
        "step": found["step"],
    }


def _promised(found: Found, zone: tzinfo, mask: Mask) -> Columns:
    return {
        **_whose(found, zone, mask),
        "case": found["case"],
        "what": [label or WISH for label in found["label"]],
        "status": found["status"],
        "cost": [None if cost is None else float(cost) for cost in found["cost"]],
        "currency": found["currency"],
        "granted": _clocks(found["granted_at"], zone),
        "granted_by": found["granted_by"],
        "due": _clocks(found["due_at"], zone),
        "fulfilled": _clocks(found["fulfilled_at"], zone),
    }


def _ideas(found: Found, zone: tzinfo, mask: Mask) -> Columns:
    answered = list(zip(found["status"], _clocks(found["answered_at"], zone), strict=True))
    return {
        **_whose(found, zone, mask),
        "case": found["case"],
        "text": mask(found["text"]),
        "status": found["status"],
        "adopted": [at if status == suggestions.ADOPTED else None for status, at in answered],
        "declined": [at if status == suggestions.DECLINED else None for status, at in answered],
    }


_PARTS = {
    LOG: (messages.page, _log),
    "grants": (beside.promised, _promised),
    "suggestions": (beside.ideas, _ideas),
}


def _whose(found: Found, zone: tzinfo, mask: Mask) -> Columns:
    return {
        "time": _clocks(found["at"], zone),
        "shop": found["shop"],
        "order": found["order_no"],
        "customer": mask(found["customer"]),
    }


def _whole(texts: Texts) -> Sequence[str | None]:
    return [text or None for text in texts]


_SECONDS = [f"{second:02}" for second in range(60)]


def _clocks(moments: Sequence[int | None], zone: tzinfo) -> Sequence[str | None]:
    """From milliseconds; within a minute nothing but the seconds differs, in any zone."""
    minutes = {at // 60_000 for at in moments if at is not None}
    begun = {number: _minute(number, zone) for number in minutes}
    return [
        None if at is None else begun[at // 60_000] + _SECONDS[at // 1000 % 60] for at in moments
    ]


@lru_cache(1000)
def _minute(number: int, zone: tzinfo) -> str:
    return str(datetime.fromtimestamp(number * 60, zone))[: len("2026-11-22 12:00:")]


def period(since: date, until: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """From the first moment of the first day to the last of the last, in the shop's zone."""
    first = datetime.combine(since, time(), zone)
    last = datetime.combine(until + timedelta(days=1), time(), zone)
    return first, last


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
