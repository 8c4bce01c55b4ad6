"""The conversation log as csv, xlsx or jsonl: streamed page by page in constant memory.

Rule 1: no cell can be run as a formula. Rule 2: the row count and a checksum are told.
"""

import csv
import hashlib
import io
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import IO, Any, Protocol

import xlsxwriter

from bot.flow.mask import masked
from storage import messages
from storage.database import Database
from storage.messages import Entry

PAGE = 1000
FORMATS = ("csv", "xlsx", "jsonl")
COLUMNS = {
    "time": "时间",
    "shop": "门店",
    "order": "订单号",
    "customer": "顾客",
    "direction": "方向",
    "sender": "发送人",
    "kind": "类型",
    "text": "内容",
    "score": "评分",
    "sentiment": "情感",
    "p_unhappy": "不满概率",
    "topic": "主题",
    "case": "个案",
    "status": "个案状态",
}
Cell = str | int | float | None
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Exported:
    rows: int
    checksum: str  # SHA-256 of the file


class Sheet(Protocol):
    def header(self) -> None: ...
    def row(self, cells: dict[str, Cell]) -> None: ...
    def close(self) -> None: ...


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
        sheet = _sheet(kind, file)
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
    }


def period(since: date, until: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """From the first moment of the first day to the last of the last, in the shop's zone."""
    first = datetime.combine(since, time(), zone)
    last = datetime.combine(until + timedelta(days=1), time(), zone)
    return first, last


def harmless(cell: Cell) -> Cell:
    """A spreadsheet runs what begins like a formula; an apostrophe makes it text (OWASP)."""
    if isinstance(cell, str) and cell.lstrip(" ")[:1] in tuple(
        "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
    ):
        return "'" + cell
    return cell


class CsvSheet:
    def __init__(self, file: IO[bytes]) -> None:
        self._text = io.TextIOWrapper(file, "utf-8-sig", newline="", write_through=False)
        self._writer = csv.writer(self._text)

    def header(self) -> None:
        self._writer.writerow(COLUMNS.values())

    def row(self, cells: dict[str, Cell]) -> None:
        self._writer.writerow([harmless(cell) for cell in cells.values()])

    def close(self) -> None:
        self._text.flush()
        self._text.detach()


class JsonlSheet:
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def header(self) -> None:
        """Every line names its own fields."""

    def row(self, cells: dict[str, Cell]) -> None:
        self._file.write(json.dumps(cells, ensure_ascii=False).encode() + b"\n")

    def close(self) -> None:
        self._file.flush()


class XlsxSheet:
    """XlsxWriter in constant memory: rows go to disk as they come."""

    MOST = 1_048_575  # rows of one sheet, beside the header

    def __init__(self, file: IO[bytes]) -> None:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "in_memory": False,
        }
        self._book: Any = xlsxwriter.Workbook(file, options)
        self._bold = self._book.add_format({"bold": True})
        self._new_sheet()

    def _new_sheet(self) -> None:
        self._sheet: Any = self._book.add_worksheet()
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(7, 7, 60)
        self._next = 1
        for column, title in enumerate(COLUMNS.values()):
            self._sheet.write_string(0, column, title, self._bold)

    def header(self) -> None:
        """Written with each sheet."""

    def row(self, cells: dict[str, Cell]) -> None:
        if self._next > self.MOST:
            self._new_sheet()
        for column, cell in enumerate(cells.values()):
            match cell:
                case str():
                    self._sheet.write_string(self._next, column, cell[:32_767])
                case int() | float():
                    self._sheet.write_number(self._next, column, cell)
        self._next += 1

    def close(self) -> None:
        self._book.close()


def _sheet(kind: str, file: IO[bytes]) -> Sheet:
    match kind:
        case "xlsx":
            return XlsxSheet(file)
        case "jsonl":
            return JsonlSheet(file)
        case _:
            return CsvSheet(file)


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
