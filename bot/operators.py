"""The commands of whoever runs the bot: check, migrate, dead rows, backups and the way back."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from bot.app import backups, office, undertaker
from bot.app.backups import Checked
from bot.app.check import check as run_check
from bot.config import Settings, load, secrets
from bot.terminal import CONFIG, Config, fail
from storage.backup import BadBackup
from storage.dumping import NoTool, ToolFailed
from storage.migrations import migrate as migrate_database

commands = typer.Typer()
dead = typer.Typer(no_args_is_help=True, help="放下的消息：看、再试、不要了。")
commands.add_typer(dead, name="dead")

Queue = Annotated[str, typer.Argument(help="inbox（收到的）或 outbox（要发的）")]
Numbers = Annotated[list[int] | None, typer.Argument(help="编号，huifang dead list 里的")]
Every = Annotated[bool, typer.Option("--all", help="这一边全部")]


@commands.command()
def check(
    offline: Annotated[bool, typer.Option(help="只查配置和文案")] = False,
    config: Config = CONFIG,
) -> None:
    """配置、文案、数据库、令牌、员工群是否都对，不对的该怎么办。"""
    found = asyncio.run(run_check(load(config), secrets(), offline=offline))
    for finding in found:
        typer.secho(f"{'✓' if finding.is_fine else '✗'} {finding.text}")
    raise typer.Exit(0 if all(finding.is_fine for finding in found) else 1)


@commands.command()
def migrate(config: Config = CONFIG) -> None:
    """把数据库升到当前版本（启动时也会自动做）。"""
    migrate_database(load(config).database.url)
    typer.echo("数据库已是当前版本。")


@dead.command("list")
def listed(
    most: Annotated[int, typer.Option("--most", help="最多几条")] = 50, config: Config = CONFIG
) -> None:
    """处理了五次都不成、已经放下的消息，新的在前；只有编号和原因，没有谁说的话。"""
    rows = asyncio.run(office.dead_rows(load(config), most))
    typer.echo("\n".join(rows) if rows else "没有放下的消息。")


@dead.command()
def retry(
    queue: Queue, numbers: Numbers = None, every: Every = False, config: Config = CONFIG
) -> None:
    """原因解决了，再试一遍：回到原来的先后，同一位顾客后来的话排在它后面。"""
    _named(queue, numbers, every)
    done = asyncio.run(undertaker.retry(load(config), queue, numbers or (), every=every))
    typer.echo(f"{done} 条放回去再试。")


@dead.command()
def drop(
    queue: Queue, numbers: Numbers = None, every: Every = False, config: Config = CONFIG
) -> None:
    """看过了，不用再处理：不再列出，到期和别的一起清掉。"""
    _named(queue, numbers, every)
    done = asyncio.run(undertaker.drop(load(config), queue, numbers or (), every=every))
    typer.echo(f"{done} 条不再列出。")


def _named(queue: str, numbers: list[int] | None, every: bool) -> None:
    if queue not in undertaker.QUEUES:
        fail(f"没有「{queue}」，可以是：{'、'.join(undertaker.QUEUES)}。")
    if bool(numbers) == every:
        fail("请写编号，或者 --all。")


@commands.command()
def backup(
    folder: Annotated[Path, typer.Argument(help="备份放在哪个文件夹")] = Path("var/backup"),
    config: Config = CONFIG,
) -> None:
    """备份数据库，机器人不用停；两个文件，钥匙的那个只留最新的一份。"""
    settings = load(config)
    with _plainly(settings):
        made = asyncio.run(backups.back_up(settings, folder))
    typer.echo(f"{made.rows}\n{made.keys}")
    typer.echo("请接着验一验：huifang restore --check " + str(made.rows), err=True)


@commands.command()
def restore(
    file: Annotated[Path, typer.Argument(help="huifang backup 写的文件，*.db 或 *.dump")],
    check: Annotated[bool, typer.Option("--check", help="只验：恢复到别处，看一遍")] = False,
    config: Config = CONFIG,
) -> None:
    """从备份恢复到 database.url（那里要是空的）；--check 只验不动。"""
    settings, work = load(config), backups.check if check else backups.restore
    with _plainly(settings):
        done = asyncio.run(work(settings, secrets(), file))
    typer.echo("\n".join(_told(done)))
    typer.echo("备份是好的。" if check else "恢复好了。", err=True)


def _told(done: Checked) -> Iterator[str]:
    found = done.contents
    if found is None:
        yield f"{done.tables} 张表，都读得出来。要从头验，请恢复到一个空的数据库。"
        return
    yield f"机器人 {found.bot_id or '还没有收过消息'}"
    yield f"顾客 {found.chats} 位，个案 {found.cases} 件，记录 {found.messages} 条"
    if found.newest is not None:
        yield f"最后一条在 {found.newest:%Y-%m-%d %H:%M} UTC"
        yield f"最近的记录里，有 {found.readable} 条读得出原话"
    waits = found.waiting
    yield f"等着处理 {waits['inbox']} 条，等着发 {waits['outbox']} 条；钥匙 {found.keys} 把"


@contextmanager
def _plainly(settings: Settings) -> Iterator[None]:
    """What an operator can put right is said in a sentence."""
    try:
        yield
    except BadBackup as error:
        fail(f"这个备份用不了：{error}")
    except FileExistsError as error:
        fail(f"那里已经有东西了，不会覆盖：{error.filename}。请先挪开，或者换一个 database.url。")
    except NoTool as error:
        fail(f"PostgreSQL 要用它自己的工具，这里没有 {error}：请装上和服务器同一版的客户端工具。")
    except ToolFailed as error:
        fail(f"PostgreSQL 的工具说：{error}")
    except OSError as error:
        fail(office.said(error))
