"""The log as csv, xlsx or jsonl; no cell of a spreadsheet can be run as a formula."""

import csv
import io
import json
from typing import IO, Any, Protocol

import xlsxwriter

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
    "cause": "缘故",
    "step": "步骤",
}
Cell = str | int | float | None


class Sheet(Protocol):
    def header(self) -> None: ...
    def row(self, cells: dict[str, Cell]) -> None: ...
    def close(self) -> None: ...


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


def opened(kind: str, file: IO[bytes]) -> Sheet:
    match kind:
        case "xlsx":
            return XlsxSheet(file)
        case "jsonl":
            return JsonlSheet(file)
        case _:
            return CsvSheet(file)
