"""`huifang backup`, and `huifang restore`; its `--check` restores aside and looks."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app.keeping import masters_of
from bot.clock import Clock
from bot.config import Secrets, Settings
from storage import backup, dumping, keys
from storage.backup import Backup
from storage.contents import Contents, contents
from storage.database import open_database
from storage.migrations import migrate

SQLITE, POSTGRES = ".db", ".dump"


@dataclass(frozen=True, slots=True)
class Checked:
    """What came back; of a dump only that all of it can be read, and how many tables it has."""

    contents: Contents | None = None
    tables: int = 0


def is_sqlite(url: str) -> bool:
    return url.startswith("sqlite")


async def back_up(settings: Settings, folder: Path) -> Backup:
    url = settings.database.url
    small = is_sqlite(url)
    made = backup.place(folder, Clock().now(), SQLITE if small else POSTGRES)
    await asyncio.to_thread((backup if small else dumping).back_up, url, made)
    return made


async def check(settings: Settings, secrets: Secrets, file: Path) -> Checked:
    """The whole way back, into a folder of its own; our database is not touched."""
    found = backup.beside(file)
    if file.suffix == POSTGRES:
        return Checked(tables=await asyncio.to_thread(dumping.check, found))
    with TemporaryDirectory(prefix="huifang-") as folder:
        target = Path(folder) / "huifang.db"
        await asyncio.to_thread(backup.put_back, found, target)
        return Checked(await _looked_at(settings, secrets, f"sqlite:///{target}"))


async def restore(settings: Settings, secrets: Secrets, file: Path) -> Checked:
    """To `database.url`, where nothing may lie yet."""
    url, found = settings.database.url, backup.beside(file)
    if is_sqlite(url):
        await asyncio.to_thread(backup.put_back, found, backup.file_of(url))
    else:
        await asyncio.to_thread(dumping.put_back, found, url)
    return Checked(await _looked_at(settings, secrets, url))


async def _looked_at(settings: Settings, secrets: Secrets, url: str) -> Contents:
    await asyncio.to_thread(migrate, url)
    database = open_database(url, masters_of(settings, secrets))
    try:
        await database.read(keys.check)
        return await database.read(contents)
    finally:
        await database.close()
