"""The command line, `huifang`: finds the room of a command, and says its faults plainly."""

import sys
from importlib import import_module

import typer

from bot.app import logs
from bot.app.memory import settled

# A command is read in with its own room only: to answer a customer takes no spreadsheets.
ROOMS = {
    "players": ("demo", "play"),
    "runners": ("run",),
    "managers": ("report", "silent", "export", "suggestions", "purchases"),
    "readers": ("lint", "score", "train", "evaluate", "calibrate"),
    "keepers": ("rekey", "audit", "keys"),
    "operators": ("check", "migrate", "dead", "backup", "restore"),
}


def cli(word: str = "") -> typer.Typer:
    """The commands of one room; all of them where the word is no command (`--help`)."""
    found = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    for room in [room for room, words in ROOMS.items() if word in words] or ROOMS:
        found.add_typer(import_module(f"bot.{room}").commands)
    return found


def main() -> None:
    logs.configure()
    with settled():
        command = cli(*sys.argv[1:2])
    try:
        command()
    except Exception as error:
        # Only now: the faults are those of rooms that a command may have had no use for.
        from bot.app.faults import said

        words = said(error)
        if words is None:
            raise
        typer.secho(words, err=True, fg="red")
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
