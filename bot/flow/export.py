"""The conversation log, the ledger of promises and the suggestions of a period, as a file.

Streamed page by page in constant memory; rows and checksum are told.
"""

import hashlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.flow.mask import masked
from bot.flow.sheets import FORMATS, LOG, MANY, PARTS, Row, opened
from storage import beside, messages, suggestions
from storage.beside import Idea, Promised
from storage.database import Connection, Database
from storage.messages import Entry

PAGE = 1000
MANY_NAMES = 16_384
MINUTE = 60_000
WISH = "顾客自己的想法"  # its words stand in the log
Progress = Callable[[int], None]
Guard = Callable[[str], str]
Line = Entry | Promised | Idea


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
    rows, written = 0, Written(zone, unmasked)
    with path.open("wb") as file:
        sheet = opened(kind, file)
        for each in PARTS if (kind, part) == (MANY, LOG) else (part,):
            sheet.part(each)
            async for page in pages(database, each, since, until):
                sheet.rows(written.rows(each, page))
                if each == part:
                    rows += len(page)
                    progress(rows)
        sheet.close()
    return Exported(rows, _checksum(path))


async def pages(
    database: Database, part: str, since: datetime, until: datetime
) -> AsyncIterator[Sequence[Line]]:
    """Short reads by key: one long transaction would hold back the database's cleaning up.

    The log ends where it ended when we began, however fast it grows meanwhile.
    """
    after, last = 0, await database.read(messages.last_id) if part == LOG else None
    while True:
        page = await database.read(
            lambda conn, after=after: _page(part)(conn, after, since, until, PAGE)  # type: ignore[misc]
        )
        yield page if last is None else [line for line in page if line.id <= last]
        if len(page) < PAGE or (last is not None and page[-1].id >= last):
            return
        after = page[-1].id


Page = Callable[[Connection, int, datetime, datetime, int], Sequence[Line]]


def _page(part: str) -> Page:
    pages: dict[str, Page] = {"grants": beside.promised, "suggestions": beside.ideas}
    return pages.get(part, messages.page)


class Written:
    """Lines as the cells of their table. Names and minutes come again and again."""

    def __init__(self, zone: tzinfo, unmasked: bool) -> None:
        self._zone = zone
        self._guard: Guard = str if unmasked else masked
        self._name = lru_cache(MANY_NAMES)(self._guard)
        self._minute = lru_cache(MANY_NAMES)(self._said_minute)

    def rows(self, part: str, page: Sequence[Any]) -> list[Row]:
        row: dict[str, Callable[[Any], Row]] = {"grants": self._promised, LOG: self._entry}
        return [*map(row.get(part, self._idea), page)]

    def _entry(self, entry: Entry) -> Row:
        (_, at, shop, order_no, customer, direction, speaker, sender, kind, text, score,
         sentiment, p_unhappy, topic, case, status, cause, step) = entry  # fmt: skip
        minute, rest = divmod(at, MINUTE)
        return (
            f"{self._minute(minute)}:{rest // 1000:02}",
            *(shop, order_no),
            customer and self._name(customer),
            direction,
            speaker if speaker == "bot" else self._name(sender or speaker),
            kind,
            (text and self._guard(text)) or None,
            *(score, sentiment, p_unhappy and round(p_unhappy, 4)),
            *(topic, case, status, cause, step),
        )

    def _promised(self, line: Promised) -> Row:
        return (
            *self._whose(line),
            line.label or WISH,
            line.status,
            None if line.cost is None else float(line.cost),
            line.currency,
            self._clock(line.granted_at),
            line.granted_by,
            self._clock(line.due_at),
            self._clock(line.fulfilled_at),
        )

    def _idea(self, line: Idea) -> Row:
        answered = self._clock(line.answered_at)
        adopted, declined = (
            answered if line.status == status else None
            for status in (suggestions.ADOPTED, suggestions.DECLINED)
        )
        return (*self._whose(line), self._guard(line.text), line.status, adopted, declined)

    def _whose(self, line: Promised | Idea) -> Row:
        customer = line.customer and self._name(line.customer)
        return self._clock(line.at), line.shop, line.order_no, customer or None, line.case

    def _clock(self, at: datetime | None) -> str | None:
        return at.astimezone(self._zone).isoformat(" ", "seconds")[:19] if at else None

    def _said_minute(self, minute: int) -> str:
        at = datetime.fromtimestamp(minute * 60, self._zone)
        return at.isoformat(" ", "minutes")[:16]


def period(since: date, until: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """From the first moment of the first day to the last of the last, in the shop's zone."""
    first = datetime.combine(since, time(), zone)
    last = datetime.combine(until + timedelta(days=1), time(), zone)
    return first, last


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
