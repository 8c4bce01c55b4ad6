"""`purchases import FILE.csv`: good rows are kept, bad ones go to a rejects file with the reason.

Safe to repeat: what is known already is counted and changes nothing.
"""

import csv
import re
import unicodedata
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from bot.api.form import PurchaseForm, faults
from bot.api.table import HEADERS, Line, Table, open_table
from storage.purchases import NewPurchase, Purchase

BATCH = 500
SURVEY = {
    **dict.fromkeys(("now", "立即", "立刻", "马上"), "now"),
    **dict.fromkeys(("never", "no", "不", "否", "不回访", "不调查"), "never"),
    **dict.fromkeys(("yes", "是", "默认", "auto"), None),
}
# As Excel and tills write it: 2026/11/2 9:05, 2026年11月2日 09:05:30, 2026.11.2, ISO 8601.
WRITTEN = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[ T]*(\d{1,2})[:时点](\d{1,2})?(?:[:分](\d{1,2}))?[秒分]?)?"
)

Add = Callable[[Sequence[NewPurchase]], Awaitable[Sequence[tuple[Purchase, bool]]]]
Progress = Callable[[int, int], None]  # bytes read, bytes in all


@dataclass(frozen=True, slots=True)
class Imported:
    added: int
    known: int
    rejected: int
    rejects_path: Path | None
    unknown_columns: tuple[str, ...] = ()


async def import_purchases(path: Path, add: Add, zone: ZoneInfo, progress: Progress) -> Imported:
    """Raises `NotATable` where no row can be read, and whatever `add` raises."""
    table = open_table(path)
    added = known = rejected = 0
    with ExitStack() as stack:
        rejects = _Rejects(table, stack)
        for batch, read in _batches(table, zone, rejects):
            created = sum(is_new for _, is_new in await add(batch)) if batch else 0
            added, known = added + created, known + len(batch) - created
            progress(read, table.size)
        rejected = rejects.count
    return Imported(added, known, rejected, rejects.path if rejected else None, table.unknown)


class _Rejects:
    """Beside the file, made only when needed; the one of an earlier run is taken away."""

    def __init__(self, table: Table, stack: ExitStack) -> None:
        self.path = table.path.with_name(table.path.name + ".rejects.csv")
        self.path.unlink(missing_ok=True)
        self.count = 0
        self._header = table.header
        self._stack = stack
        self._writer: Any = None

    def add(self, line: Line, reason: str) -> None:
        if self._writer is None:
            file = self.path.open("w", encoding="utf-8-sig", newline="")
            self._writer = csv.writer(self._stack.enter_context(file))
            self._writer.writerow(["line 行号", "reason 原因", *self._header])
        self._writer.writerow([line.number, reason, *line.cells])
        self.count += 1


def _batches(
    table: Table, zone: ZoneInfo, rejects: _Rejects
) -> Iterator[tuple[list[NewPurchase], int]]:
    batch: list[NewPurchase] = []
    read = 0
    for line, read in table.lines():
        try:
            batch.append(_purchase(line, zone))
        except Unfit as error:
            rejects.add(line, str(error))
        if len(batch) == BATCH:
            yield batch, read
            batch = []
    yield batch, read


class Unfit(Exception):
    """Why a row is not taken."""


def _purchase(line: Line, zone: ZoneInfo) -> NewPurchase:
    if line.fault:
        raise Unfit(line.fault)
    raw: dict[str, Any] = dict(line.fields)
    raw["amount"] = _amount(raw.get("amount", ""))
    raw["bought_at"] = _moment(raw.get("bought_at", ""))
    if "survey" in raw:
        raw["survey"] = SURVEY.get(raw["survey"].lower(), raw["survey"])
    raw = {name: value for name, value in raw.items() if value not in ("", None)}
    try:
        return PurchaseForm.model_validate(raw).purchase(lambda _: zone)
    except ValidationError as error:
        raise Unfit(
            "; ".join(_told(each.field, each.message) for each in faults(error))
        ) from error


def _told(field: str, message: str) -> str:
    return f"{field} ({HEADERS[field].split()[0]}) {message}" if field in HEADERS else message


def _amount(text: str) -> str:
    """¥1,234.50 and 1234.5元 are numbers too."""
    plain = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s¥￥元]|CNY|RMB|,(?=\d{3})", "", plain)


def _moment(text: str) -> datetime | str:
    found = WRITTEN.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return text  # perhaps ISO 8601 with a zone; the form will say
    try:
        return datetime(*(int(part or 0) for part in found.groups()))  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        return text
