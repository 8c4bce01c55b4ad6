"""What a manager does at the command line: reports, exports, imports, QR codes."""

import contextlib
import shutil
import sys
from collections.abc import AsyncIterator, Sequence
from datetime import date as Day
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from bot.api.imports import Imported, import_purchases
from bot.api.purchases import invitation
from bot.api.qr import write_qr
from bot.api.table import NotATable
from bot.clock import Clock
from bot.config import ConfigError, Secrets, Settings
from bot.flow.export import FORMATS, Exported, export, period
from bot.flow.report import report
from bot.telegram.request import make_bot
from bot.wording import catalog
from storage import purchases
from storage.database import Database, open_database
from storage.migrations import migrate
from storage.purchases import NewPurchase, Purchase

__all__ = ["FORMATS", "UNREADABLE", "Day", "draw_qr", "export_log", "import_file", "report_text"]

UNREADABLE = (NotATable, ConfigError, OSError, LookupError)
EVER = Day(1970, 1, 1)
USUAL = timedelta(days=30)


async def report_text(settings: Settings, since: Day | None, until: Day | None) -> str:
    now = Clock().now()
    last = until or now.astimezone(settings.tz).date()
    words = catalog.load(settings.tz)
    async with _opened(settings) as database:
        return await report(database, words, since or last - USUAL, last, now)


async def export_log(
    settings: Settings,
    target: Path | None,
    kind: str,
    since: Day | None,
    until: Day | None,
    *,
    unmasked: bool,
) -> Exported:
    """To `target`, or to standard output where it is None."""
    last = until or Clock().now().astimezone(settings.tz).date()
    first, end = period(since or EVER, last, settings.tz)
    with TemporaryDirectory() as folder, _bar("导出") as bar:
        task = bar.add_task("", total=None)
        path = target or Path(folder) / "export"
        async with _opened(settings) as database:
            done = await export(
                database,
                path,
                kind,
                first,
                end,
                settings.tz,
                unmasked=unmasked,
                progress=lambda rows: bar.update(task, completed=rows),
            )
        if target is None:
            with path.open("rb") as file:
                shutil.copyfileobj(file, sys.stdout.buffer)
    return done


async def import_file(settings: Settings, file: Path) -> Imported:
    clock = Clock()
    async with _opened(settings) as database:

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
    async with _opened(settings) as database:
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
    bot = make_bot(secrets.token, settings.telegram.base_url)
    async with bot:
        return bot.username


@contextlib.asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Database]:
    migrate(settings.database.url)
    database = open_database(settings.database.url)
    try:
        yield database
    finally:
        await database.close()


def _bar(words: str) -> Progress:
    """On a terminal, and on standard error, so that a pipe stays clean."""
    console = Console(stderr=True)
    columns = (TextColumn(words), BarColumn(), TextColumn("{task.completed}"))
    return Progress(*columns, console=console, disable=not console.is_terminal, transient=True)
