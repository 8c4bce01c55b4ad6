"""What a manager does at the command line: reports, exports, imports, QR codes."""

import contextlib
import shutil
import sys
from collections.abc import AsyncIterator, Sequence
from datetime import date as Day
from datetime import timedelta, tzinfo
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from telegram.error import InvalidToken, TelegramError

from bot.api.imports import Imported, import_purchases
from bot.api.purchases import invitation
from bot.api.qr import KINDS as QR_KINDS
from bot.api.qr import write_qr
from bot.api.table import NotATable
from bot.app.keeping import masters_of
from bot.clock import Clock
from bot.config import ConfigError, Secrets, Settings
from bot.config import secrets as environment
from bot.flow.export import Exported, export, period
from bot.flow.mask import masked
from bot.flow.report import report
from bot.flow.sheets import FORMATS, LOG, PARTS
from bot.telegram.receiver import WrongToken
from bot.telegram.request import make_bot
from bot.wording import catalog
from storage import audit, inbox, keys, messages, outbox, purchases
from storage.database import Connection, Database, open_database
from storage.migrations import migrate
from storage.purchases import NewPurchase, Purchase
from storage.silent import silent

__all__ = [
    "FORMATS",
    "PARTS",
    "QR_KINDS",
    "UNREADABLE",
    "Day",
    "dead_rows",
    "draw_qr",
    "export_log",
    "import_file",
    "report_text",
    "said",
    "silent_rows",
]

UNREADABLE = (NotATable, ConfigError, OSError, LookupError)
OUT_OF_REACH: dict[type[OSError], str] = {
    FileNotFoundError: "没有这个文件或文件夹",
    NotADirectoryError: "没有这个文件或文件夹",
    PermissionError: "没有权限读写",
    IsADirectoryError: "这是文件夹，不是文件",
}
EVER = Day(1970, 1, 1)
USUAL = timedelta(days=30)


def said(error: Exception) -> str:
    """Why a file cannot be read or written, as a manager would say it."""
    if not isinstance(error, OSError) or error.errno is None:
        return str(error)
    known = (words for kind, words in OUT_OF_REACH.items() if isinstance(error, kind))
    words = next(known, f"文件读写出错（{error.strerror}）")
    return f"{words}：{error.filename}" if error.filename else f"{words}。"


async def report_text(settings: Settings, since: Day | None, until: Day | None) -> str:
    now = Clock().now()
    words = catalog.load(settings.tz)
    async with opened(settings) as database:
        last = until or await _today(database, settings.tz)
        return await report(database, words, since or last - USUAL, last, now)


async def silent_rows(settings: Settings, since: Day | None, until: Day | None) -> list[str]:
    """One line for each customer who may be unhappy and said nothing; phone numbers are masked."""
    last = until or Clock().now().astimezone(settings.tz).date()
    first, end = period(since or last - USUAL, last, settings.tz)
    words = catalog.load(settings.tz)
    async with opened(settings) as database:
        found = await database.read(lambda conn: silent(conn, first, end))
    return [
        "  ".join(
            (
                each.sent_at.astimezone(settings.tz).strftime("%Y-%m-%d"),
                words.templates[f"report.why_{each.why}"][0],
                each.shop,
                each.order_no,
                masked(each.items),
                masked(each.customer),
            )
        ).rstrip()
        for each in found
    ]


async def export_log(
    settings: Settings,
    target: Path | None,
    kind: str,
    since: Day | None,
    until: Day | None,
    *,
    part: str = LOG,
    unmasked: bool,
) -> Exported:
    """To `target`, or to standard output where it is None."""
    with TemporaryDirectory() as folder, _bar("导出") as bar:
        task = bar.add_task("", total=None)
        path = target or Path(folder) / "export"
        async with opened(settings) as database:
            last = until or await _today(database, settings.tz)
            first, end = period(since or EVER, last, settings.tz)
            done = await export(
                database,
                path,
                kind,
                first,
                end,
                settings.tz,
                part=part,
                unmasked=unmasked,
                progress=lambda rows: bar.update(task, completed=rows),
            )
            what = kind if part == LOG else f"{kind} {part}"
            await database.write(lambda conn: _book(conn, done, what, unmasked))
        if target is None:
            with path.open("rb") as file:
                shutil.copyfileobj(file, sys.stdout.buffer)
    return done


