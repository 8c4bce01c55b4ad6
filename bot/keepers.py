"""The commands that keep what is entrusted to us: rekey, audit, keys."""

import asyncio
from typing import Annotated

import typer

from bot.app import book, doors, keeping
from bot.config import load, secrets
from bot.terminal import CONFIG, Config, complain, fail

EVERY_SHOP = ["purchases"]
commands = typer.Typer()
keys = typer.Typer(no_args_is_help=True, help="接口密钥：发、看、收回。")
commands.add_typer(keys, name="keys")


@commands.command()
def rekey(
    forget: Annotated[
        bool, typer.Option("--forget", help="不换新的，只丢掉用不着的旧密钥")
    ] = False,
    config: Config = CONFIG,
) -> None:
    """换主密钥，也把以前的明文加密；机器人可以不停。"""
    done = asyncio.run(
        keeping.rekey(load(config), secrets(), forget=forget, progress=lambda count: None)
    )
    typer.echo(f"主密钥是 {done.master}；重新包好 {done.keys} 把，加密明文 {done.words} 处。")
    if forget:
        typer.echo(f"丢掉旧密钥 {done.forgotten} 把。")
    else:
        typer.echo("旧密钥还留着，等正在运行的都读到新的；过一会儿再运行 huifang rekey --forget。")


@commands.command()
def audit(
    verify: Annotated[bool, typer.Option("--verify", help="从头核对一遍")] = False,
    head: Annotated[str, typer.Option(help="另外记下的最后一行的校验，应当还在册上")] = "",
    most: Annotated[int, typer.Option("--most", help="最多几行")] = 50,
    config: Config = CONFIG,
) -> None:
    """台账：谁导出了什么、删了谁、放行了哪条回复、许了多少；只有编号和数目。"""
    if not verify:
        typer.echo("\n".join(asyncio.run(book.shown(load(config), most))) or "台账还是空的。")
        return
    found, has_head = asyncio.run(book.verified(load(config), head))
    if found.broken_at is not None:
        complain(f"台账从第 {found.broken_at} 行起对不上：有人改过或删过。")
        raise typer.Exit(1)
    if head and not has_head:
        complain("台账里没有您记下的那一行：末尾被删掉过。")
        raise typer.Exit(1)
    typer.echo(f"{found.rows} 行都对得上，最后一行是 {found.head}")


@keys.command()
def add(
    name: Annotated[str, typer.Argument(help="给谁用，比如：徐汇店收银")],
    scope: Annotated[list[str], typer.Option(help="purchases，或 purchases@门店")] = EVERY_SHOP,
    signed: Annotated[
        bool, typer.Option("--signed", help="用来签名（Standard Webhooks）")
    ] = False,
    config: Config = CONFIG,
) -> None:
    """发一个新的密钥；只在这时显示一次。"""
    try:
        number, key = asyncio.run(doors.issued(load(config), name, scope, signs=signed))
    except doors.NoSuchScope as error:
        fail(f"没有「{error}」这样的范围，可以是 purchases 或 purchases@门店。")
    typer.echo(f"第 {number} 号：{key}")
    typer.echo("请现在就收好，以后查不到了。", err=True)


@keys.command("list")
def list_keys(config: Config = CONFIG) -> None:
    """发过哪些密钥，哪些已经收回。"""
    typer.echo("\n".join(asyncio.run(doors.listed(load(config)))) or "还没有发过密钥。")


@keys.command()
def revoke(
    number: Annotated[int, typer.Argument(help="编号，见 huifang keys list")],
    config: Config = CONFIG,
) -> None:
    """收回一个密钥，立刻生效。"""
    if not asyncio.run(doors.revoked(load(config), number)):
        fail(f"没有第 {number} 号密钥，或者已经收回了。")
    typer.echo(f"第 {number} 号密钥已经收回。")
