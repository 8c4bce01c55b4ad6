"""Backups of PostgreSQL by its own tools, `pg_dump` and `pg_restore`, which belong to the server.

As in `storage.backup` the keys lie apart. For a shop that cannot lose a minute PostgreSQL has
better than this: streaming replication, and its archive of the write-ahead log.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping

from sqlalchemy.engine import URL

from .backup import Backup, BadBackup
from .database import parse_url

DUMP, RESTORE, ASK = "pg_dump", "pg_restore", "psql"


class NoTool(Exception):
    """The tools of PostgreSQL are not installed here; the argument is the one we looked for."""


class ToolFailed(Exception):
    """What the tool said."""


def back_up(url: str, backup: Backup) -> None:
    target, environ = _target(url)
    parts = {
        backup.keys: ("--data-only", "--table=data_keys"),
        backup.rows: ("--exclude-table-data=data_keys",),
    }
    for path, wanted in parts.items():
        fresh = path.with_name(f".{path.name}.new")
        fresh.unlink(missing_ok=True)
        fresh.touch(mode=0o600)
        common = ("--format=custom", "--no-owner", "--no-privileges", f"--file={fresh}")
        _run(environ, DUMP, *common, *wanted, f"--dbname={target}")
        fresh.replace(path)


def check(backup: Backup) -> int:
    """Read every byte of both files; answers how many tables have rows in it."""
    found = 0
    for path in (backup.rows, backup.keys):
        if not path.exists():
            raise BadBackup(f"there is no file {path}")
        try:
            _run({}, RESTORE, "--file=/dev/null", str(path))
            listed = _run({}, RESTORE, "--list", str(path))
        except ToolFailed as error:
            raise BadBackup(f"{path.name}: {error}") from error
        found += listed.count(" TABLE DATA ")
    if not found:
        raise BadBackup(f"{backup.rows.name} is no backup of ours")
    return found


def put_back(backup: Backup, url: str) -> int:
    """Into a database that is empty, all of it or nothing; FileExistsError where it is not."""
    tables = check(backup)
    target, environ = _target(url)
    asked = "select count(*) from information_schema.tables where table_schema = 'public'"
    if _run(environ, ASK, "-tAc", asked, f"--dbname={target}").strip() != "0":
        raise FileExistsError(17, "exists", "database.url")
    for path in (backup.rows, backup.keys):
        options = ("--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
        _run(environ, RESTORE, *options, f"--dbname={target}", str(path))
    return tables


def _target(url: str) -> tuple[str, Mapping[str, str]]:
    """What may be seen in the list of processes, and what may not."""
    parsed: URL = parse_url(url)
    bare = parsed.set(drivername="postgresql")
    secret = {"PGPASSWORD": parsed.password} if isinstance(parsed.password, str) else {}
    without = URL.create(
        "postgresql", bare.username, None, bare.host, bare.port, bare.database, bare.query
    )
    return without.render_as_string(hide_password=False), secret


def _run(environ: Mapping[str, str], tool: str, *words: str) -> str:
    if shutil.which(tool) is None:
        raise NoTool(tool)
    done = subprocess.run(
        (tool, *words), env={**os.environ, **environ}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ToolFailed((done.stderr.strip().splitlines() or [tool])[-1])
    return done.stdout
