"""At the command line a fault is one plain sentence and the exit code 2, never a traceback."""

import asyncio
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from telegram.error import InvalidToken, NetworkError

from bot.__main__ import main
from bot.clock import Clock
from storage import inbox, messages, outbox, purchases
from storage.database import Connection, open_database
from tests.storage.acts import arrival, bought, outgoing

NOON = datetime(2026, 11, 2, 4, tzinfo=UTC)
Told = Callable[..., tuple[int, str]]


@pytest.fixture
def huifang(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Told:
    """Run a command on an empty database: its exit code and all that it said."""
    monkeypatch.setenv("HUIFANG_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("HUIFANG_TOKEN", "123456:" + "A" * 35)

    def run(*words: str | Path) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["huifang", *map(str, words)])
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        return int(left.value.code or 0), said.err + said.out

    return run


def write(url: str, work: Callable[[Connection], object]) -> None:
    async def run() -> None:
        database = open_database(url)
        await database.write(work)
        await database.close()

    asyncio.run(run())


@pytest.mark.parametrize("url", ["mysql://a/b", "nonsense", "sqlite://"])
def test_a_database_of_an_unknown_kind(
    huifang: Told, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUIFANG_DATABASE_URL", url)

    code, said = huifang("report")
    assert (code, said[:17]) == (2, "database.url 不对，要")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (NetworkError("no route"), "问不到 Telegram"),
        (InvalidToken("Not Found"), "令牌不对"),
    ],
)
def test_a_code_without_telegram(
    huifang: Told, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    write(sqlite_url, lambda conn: purchases.add(conn, [bought("A-1")], NOON))

    async def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("telegram.Bot.initialize", refuse)
    code, said = huifang("purchases", "qr", "A-1")
    assert code == 2
    assert words in said


def test_a_code_of_a_kind_we_do_not_write(huifang: Told) -> None:
    assert huifang("purchases", "qr", "A-1", "-o", "x.jpg") == (
        2,
        "二维码只能写成 .png、.svg，写不了「x.jpg」。\n",
    )


def test_an_export_to_a_folder_that_is_not_there(huifang: Told, tmp_path: Path) -> None:
    target = tmp_path / "nowhere" / "log.csv"

    assert huifang("export", "-o", target) == (2, f"没有这个文件或文件夹：{target}\n")


def test_days_in_the_wrong_order_are_refused(huifang: Told) -> None:
    for command in ("report", "export"):
        code, said = huifang(command, "--from", "2026-11-30", "--to", "2026-11-01")
        assert (code, "2026-11-30 在 2026-11-01 之后" in said) == (2, True)


def test_an_export_is_what_its_name_says(huifang: Told, tmp_path: Path) -> None:
    target = tmp_path / "log.xlsx"

    assert huifang("export", "-o", str(target))[0] == 0
    assert target.read_bytes()[:2] == b"PK"  # a workbook is a zip


def test_an_export_ends_where_the_clock_of_its_rows_does(huifang: Told, sqlite_url: str) -> None:
    ahead = Clock().now() + timedelta(days=9)  # the clock of the demo was moved
    row = {"at": ahead, "direction": "in", "speaker": "customer", "kind": "text", "text": "好"}
    huifang("migrate")
    write(sqlite_url, lambda conn: messages.log(conn, [{**row, "key": "in:1", "chat_id": 7}]))

    _, said = huifang("export", "--format", "jsonl")
    assert said.startswith("1 行")
    _, said = huifang("export", "--format", "jsonl", "--to", f"{Clock().now():%Y-%m-%d}")
    assert said.startswith("0 行")


def test_what_is_exported_has_a_name(huifang: Told) -> None:
    code, said = huifang("export", "--what", "ideas")
    assert (code, said) == (2, "没有「ideas」可以导出，可以是：log、grants、suggestions。\n")

    code, said = huifang("export", "--what", "suggestions")
    assert (code, said.startswith("0 行")) == (0, True)


def test_an_import_of_what_is_not_a_file(huifang: Told, tmp_path: Path) -> None:
    missing = tmp_path / "sales.csv"

    assert huifang("purchases", "import", tmp_path) == (2, f"这是文件夹，不是文件：{tmp_path}\n")
    assert huifang("purchases", "import", missing) == (2, f"没有这个文件或文件夹：{missing}\n")


def test_dead_rows_are_listed_without_anybodys_words(huifang: Told, sqlite_url: str) -> None:
    assert huifang("dead", "list") == (0, "没有放下的消息。\n")

    def bury(conn: Connection) -> None:
        inbox.add(conn, [arrival("漏水了", 7001)], NOON)
        [head] = inbox.take_one(conn, 7001, NOON).heads
        inbox.bury(conn, head, "ValueError: 漏水了", NOON)
        outbox.queue(conn, [outgoing("1:0", 7002)], NOON)
        [parcel] = outbox.send_round(conn, [], 9, NOON)
        why = "BadRequest: 漏水了"
        done = outbox.Sent(parcel.id, 7002, None, NOON - NOON, why)
        outbox.send_round(conn, [done], 0, NOON)

    write(sqlite_url, bury)
    code, said = huifang("dead", "list")
    assert code == 0
    assert said.splitlines() == [
        "inbox 1  chat 7001  2026-11-02 12:00  ValueError",
        "outbox 1  chat 7002  2026-11-02 12:00  BadRequest",
    ]


def test_dead_rows_are_tried_again_or_dropped(huifang: Told, sqlite_url: str) -> None:
    def bury(conn: Connection) -> None:
        for chat_id in (7001, 7002):
            inbox.add(conn, [arrival(f"{chat_id}", chat_id)], NOON)
            [head] = inbox.take_one(conn, chat_id, NOON).heads
            inbox.bury(conn, head, "ValueError: no", NOON)

    write(sqlite_url, bury)
    assert huifang("dead", "retry", "inbox", "1", "9") == (0, "1 条放回去再试。\n")
    assert huifang("dead", "drop", "inbox", "--all") == (0, "1 条不再列出。\n")
    assert huifang("dead", "list") == (0, "没有放下的消息。\n")
    assert huifang("dead", "drop", "inbox") == (2, "请写编号，或者 --all。\n")
    assert huifang("dead", "drop", "letters", "1")[0] == 2
    found: list[int] = []
    write(sqlite_url, lambda conn: found.append(inbox.waiting(conn)))
    assert found == [1]


def test_a_pipe_that_is_closed_ends_a_play_quietly() -> None:
    scenario = "tests/scenarios/delighted-customer.yaml"
    words = [sys.executable, "-m", "bot", "play", scenario, scenario]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as play:
        assert play.stdout is not None
        assert play.stderr is not None
        play.stdout.readline()
        play.stdout.close()
        assert play.stderr.read() == b""
