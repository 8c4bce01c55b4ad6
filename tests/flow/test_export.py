"""The conversation log as a file: for Excel, harmless, masked, counted, in constant memory."""

import csv
import hashlib
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot.flow import export as exporting
from bot.flow.export import export, period
from bot.flow.reading import Reader
from bot.flow.report import report
from bot.flow.sheets import COLUMNS, SUGGESTIONS, Cell, harmless
from storage import messages, pages, suggestions
from storage.database import Database
from tests.flow.acts import CHAT, NOON, WORDING, Shell, score, tap, text

ZONE = WORDING.zone
SINCE, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
ROUGH = '=HYPERLINK("http://x")'


async def logged(database: Database, *texts: str, at: datetime = NOON) -> None:
    rows: list[dict[str, Any]] = [
        {
            "key": f"k{at.timestamp()}:{n}",
            "chat_id": CHAT,
            "at": at,
            "direction": "in",
            "speaker": "customer",
            "sender": "wang",
            "kind": "text",
            "text": words,
            "p_unhappy": 0.123456,
        }
        for n, words in enumerate(texts)
    ]
    await database.write(lambda conn: messages.log(conn, rows))


async def test_csv_opens_in_excel_and_runs_nothing(database: Database, tmp_path: Path) -> None:
    await logged(database, "杯子漏水，\n烫到手", ROUGH, "电话 +86 138 1234 5678")
    path = tmp_path / "log.csv"
    done = await export(database, path, "csv", SINCE, UNTIL, ZONE)

    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert done.rows == 3
    assert done.checksum == hashlib.sha256(raw).hexdigest()
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert list(rows[0]) == list(COLUMNS.values())
    assert [row["内容"] for row in rows] == [
        "杯子漏水，\n烫到手",
        "'" + ROUGH,
        "电话 +86 138****5678",
    ]
    assert rows[0]["时间"] == "2026-11-02 12:00:00"
    assert rows[0]["不满概率"] == "0.1235"


async def test_xlsx_holds_text_and_no_formula(database: Database, tmp_path: Path) -> None:
    await logged(database, ROUGH, "http://x", "好")
    path = tmp_path / "log.xlsx"
    done = await export(database, path, "xlsx", SINCE, UNTIL, ZONE)

    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert done.rows == 3
    assert rows[0] == tuple(COLUMNS.values())
    assert [row[7] for row in rows[1:]] == [ROUGH, "http://x", "好"]
    assert {cell.data_type for cell in sheet["H"]} == {"s"}


async def test_jsonl_is_one_object_a_line(database: Database, tmp_path: Path) -> None:
    await logged(database, "好", "138 1234 5678")
    path = tmp_path / "log.jsonl"
    await export(database, path, "jsonl", SINCE, UNTIL, ZONE, unmasked=True)

    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert [row["text"] for row in rows] == ["好", "138 1234 5678"]
    assert list(rows[0]) == list(COLUMNS)


async def test_only_the_period_is_exported(database: Database, tmp_path: Path) -> None:
    await logged(database, "前", at=NOON - timedelta(days=1))
    await logged(database, "中")
    await logged(database, "后", at=NOON + timedelta(days=1))
    day = NOON.astimezone(ZONE).date()
    path = tmp_path / "log.jsonl"
    done = await export(database, path, "jsonl", *period(day, day, ZONE), ZONE)

    assert done.rows == 1
    assert "中" in path.read_text("utf-8")