async def _today(database: Database, zone: tzinfo) -> Day:
    """By the clock of the newest entry, where that runs ahead, as the demo's does."""
    newest = await database.read(messages.newest_at)
    now = Clock().now()
    return max(now, newest or now).astimezone(zone).date()


def _book(conn: Connection, done: Exported, kind: str, unmasked: bool) -> None:
    detail = f"{kind} unmasked" if unmasked else kind
    entry = audit.Entry("operator", "export", total=done.rows, detail=detail)
    audit.add(conn, [entry], Clock().now())


async def import_file(settings: Settings, file: Path) -> Imported:
    clock = Clock()
    async with opened(settings) as database:

        async def add(batch: Sequence[NewPurchase]) -> Sequence[tuple[Purchase, bool]]:
            now = clock.now()
            return await database.write(lambda conn: purchases.add(conn, batch, now))

        with _bar("导入") as bar:
            task = bar.add_task("", total=None)

            def progress(read: int, size: int) -> None:
                bar.update(task, completed=read, total=size)

            return await import_purchases(file, add, settings.tz, progress)


async def draw_qr(
    settings: Settings, secrets: Secrets, order_no: str, shop: str | None, path: Path
) -> str:
    """Write the code and return its link. Raises LookupError where the order is not clear."""
    async with opened(settings) as database:
        found = await database.read(lambda conn: purchases.by_order(conn, order_no, shop))
    if not found:
        raise LookupError(f"没有订单号是「{order_no}」的购买。")
    if len(found) > 1:
        shops = "、".join(purchase.shop for purchase in found)
        raise LookupError(f"「{order_no}」在几家店都有（{shops}），请用 --shop 写明是哪一家。")
    link = invitation(await _username(settings, secrets), found[0].token)
    write_qr(link, path)
    return link


async def _username(settings: Settings, secrets: Secrets) -> str:
    if not secrets.token:
        raise ConfigError("二维码里要有机器人的名字：请把令牌放进环境变量 HUIFANG_TOKEN。")
    try:
        async with make_bot(secrets.token, settings.telegram.base_url) as bot:
            return bot.username
    except InvalidToken as error:
        raise WrongToken(f"{error}") from error
    except TelegramError as error:
        words = f"二维码里要有机器人的名字，现在问不到 Telegram（{error}）。请看看网络，再试一次。"
        raise ConnectionError(words) from error


async def dead_rows(settings: Settings, most: int) -> list[str]:
    """One line each, the newest first. Nothing of what people said."""
    async with opened(settings) as database:
        came = await database.read(lambda conn: inbox.dead(conn, most))
        left = await database.read(lambda conn: outbox.dead(conn, most))
    rows: list[tuple[str, inbox.Dead | outbox.Refused]] = [
        *(("inbox", row) for row in came),
        *(("outbox", row) for row in left),
    ]
    newest = sorted(rows, key=lambda found: found[1].died_at, reverse=True)[:most]
    return [_line(table, row, settings.tz) for table, row in newest]


def _line(table: str, row: inbox.Dead | outbox.Refused, zone: tzinfo) -> str:
    """Of the error its kind alone: the words behind it may quote what somebody said."""
    kind = row.error.partition(":")[0].strip()
    at = f"{row.died_at.astimezone(zone):%Y-%m-%d %H:%M}"
    return f"{table} {row.id}  chat {row.chat_id}  {at}  {kind}"


@contextlib.asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    migrate(settings.database.url)
    database = open_database(settings.database.url, masters_of(settings, environment()))
    try:
        await database.read(keys.check)
        yield database
    finally:
        await database.close()


def _bar(words: str) -> Progress:
    """On a terminal, and on standard error, so that a pipe stays clean."""
    console = Console(stderr=True)
    columns = (TextColumn(words), BarColumn(), TextColumn("{task.completed}"))
    return Progress(*columns, console=console, disable=not console.is_terminal, transient=True)
