"""The commands that play on the sandbox's server, without a token: demo, play."""

import asyncio
import errno
import shutil
from pathlib import Path
from typing import Annotated

import typer

from bot.app.playing import play_files
from bot.app.staged import demo as run_demo
from bot.terminal import CONFIG, Config, complain, fail

commands = typer.Typer()


@commands.command()
def demo(
    port: Annotated[int, typer.Option(help="网页的端口")] = 8080,
    folder: Annotated[Path, typer.Option(help="状态放在哪里")] = Path("var/demo"),
    fresh: Annotated[bool, typer.Option("--fresh", help="从头开始")] = False,
    config: Config = CONFIG,
) -> None:
    """没有令牌也能看全部：沙盒、机器人和网页都在本机。"""
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)

    def ready(address: str) -> None:
        typer.echo(f"\n  回访已经就绪：{address}\n  按 Ctrl-C 停止；状态保存在 {folder}/\n")

    try:
        asyncio.run(run_demo(folder, port, config, ready))
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        fail(f"端口 {port} 已经有程序在用，请换一个：make demo PORT=8090")


@commands.command()
def play(
    files: Annotated[list[Path], typer.Argument(help="剧本文件，*.yaml")],
    as_json: Annotated[bool, typer.Option("--json", help="一行一个 JSON 对象")] = False,
    database: Annotated[str, typer.Option(help="数据库 URL，不写则用临时的 SQLite")] = "",
    config: Config = CONFIG,
) -> None:
    """把写好的对话在真的程序上演一遍，第一处对不上就停下。"""
    fault = complain if as_json else typer.echo
    held = asyncio.run(play_files(files, config, database, as_json, typer.echo, fault))
    raise typer.Exit(0 if held else 1)
