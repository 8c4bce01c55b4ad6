"""The conversation log, the ledger of promises and the suggestions of a period, as a file.

Streamed page by page in constant memory; rows and checksum are told.
"""

import hashlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path

from bot.flow.mask import masked
from bot.flow.sheets import FORMATS, LOG, MANY, PARTS, Cell, opened
from storage import beside, messages, suggestions
from storage.beside import Idea, Promised
from storage.database import Connection, Database
from storage.messages import Entry

PAGE = 1000
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
    rows = 0
    with path.open("wb") as file:
        sheet = opened(kind, file)
        for each in PARTS if (kind, part) == (MANY, LOG) else (part,):
            sheet.part(each)
            async for line in lines(database, each, since, until):
                sheet.row(cells(line, zone, unmasked=unmasked))
                rows += each == part
                if each == part and rows % PAGE == 0:
                    progress(rows)
        sheet.close()
    progress(rows)
    return Exported(rows, _checksum(path))


async def lines(
    database: Database, part: str, since: datetime, until: datetime
) -> AsyncIterator[Line]:
    """Short reads by key: one long transaction would hold back the database's cleaning up.

    The log ends where it ended when we began, however fast it grows meanwhile.
    """
    after, last = 0, await database.read(messages.last_id) if part == LOG else None
    while True:
        page = await database.read(
            lambda conn, after=after: _page(part)(conn, after, since, until, PAGE)  # type: ignore[misc]
        )
        for line in page:
            if last is not None and line.id > last:
                return
            yield line
        if len(page) < PAGE:
            return
        after = page[-1].id


Page = Callable[[Connection, int, datetime, datetime, int], Sequence[Line]]


def _page(part: str) -> Page:
    pages: dict[str, Page] = {"grants": beside.promised, "suggestions": beside.ideas}
    return pages.get(part, messages.page)


def cells(line: Line, zone: tzinfo, *, unmasked: bool = False) -> dict[str, Cell]:
    guard = (lambda text: text) if unmasked else masked
    match line:
        case Promised():
            return _promised(line, zone, guard)
        case Idea():
            return _idea(line, zone, guard)
        case Entry():
            return _entry(line, zone, guard)


def _entry(entry: Entry, zone: tzinfo, guard: Guard) -> dict[str, Cell]:
    return {
        "time": _clock(entry.at, zone),
        "shop": entry.shop,
        "order": entry.order_no,
        "customer": guard(entry.customer) if entry.customer else None,
        "direction": entry.direction,
        "sender": entry.speaker
        if entry.speaker == "bot"
        else guard(entry.sender or entry.speaker),
        "kind": entry.kind,
        "text": guard(entry.text) if entry.text else None,
        "score": entry.score,
        "sentiment": entry.sentiment,
        "p_unhappy": None if entry.p_unhappy is None else round(entry.p_unhappy, 4),
        "topic": entry.topic,
        "case": entry.case,
        "status": entry.status,
        "cause": entry.cause,
        "step": entry.step,
    }


def _promised(line: Promised, zone: tzinfo, guard: Guard) -> dict[str, Cell]:
    return {
        **_whose(line, zone, guard),
        "what": line.label or WISH,
        "status": line.status,
        "cost": None if line.cost is None else float(line.cost),
        "currency": line.currency,
        "granted": _clock(line.granted_at, zone),
        "granted_by": line.granted_by,
        "due": _clock(line.due_at, zone),
        "fulfilled": _clock(line.fulfilled_at, zone),
    }


def _idea(line: Idea, zone: tzinfo, guard: Guard) -> dict[str, Cell]:
    answered = _clock(line.answered_at, zone)
    return {
        **_whose(line, zone, guard),
        "text": guard(line.text),
        "status": line.status,
        "adopted": answered if line.status == suggestions.ADOPTED else None,
        "declined": answered if line.status == suggestions.DECLINED else None,
    }


def _whose(line: Promised | Idea, zone: tzinfo, guard: Guard) -> dict[str, Cell]:
    return {
        "time": _clock(line.at, zone),
        "shop": line.shop,
        "order": line.order_no,
        "customer": guard(line.customer) if line.customer else None,
        "case": line.case,
    }


def _clock(at: datetime | None, zone: tzinfo) -> str | None:
    return at.astimezone(zone).isoformat(" ", "seconds")[:19] if at else None


def period(since: date, until: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """From the first moment of the first day to the last of the last, in the shop's zone."""
    first = datetime.combine(since, time(), zone)
    last = datetime.combine(until + timedelta(days=1), time(), zone)
    return first, last


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
