"""How the commands speak to a terminal: one word for the configuration, one voice for faults."""

from pathlib import Path
from typing import Annotated, Never

import typer

Config = Annotated[Path, typer.Option("--config", help="配置文件")]
CONFIG = Path("config.yaml")


def complain(words: str) -> None:
    typer.secho(words, err=True, fg="red")


def fail(words: str) -> Never:
    complain(words)
    raise typer.Exit(2)
