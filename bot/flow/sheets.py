"""Tables as csv, xlsx or jsonl; no cell of a spreadsheet can be run as a formula."""

import csv
import io
from codecs import BOM_UTF8
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import IO, Any, Protocol

import orjson

FORMATS = ("csv", "xlsx", "jsonl")
MANY = "xlsx"  # the format that holds several tables
LOG = "log"
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
    "cause": "缘故",
    "step": "步骤",
}
GRANTS = {
    "time": "时间",
    "shop": "门店",
    "order": "订单号",
    "customer": "顾客",
    "case": "个案",
    "what": "补偿",
    "status": "状态",
    "cost": "成本",
    "currency": "币种",
    "granted": "答应于",
    "granted_by": "谁定的",
    "due": "说好的时间",
    "fulfilled": "办到于",
}
SUGGESTIONS = {
    "time": "时间",
    "shop": "门店",
    "order": "订单号",
    "customer": "顾客",
    "case": "个案",
    "text": "建议",
    "status": "状态",
    "adopted": "采纳于",
    "declined": "不采纳于",
}
PARTS = {
    LOG: ("会话记录", COLUMNS),
    "grants": ("补偿", GRANTS),
    "suggestions": ("建议", SUGGESTIONS),
}
WIDE = {"text": 60, "time": 19}
Cell = str | int | float | None
Columns = Mapping[str, Sequence[Cell]]  # by the keys of a part


class Sheet(Protocol):
    def part(self, name: str) -> None:
        """Begin this table of PARTS; only the format MANY takes a second one."""

    def rows(self, columns: Columns) -> None:
        """Take these in. Nothing is written before `flush`."""

    def flush(self) -> None: ...
    def close(self) -> None: ...


_RUN = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
_RISKY = frozenset((*_RUN, " "))


def harmless(column: Sequence[Cell]) -> Sequence[Cell]:
    """A spreadsheet runs what begins like a formula; an apostrophe makes it text (OWASP)."""
    risky = [cell for cell in set(column) if type(cell) is str and cell[:1] in _RISKY]
    run = (cell for cell in risky if cell.lstrip(" ").startswith(_RUN))
    made: dict[Cell, Cell] = {cell: "'" + cell for cell in run}
    return [made.get(cell, cell) for cell in column] if made else column


def _lines(columns: Columns) -> Iterable[tuple[Cell, ...]]:
    return zip(*columns.values(), strict=True)


class _Text:
    """Bytes that wait for the next `flush`."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._held: list[bytes] = []

    def flush(self) -> None:
        self._file.writelines(self._held)
        self._held.clear()

    def close(self) -> None:
        self.flush()


class CsvSheet(_Text):
    def part(self, name: str) -> None:
        self._held += BOM_UTF8, _csv([PARTS[name][1].values()])

    def rows(self, columns: Columns) -> None:
        self._held.append(_csv(zip(*map(harmless, columns.values()), strict=True)))


def _csv(lines: Iterable[Iterable[Cell]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(lines)
    return text.getvalue().encode()


class JsonlSheet(_Text):
    def part(self, name: str) -> None:
        """Every line names its own fields."""

    def rows(self, columns: Columns) -> None:
        lines = (orjson.dumps(dict(zip(columns, line, strict=True))) for line in _lines(columns))
        self._held.append(b"\n".join((*lines, b"")))


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
        import xlsxwriter  # 42 modules, and a bot at work draws a spreadsheet once a month

        self._book: Any = xlsxwriter.Workbook(file, options)
        self._bold = self._book.add_format({"bold": True})
        self._taken: list[Columns] = []

    def part(self, name: str) -> None:
        self._part, self._nth = name, 0
        self._new_sheet()

    def _new_sheet(self) -> None:
        title, columns = PARTS[self._part]
        self._nth += 1
        more = f" {self._nth}" if self._nth > 1 else ""
        self._sheet: Any = self._book.add_worksheet(f"{title}{more}")
        self._sheet.freeze_panes(1, 0)
        self._next = 1
        for column, (key, head) in enumerate(columns.items()):
            if key in WIDE:
                self._sheet.set_column(column, column, WIDE[key])
            self._sheet.write_string(0, column, head, self._bold)

    def rows(self, columns: Columns) -> None:
        self._taken.append(columns)

    def flush(self) -> None:
        for line in chain.from_iterable(map(_lines, self._taken)):
            self._row(line)
        self._taken.clear()

    def _row(self, line: Sequence[Cell]) -> None:
        if self._next > self.MOST:
            self._new_sheet()
        for column, cell in enumerate(line):
            match cell:
                case str():
                    self._sheet.write_string(self._next, column, cell[:32_767])
                case int() | float():
                    self._sheet.write_number(self._next, column, cell)
        self._next += 1

    def close(self) -> None:
        self.flush()
        self._book.close()


def opened(kind: str, file: IO[bytes]) -> Sheet:
    match kind:
        case "xlsx":
            return XlsxSheet(file)
        case "jsonl":
            return JsonlSheet(file)
        case _:
            return CsvSheet(file)
