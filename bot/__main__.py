"""The command line, `huifang`: each command reads its input, calls one function, and prints."""

import asyncio
import logging
import shutil
from pathlib import Path
from typing import Annotated

import structlog
import typer

from bot.app.live import run as run_live
from bot.app.staged import demo as run_demo
from bot.config import ConfigError, load, secrets
from storage.migrations import migrate as migrate_database

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
Config = Annotated[Path, typer.Option("--config", help="配置文件")]
CONFIG = Path("config.yaml")


@cli.command()
def demo(
    port: Annotated[int, typer.Option(help="网页的端口")] = 8080,
    folder: Annotated[Path, typer.Option(help="状态放在哪里")] = Path("var/demo"),
    fresh: Annotated[bool, typer.Option("--fresh", help="从头开始")] = False,
    config: Config = CONFIG,
) -> None:
    """没有令牌也能看全部:沙盒、机器人和网页都在本机。"""
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)

    def ready(address: str) -> None:
        typer.echo(f"\n  回访已经就绪:{address}\n  按 Ctrl-C 停止;状态保存在 {folder}/\n")

    asyncio.run(run_demo(folder, port, config, ready))


@cli.command()
def run(config: Config = CONFIG) -> None:
    """在真正的 Telegram 上运行;令牌在环境变量 HUIFANG_TOKEN 里。"""
    found = secrets()
    if not found.token:
        fail(
            "没有令牌:请向 @BotFather 要一个,放进环境变量 HUIFANG_TOKEN。先跑 huifang check 也好。"
        )
    asyncio.run(run_live(load(config), found))


@cli.command()
def migrate(config: Config = CONFIG) -> None:
    """把数据库升到当前版本(启动时也会自动做)。"""
    migrate_database(load(config).database.url)
    typer.echo("数据库已是当前版本。")


def fail(words: str) -> None:
    typer.secho(words, err=True, fg="red")
    raise typer.Exit(1)


def main() -> None:
    logging.basicConfig(level=logging.WARNING)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(file=__import__("sys").stderr),
    )
    try:
        cli()
    except ConfigError as error:
        typer.secho(str(error), err=True, fg="red")
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