async def test_pages_leave_nothing_out_and_no_page_is_large(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await logged(database, *(f"第{n}句" for n in range(25)))
    asked: list[int] = []
    read, columns = exporting._PARTS["log"]

    def counted(*args: Any) -> Any:
        asked.append(args[4])
        return read(*args)

    monkeypatch.setattr(exporting, "PAGE", 10)
    monkeypatch.setattr(pages, "SOME", 4)
    monkeypatch.setitem(exporting._PARTS, "log", (counted, columns))
    seen: list[int] = []
    path = tmp_path / "log.jsonl"
    done = await export(database, path, "jsonl", SINCE, UNTIL, ZONE, progress=seen.append)

    texts = [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()]
    assert texts == [f"第{n}句" for n in range(25)]
    assert asked == [10, 10, 10]
    assert seen == [10, 20, 25]
    assert done.rows == 25


async def test_each_row_of_a_complaint_names_its_step(database: Database, tmp_path: Path) -> None:
    shell = Shell(database)
    await shell.opens(await shell.buys())
    await shell.waits(timedelta(hours=2))
    await shell.waits(timedelta(minutes=1))
    await shell.hears(tap("1:rate:1"), text("杯子漏水"))
    await shell.waits(timedelta(minutes=2))
    await shell.hears(text("昨天早上漏的"))
    await shell.waits(timedelta(minutes=2))
    await shell.hears(tap("1:right"))
    path = tmp_path / "log.jsonl"
    await export(database, path, "jsonl", SINCE, UNTIL, ZONE)

    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    steps = [row["step"] for row in rows if row["case"]]
    assert list(dict.fromkeys(steps)) == [None, "heard", "apologised", "gathered", "proposed"]
    assert steps[0] is None  # the survey's own question
    assert next(row["step"] for row in rows if row["text"] == "杯子漏水") == "heard"
    assert next(row["step"] for row in rows if row["text"] == "right") == "gathered"


async def test_a_reply_that_takes_the_case_is_read_after_who_writes(
    database: Database, tmp_path: Path
) -> None:
    shell = await complained(database)
    await shell.hears(staff("马上给您换一只新的"))
    path = tmp_path / "log.jsonl"
    await export(database, path, "jsonl", SINCE, UNTIL, ZONE)

    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert ["我接手了" in row["text"] for row in rows[-2:]] == [True, False]
    assert rows[-1]["text"] == "马上给您换一只新的"


async def test_xlsx_holds_promises_and_ideas_beside_the_log(
    database: Database, tmp_path: Path
) -> None:
    shell = await complained(database, "杯子漏水。建议送货前打个电话", "建议送货前打个电话")
    await shell.hears(tap("1:done"))
    await shell.waits(timedelta(minutes=2))
    await shell.hears(text("昨天漏的"))
    await shell.waits(timedelta(minutes=2))
    await shell.hears(tap("1:right"), tap("1:option:exchange"))
    await database.write(lambda conn: suggestions.adopt(conn, 1, shell.now))
    path = tmp_path / "log.xlsx"
    await export(database, path, "xlsx", SINCE, UNTIL, ZONE)

    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["会话记录", "补偿", "建议"]
    _, promise = book["补偿"].iter_rows(values_only=True)
    assert promise[1:9] == ("徐汇店", "A001", "王女士", 1, "换一份新的", "granted", 59.4, "CNY")
    _, idea = book["建议"].iter_rows(values_only=True)
    assert idea[3:7] == ("王女士", 1, "建议送货前打个电话", "adopted")
    assert idea[7] == shell.now.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S")
    assert idea[8] is None


async def test_ideas_alone_as_lines(database: Database, tmp_path: Path) -> None:
    await complained(database, "杯子漏水。建议送货前打个电话", "建议送货前打个电话")
    path = tmp_path / "ideas.jsonl"
    done = await export(database, path, "jsonl", SINCE, UNTIL, ZONE, part="suggestions")
    early = await export(database, path, "csv", SINCE, NOON, ZONE, part="suggestions")

    assert (done.rows, early.rows) == (1, 0)
    assert path.read_text("utf-8-sig").strip() == ",".join(SUGGESTIONS.values())


async def complained(database: Database, words: str = "杯子漏水", idea: str = "") -> Shell:
    """Until the apology; staff are called."""
    shell = Shell(database)
    shell.reader = Reader(lambda said: {**score(said), "suggestions": [idea] if idea else []})
    await shell.opens(await shell.buys())
    await shell.waits(timedelta(hours=2, minutes=1))
    await shell.hears(tap("1:rate:1"), text(words))
    await shell.waits(timedelta(minutes=2))
    return shell


def staff(words: str) -> dict[str, Any]:
    person = {"id": 9005, "name": "li"}
    return {
        "kind": "staff_text",
        "case": [CHAT, 1],
        "from": person,
        "message_id": 900,
        "text": words,
    }


async def test_an_empty_log_has_its_header(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    done = await export(database, path, "csv", SINCE, UNTIL, ZONE)

    assert done.rows == 0
    assert path.read_text("utf-8-sig").strip() == ",".join(COLUMNS.values())


async def test_a_format_we_do_not_know_is_refused(database: Database, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="csv, xlsx, jsonl"):
        await export(database, tmp_path / "x", "pdf", SINCE, UNTIL, ZONE)


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", " =1", "＝1"])
def test_what_begins_like_a_formula_becomes_text(cell: str) -> None:
    assert harmless(["好", cell, None, cell]) == ["好", "'" + cell, None, "'" + cell]


@pytest.mark.parametrize("cell", ["好", "1+1=2", "", 5, 0.5, None])
def test_everything_else_stays(cell: Cell) -> None:
    assert harmless([cell]) == [cell]


async def test_the_report_in_words(database: Database) -> None:
    shell = Shell(database)
    await shell.opens(await shell.buys())
    await shell.waits(timedelta(hours=2))
    await shell.hears(tap("1:rate:1"), text("杯子漏水"))
    await shell.waits(timedelta(minutes=45))

    day = NOON.astimezone(ZONE).date()
    told = await report(database, WORDING, day, day, shell.now)
    for line in ("发出 1 份", "答复 1 份", "答复率 100%", "不满意 1 位", "投诉 1 件"):
        assert line in told


async def test_a_report_of_nothing_has_no_holes(database: Database) -> None:
    day = NOON.astimezone(ZONE).date()
    told = await report(database, WORDING, day, day, NOON)

    assert "发出 0 份" in told
    assert "%" not in told
    assert "中位数" not in told
