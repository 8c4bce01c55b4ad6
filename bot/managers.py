"""The commands of a manager: report, silent, export, suggestions, purchases."""

import asyncio
import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from bot.app import ideas, office
from bot.config import load, secrets
from bot.terminal import CONFIG, Config, fail

commands = typer.Typer()
purchases = typer.Typer(no_args_is_help=True, help="购买：导入，二维码。")
commands.add_typer(purchases, name="purchases")


@commands.command()
def report(
    since: Annotated[str, typer.Option("--from", help="第一天，如 2026-11-01")] = "",
    until: Annotated[str, typer.Option("--to", help="最后一天")] = "",
    config: Config = CONFIG,
) -> None:
    """回访报表，不写日期就是近 30 天。"""
    typer.echo(asyncio.run(office.report_text(load(config), *days(since, until))))


@commands.command()
def silent(
    since: Annotated[str, typer.Option("--from", help="第一天，如 2026-11-01")] = "",
    until: Annotated[str, typer.Option("--to", help="最后一天")] = "",
    config: Config = CONFIG,
) -> None:
    """没说出口的顾客：没有答复、答了一半、分高话淡；一行一位，不写日期就是近 30 天。"""
    rows = asyncio.run(office.silent_rows(load(config), *days(since, until)))
    typer.echo("\n".join(rows) if rows else "没有这样的顾客。")


@commands.command()
def export(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="文件；- 或不写是屏幕")
    ] = None,
    kind: Annotated[str, typer.Option("--format", help="csv、xlsx 或 jsonl；不写就看文件名")] = "",
    since: Annotated[str, typer.Option("--from", help="第一天，如 2026-11-01")] = "",
    until: Annotated[str, typer.Option("--to", help="最后一天")] = "",
    part: Annotated[
        str, typer.Option("--what", help="log 会话记录、grants 补偿、suggestions 建议")
    ] = "log",
    unmasked: Annotated[bool, typer.Option(help="不遮电话和证件号")] = False,
    config: Config = CONFIG,
) -> None:
    """会话记录，一行一条（xlsx 里另有补偿和建议两页）；行数和校验写在最后（标准错误）。"""
    target = None if output is None or str(output) == "-" else output
    kind = kind or (target.suffix[1:] if target and target.suffix[1:] in office.FORMATS else "csv")
    if target is None and kind == "xlsx":
        fail("xlsx 不能写到屏幕上，请用 --output 给一个文件名。")
    if kind not in office.FORMATS:
        fail(f"没有「{kind}」这种格式，可以是：{'、'.join(office.FORMATS)}。")
    if part not in office.PARTS:
        fail(f"没有「{part}」可以导出，可以是：{'、'.join(office.PARTS)}。")
    asked = load(config), target, kind, *days(since, until)
    with plainly():
        done = asyncio.run(office.export_log(*asked, part=part, unmasked=unmasked))
    typer.echo(f"{done.rows} 行，SHA-256 {done.checksum}", err=True)


@commands.command()
def suggestions(
    adopt: Annotated[int, typer.Option(help="采纳这一条，告诉顾客")] = 0,
    decline: Annotated[int, typer.Option(help="这一条不采纳，不打扰顾客")] = 0,
    config: Config = CONFIG,
) -> None:
    """顾客提的建议，与投诉分开；采纳哪一条，顾客会听到一声。"""
    for number, outcome in ((adopt, "adopted"), (decline, "declined")):
        if number and not asyncio.run(ideas.answer(load(config), number, outcome)):
            fail(f"没有等着答复的第 {number} 条建议。")
    rows = asyncio.run(ideas.listed(load(config)))
    typer.echo("\n".join(rows) if rows else "没有等着答复的建议。")


@purchases.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="CSV 文件，UTF-8 或 GBK")], config: Config = CONFIG
) -> None:
    """导入购买；坏的行写进 .rejects.csv，好的行留下，重复导入也无妨。"""
    with plainly():
        done = asyncio.run(office.import_file(load(config), file))
    typer.echo(f"新增 {done.added}，已有 {done.known}，有问题 {done.rejected}")
    if done.unknown_columns:
        typer.echo(f"没有认出的列：{'、'.join(done.unknown_columns)}", err=True)
    if done.rejects_path:
        typer.echo(f"有问题的行和原因在 {done.rejects_path}", err=True)
        raise typer.Exit(1)


@purchases.command()
def qr(
    order_no: Annotated[str, typer.Argument(help="订单号")],
    shop: Annotated[str, typer.Option(help="门店，订单号在几家店重复时要写")] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="png 或 svg")] = None,
    config: Config = CONFIG,
) -> None:
    """把邀请链接画成二维码，印在小票上。"""
    path = output or Path(f"{order_no}.png".replace("/", "_"))
    if path.suffix.lower() not in office.QR_KINDS:
        fail(f"二维码只能写成 {'、'.join(office.QR_KINDS)}，写不了「{path.name}」。")
    with plainly():
        link = asyncio.run(office.draw_qr(load(config), secrets(), order_no, shop or None, path))
    typer.echo(f"{path}\n{link}")


@contextlib.contextmanager
def plainly() -> Iterator[None]:
    """What a manager can put right is said in a sentence. A closed pipe is for `main`."""
    try:
        yield
    except BrokenPipeError:
        raise
    except office.UNREADABLE as error:
        fail(office.said(error))


def days(since: str, until: str) -> tuple[office.Day | None, office.Day | None]:
    first, last = day(since), day(until)
    if first and last and first > last:
        fail(f"{since} 在 {until} 之后，--from 是第一天，--to 是最后一天。")
    return first, last


def day(text: str) -> office.Day | None:
    try:
        return office.Day.fromisoformat(text) if text else None
    except ValueError:
        fail(f"「{text}」不是日期，要写成 2026-11-01 这样。")
