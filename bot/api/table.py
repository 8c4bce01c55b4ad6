"""A till's CSV file as rows of named cells: its encoding, delimiter and headers found out.

Excel in China writes GBK, everybody else UTF-8 with or without BOM; both are read as they come.
"""

import csv
import re
import unicodedata
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO

HEADERS = {
    "order_no": "订单号 订单编号 订单 单号 order order_number order_id",
    "shop": "门店 店铺 店名 分店 store",
    "items": "商品 商品名称 品名 购买商品 item product products",
    "amount": "金额 实付金额 总价 价格 price total",
    "currency": "币种 货币",
    "bought_at": "购买时间 下单时间 成交时间 时间 日期 购买日期 time date",
    "clerk": "店员 导购 销售员 营业员 staff",
    "campaign": "活动 营销活动",
    "customer": "顾客编号 客户编号 会员号 会员编号 顾客 customer_ref customer_id",
    "customer_name": "称呼 顾客姓名 顾客称呼 姓名 name",
    "customer_role": "角色 顾客角色 身份 role",
    "survey": "回访 调查",
}
REQUIRED = ("order_no", "shop", "items", "amount", "bought_at")
NAMES = {alias: field for field, words in HEADERS.items() for alias in (field, *words.split())}
DELIMITERS = ",\t;"
BROKEN = "�"
MAX_SPAN = 20  # lines of one record


class NotATable(Exception):
    """The file cannot be read as purchases at all; the message says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """One record: where it began, its cells as they stood, and by field."""

    number: int
    cells: tuple[str, ...]
    fields: dict[str, str]
    fault: str | None  # why it cannot even be read as a record


@dataclass(frozen=True, slots=True)
class Table:
    path: Path
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    size: int

    @property
    def unknown(self) -> tuple[str, ...]:
        """Columns that mean nothing to us and are not read."""
        return tuple(name for name in self.header if name.strip() and _field(name) is None)

    def lines(self) -> Iterator[tuple[Line, int]]:
        """Each record with the number of bytes read so far; only a few lines in memory."""
        fields = [_field(name) for name in self.header]
        with self.path.open("rb") as raw, closing(_decoded(raw, self.encoding)) as texts:
            physical = enumerate(texts, 1)
            next(physical, None)
            for number, cells, fault in _records(physical, self.delimiter, len(self.header)):
                if fault or any(cell.strip() for cell in cells):
                    yield _line(number, cells, fields, fault), raw.tell()


def _records(
    physical: Iterator[tuple[int, str]], delimiter: str, width: int
) -> Iterator[tuple[int, tuple[str, ...], str | None]]:
    """A cell may go on over a few lines; a quote never closed spoils its own line and no other."""
    held: list[tuple[int, str]] = []
    again: list[tuple[int, str]] = []
    while True:
        line = again.pop(0) if again else next(physical, None)
        if line is None and not held:
            return
        if line is not None:
            held.append(line)
        is_open = sum(text.count('"') for _, text in held) % 2 == 1
        if is_open and line is not None and len(held) < MAX_SPAN:
            continue
        records = [] if is_open else _parsed([text for _, text in held], delimiter)
        if len(held) == len(records):
            yield from ((held[i][0], record, None) for i, record in enumerate(records))
        elif len(records) == 1 and len(records[0]) == width:
            yield held[0][0], records[0], None
        else:
            yield held[0][0], (held[0][1].rstrip("\r\n"),), "a quote is not closed / 引号没有闭合"
            again = held[1:] + again
        held = []


def _parsed(lines: list[str], delimiter: str) -> list[tuple[str, ...]]:
    try:
        return [tuple(record) for record in csv.reader(lines, delimiter=delimiter)]
    except csv.Error:
        return []


def open_table(path: Path) -> Table:
    encoding = _encoding(path)
    with path.open("rb") as raw, closing(_decoded(raw, encoding)) as texts:
        first = next(texts, "")
    delimiter = max(DELIMITERS, key=first.count)
    header = next(iter(_parsed([first], delimiter)), ())
    known = {_field(name) for name in header}
    missing = [f"{name} ({HEADERS[name].split()[0]})" for name in REQUIRED if name not in known]
    if missing:
        raise NotATable(f"columns missing / 缺少列: {', '.join(missing)}")
    fields = [field for field in map(_field, header) if field]
    twice = sorted({field for field in fields if fields.count(field) > 1})
    if twice:
        raise NotATable(f"columns that mean the same / 含义重复的列: {', '.join(twice)}")
    return Table(path, encoding, delimiter, header, path.stat().st_size)


def _line(
    number: int, cells: tuple[str, ...], fields: Sequence[str | None], fault: str | None
) -> Line:
    if BROKEN in "".join(cells):
        fault = "broken characters / 含有乱码"
    elif len(cells) > len(fields) and any(cell.strip() for cell in cells[len(fields) :]):
        fault = "more cells than columns / 单元格比列多"
    named = {
        field: cell.strip()
        for field, cell in zip(fields, cells, strict=False)
        if field and cell.strip()
    }
    return Line(number, cells, named, fault)


def _field(name: str) -> str | None:
    plain = unicodedata.normalize("NFKC", name).strip().lower()
    plain = re.sub(r"\(.*\)$", "", plain).strip()
    return NAMES.get(re.sub(r"[\s\-]+", "_", plain))


def _decoded(raw: BinaryIO, encoding: str) -> Generator[str, None, None]:
    """Line by line, so that one broken line stays one broken line."""
    if encoding == "utf-16":  # where a line end is two bytes
        source = TextIOWrapper(raw, encoding, errors="replace", newline="")
        try:
            while line := source.readline():  # `yield from` would close the source as well
                yield line
        finally:
            source.detach()  # it would close the file under whoever opened it
        return
    for number, encoded in enumerate(raw):
        text = encoded.decode(encoding, "replace").replace("\0", BROKEN)
        yield text.removeprefix("\ufeff") if number == 0 else text


def _encoding(path: Path) -> str:
    """UTF-8, unless more than a tenth of the lines with Chinese refuse to be."""
    chinese = refused = 0
    with path.open("rb") as raw:
        if raw.read(2) in (b"\xff\xfe", b"\xfe\xff"):
            return "utf-16"
        raw.seek(0)
        for line in raw:
            if not line.isascii():
                chinese += 1
                refused += not _is_utf8(line)
    return "gb18030" if refused > chinese / 10 else "utf-8"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
