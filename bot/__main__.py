"""The command line, `huifang`: each command reads its input, calls one function, and prints."""

import asyncio
import contextlib
import errno
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from bot.app import ideas, logs, loop, office
from bot.app.check import check as run_check
from bot.app.live import run as run_live
from bot.app.playing import play_files
from bot.app.roles import parsed as parse_roles
from bot.app.staged import demo as run_demo
from bot.config import ConfigError, load, secrets
from bot.keepers import keepers
from bot.operators import operators
from bot.readers import readers
from bot.telegram.receiver import WrongToken
from bot.telegram.sign_in import WebhookRefused
from bot.terminal import CONFIG, Config, complain, fail
from bot.wording.catalog import WordingError
from storage.database import BadUrl, Unavailable
from storage.migrations import migrate as migrate_database
from storage.offsets import OtherBot
from storage.sealing import BadKey, Locked

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
purchases = typer.Typer(no_args_is_help=True, help="购买：导入，二维码。")
cli.add_typer(purchases, name="purchases")
cli.add_typer(readers)
cli.add_typer(keepers)
cli.add_typer(operators)
SAID: dict[type[Exception], str] = {
    ConfigError: "配置有问题：",
    WordingError: "文案有问题：",
    WrongToken: "令牌不对，请检查 HUIFANG_TOKEN：",
    WebhookRefused: "Telegram 不收这个 webhook 地址，请看 telegram.webhook_url：",
    OtherBot: "这个数据库是另一个机器人的，请换一个 database.url：",
    BadUrl: "database.url 不对，要写成 sqlite:///文件 或者 postgresql://…：",
    BadKey: "主密钥不对（还没有的话，运行 huifang rekey）：",
    Locked: "主密钥不是这个数据库的，请换成锁它的那一把：",
    Unavailable: "数据库连不上，请看 database.url：",
}
FAULTS = tuple(SAID)


@cli.command()
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


@cli.command()
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


@cli.command()
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


@cli.command()
def check(
    offline: Annotated[bool, typer.Option(help="只查配置和文案")] = False,
    config: Config = CONFIG,
) -> None:
    """配置、文案、数据库、令牌、员工群是否都对，不对的该怎么办。"""
    found = asyncio.run(run_check(load(config), secrets(), offline=offline))
    for finding in found:
        typer.secho(f"{'✓' if finding.is_fine else '✗'} {finding.text}")
    raise typer.Exit(0 if all(finding.is_fine for finding in found) else 1)


@cli.command()
def migrate(config: Config = CONFIG) -> None:
    """把数据库升到当前版本（启动时也会自动做）。"""
    migrate_database(load(config).database.url)
    typer.echo("数据库已是当前版本。")


@cli.command()
def report(
    since: Annotated[str, typer.Option("--from", help="第一天，如 2026-11-01")] = "",
    until: Annotated[str, typer.Option("--to", help="最后一天")] = "",
    config: Config = CONFIG,
) -> None:
    """回访报表，不写日期就是近 30 天。"""
    typer.echo(asyncio.run(office.report_text(load(config), day(since), day(until))))


@cli.command()
def silent(
    since: Annotated[str, typer.Option("--from", help="第一天，如 2026-11-01")] = "",
    until: Annotated[str, typer.Option("--to", help="最后一天")] = "",
    config: Config = CONFIG,
) -> None:
    """没说出口的顾客：没有答复、答了一半、分高话淡；一行一位，不写日期就是近 30 天。"""
    rows = asyncio.run(office.silent_rows(load(config), day(since), day(until)))
    typer.echo("\n".join(rows) if rows else "没有这样的顾客。")


@cli.command()
def export(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="文件；- 或不写是屏幕")
    ] = None,
    kind: Annotated[str, typer.Option("--format", help="csv、xlsx 或 jsonl")] = "csv",
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
    if target is None and kind == "xlsx":
        fail("xlsx 不能写到屏幕上，请用 --output 给一个文件名。")
    if kind not in office.FORMATS:
        fail(f"没有「{kind}」这种格式，可以是：{'、'.join(office.FORMATS)}。")
    if part not in office.PARTS:
        fail(f"没有「{part}」可以导出，可以是：{'、'.join(office.PARTS)}。")
    asked = load(config), target, kind, day(since), day(until)
    with plainly():
        done = asyncio.run(office.export_log(*asked, part=part, unmasked=unmasked))
    typer.echo(f"{done.rows} 行，SHA-256 {done.checksum}", err=True)


@cli.command()
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


def day(text: str) -> office.Day | None:
    try:
        return office.Day.fromisoformat(text) if text else None
    except ValueError:
        fail(f"「{text}」不是日期，要写成 2026-11-01 这样。")


def main() -> None:
    logs.configure()
    try:
        cli()
    except FAULTS as error:
        known = next(words for kind, words in SAID.items() if isinstance(error, kind))
        typer.secho(f"{known}{error}", err=True, fg="red")
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
