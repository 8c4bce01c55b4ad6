"""Copies of a SQLite database while it is written to, and the way back.

A backup is two files. The keys of people's words lie apart from all else, and of them there is
only the newest file: whoever was erased since is unreadable in every older backup, too.
"""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from .database import parse_url

KEYS = "keys"
_MAKE = "create table out.data_keys (id integer primary key, master text, wrapped text)"
_COLUMNS = "id, master, wrapped"


class BadBackup(Exception):
    """This file is no backup that we could go back to; the message says why."""


@dataclass(frozen=True, slots=True)
class Backup:
    """Where the two files lie."""

    rows: Path
    keys: Path


def place(folder: Path, now: datetime, suffix: str) -> Backup:
    """Names that sort by time; the folder is for nobody else."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"huifang-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}{suffix}"
    return Backup(folder / name, folder / f"{KEYS}{suffix}")


def beside(rows: Path) -> Backup:
    return Backup(rows, rows.with_name(f"{KEYS}{rows.suffix}"))


def file_of(url: str) -> Path:
    return Path(parse_url(url).database or "")


def back_up(url: str, backup: Backup) -> None:
    """One snapshot, without holding up whoever writes. All of it is there, or no new file is."""
    rows, keys = _fresh(backup.rows), _fresh(backup.keys)
    uri = f"{file_of(url).absolute().as_uri()}?mode=ro"
    with (
        closing(sqlite3.connect(uri, uri=True)) as source,
        closing(sqlite3.connect(rows, isolation_level=None)) as copy,
    ):
        # In one step: in several, each commit of the bot would start it anew.
        source.backup(copy, pages=-1)
        copy.execute("pragma journal_mode=delete").fetchall()
        _take_keys_out(copy, keys)
    for path in (rows, keys):
        path.chmod(0o600)
    keys.replace(backup.keys)
    rows.replace(backup.rows)


def _take_keys_out(copy: sqlite3.Connection, keys: Path) -> None:
    copy.execute("pragma secure_delete=on").fetchall()
    copy.execute("attach ? as out", (str(keys),))
    copy.execute(_MAKE)
    copy.execute(f"insert into out.data_keys select {_COLUMNS} from main.data_keys")
    copy.execute("detach out")
    copy.execute("delete from data_keys")


def _fresh(path: Path) -> Path:
    made = path.with_name(f".{path.name}.new")
    made.unlink(missing_ok=True)
    made.touch(mode=0o600)
    return made


def put_back(backup: Backup, target: Path) -> int:
    """Rows and keys in one file again; answers how many keys there were.

    Raises BadBackup for what is damaged, and FileExistsError where something lies already.
    """
    if target.exists():
        raise FileExistsError(17, "exists", str(target))
    _check(backup.rows)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.new")
    shutil.copyfile(backup.rows, fresh)
    fresh.chmod(0o600)
    found = _put_keys_in(fresh, backup.keys)
    fresh.replace(target)
    return found


def _put_keys_in(target: Path, keys: Path) -> int:
    if not keys.exists():
        return 0
    _check(keys)
    with closing(sqlite3.connect(target, isolation_level=None)) as conn:
        conn.execute("attach ? as kept", (str(keys),))
        query = (
            f"insert or ignore into data_keys ({_COLUMNS}) select {_COLUMNS} from kept.data_keys"
        )
        return conn.execute(query).rowcount


def _check(path: Path) -> None:
    """Every page of it."""
    if not path.exists():
        raise BadBackup(f"there is no file {path}")
    try:
        uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as conn:
            found = [row[0] for row in conn.execute("pragma integrity_check(3)")]
            is_ours = conn.execute("select 1 from sqlite_master where name='data_keys'").fetchone()
    except sqlite3.DatabaseError as error:
        raise BadBackup(f"{path.name}: {error}") from error
    if found != ["ok"]:
        raise BadBackup(f"{path.name}: {found[0]}")
    if not is_ours:
        raise BadBackup(f"{path.name} is no backup of ours")
