"""The conversation log, streamed page by page in constant memory; rows and checksum are told."""

import hashlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path

from bot.flow.mask import masked
from bot.flow.sheets import FORMATS, Cell, opened
from storage import messages
from storage.database import Database
from storage.messages import Entry

PAGE = 1000
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Exported:
    rows: int
    checksum: str  # SHA-256 of the file


async def export(
    database: Database,
    path: Path,
    kind: str,
    since: datetime,
    until: datetime,
    zone: tzinfo,
    *,
    unmasked: bool = False,
    progress: Progress = lambda rows: None,
) -> Exported:
    """Write the log of [since, until) to `path`. Raises ValueError for an unknown format."""
    if kind not in FORMATS:
        raise ValueError(f"{kind!r} is no format: {', '.join(FORMATS)}")
    rows = 0
    with path.open("wb") as file:
        sheet = opened(kind, file)
        sheet.header()
        async for entry in entries(database, since, until):
            sheet.row(cells(entry, zone, unmasked=unmasked))
            rows += 1
            if rows % PAGE == 0:
                progress(rows)
        sheet.close()
    progress(rows)
    return Exported(rows, _checksum(path))


async def entries(database: Database, since: datetime, until: datetime) -> AsyncIterator[Entry]:
    """Short reads by key: one long transaction would hold back the database's cleaning up."""
    after = 0
    while True:
        page = await database.read(
            lambda conn, after=after: messages.page(conn, after, since, until, PAGE)  # type: ignore[misc]
        )
        for entry in page:
            yield entry
        if len(page) < PAGE:
            return
        after = page[-1].id


def cells(entry: Entry, zone: tzinfo, *, unmasked: bool = False) -> dict[str, Cell]:
    guard = (lambda text: text) if unmasked else masked
    return {
        "time": entry.at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S"),
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


def period(since: date, until: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """From the first moment of the first day to the last of the last, in the shop's zone."""
    first = datetime.combine(since, time(), zone)
    last = datetime.combine(until + timedelta(days=1), time(), zone)
    return first, last


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
