"""The command that runs for months: run. It imports nothing that it does not need to answer."""

from typing import Annotated

import typer

from bot.app import loop
from bot.app.live import run as run_live
from bot.app.roles import parsed as parse_roles
from bot.config import load, secrets
from bot.terminal import CONFIG, Config, fail

commands = typer.Typer()


@commands.command()
def run(
    roles: Annotated[
        str, typer.Option(help="这个进程做什么；几个进程可以同时跑在一个数据库上")
    ] = "receive,turn,send,tick",
    port: Annotated[int | None, typer.Option(help="网页的端口，不写则用 http.port")] = None,
    config: Config = CONFIG,
) -> None:
    """在真正的 Telegram 上运行；令牌在环境变量 HUIFANG_TOKEN 里。"""
    found = secrets()
    if not found.token:
        fail("没有令牌：请向 @BotFather 要一个，放进环境变量 HUIFANG_TOKEN。")
    loop.run(run_live(load(config), found, roles=parse_roles(roles), port=port))
