"""A start reads in what it takes to answer and nothing else: by name, for times tell little."""

import gc
import subprocess
import sys

import pytest
import typer
from alembic.config import Config
from alembic.script import ScriptDirectory

from bot.__main__ import ROOMS, cli
from bot.app.memory import settled
from bot.lean import without
from storage.migrations import FOLDER, newest

# What each is for instead: migrations, terminals, spreadsheets, codes, doors, nights, PostgreSQL,
# bots of the stock kind, the sandbox, second opinions, tests.
NOT_TO_ANSWER = {
    *("alembic", "mako", "rich", "pygments", "xlsxwriter", "segno", "starlette", "uvicorn"),
    *("apscheduler", "sqlalchemy.orm", "sqlalchemy.dialects.postgresql", "asyncpg"),
    *("telegram.ext", "httpx._main", "bot.sandbox", "snownlp", "jieba", "pytest"),
}


def read_in(code: str) -> set[str]:
    words = f"{code}; import sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", words], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_run_reads_in_what_it_needs() -> None:
    found = read_in("from bot.__main__ import cli; cli('run')")

    assert {"bot.app.live", "telegram", "sqlalchemy"} <= found
    assert found & NOT_TO_ANSWER == set()


def test_a_database_that_is_up_to_date_needs_no_alembic(database_url: str) -> None:
    migrated = "from storage.migrations import migrate; migrate"
    found = read_in(f"{migrated}({database_url!r})")

    assert "storage.migrations" in found
    assert "alembic" not in found


def test_a_shop_on_sqlite_reads_in_no_postgresql(sqlite_url: str) -> None:
    found = read_in(f"from storage.migrations import migrate; migrate({sqlite_url!r})")

    assert "sqlalchemy.dialects.sqlite" in found
    assert not found & {"sqlalchemy.dialects.postgresql", "sqlalchemy.orm", "storage.postgres"}


def test_the_newest_version_is_alembics_own_head() -> None:
    config = Config()
    config.set_main_option("script_location", FOLDER.as_posix())
    config.set_main_option("path_separator", "os")

    assert ScriptDirectory.from_config(config).get_heads() == [newest()]


@pytest.mark.parametrize("room", ROOMS)
def test_each_command_is_found_in_its_room(room: str) -> None:
    for word in ROOMS[room]:
        commands = typer.main.get_command(cli(word)).commands  # type: ignore[attr-defined]
        assert set(commands) == set(ROOMS[room])


def test_no_command_is_in_two_rooms_and_help_knows_them_all() -> None:
    words = [word for room in ROOMS.values() for word in room]
    commands = typer.main.get_command(cli("--help")).commands  # type: ignore[attr-defined]

    assert sorted(words) == sorted(commands)


def test_a_library_is_only_hidden_for_a_moment() -> None:
    kept = sys.modules["json"]
    with without("json"), pytest.raises(ImportError):
        import json  # noqa: F401
    with without("no_such_library"):
        pass

    assert sys.modules["json"] is kept
    assert "no_such_library" not in sys.modules


def test_garbage_is_collected_after_the_start() -> None:
    with settled():
        assert not gc.isenabled()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 10_000
    gc.unfreeze()
