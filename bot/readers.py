"""The commands that read: customers' words (score, train, evaluate, calibrate), staff's (lint)."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.app import manners, study
from bot.config import load
from bot.config.settings import Replies
from bot.terminal import CONFIG, Config, fail

commands = typer.Typer()


@commands.command()
def lint(
    as_json: Annotated[bool, typer.Option("--json", help="一行一个 JSON 对象")] = False,
    config: Config = CONFIG,
) -> None:
    """从标准输入读员工的回复，一行一条：能不能这样发给顾客，哪里不妥，可以怎么说。"""
    replies = load(config).replies if config.exists() else Replies()
    if as_json:
        manners.show_json(sys.stdin, replies, sys.stdout)
    else:
        manners.show_table(sys.stdin, replies)


@commands.command()
def score(
    column: Annotated[str, typer.Option(help="CSV 的列名；不写则一行一条")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="一行一个 JSON（本来就是）")] = True,
) -> None:
    """从标准输入读顾客的话，一条一个 JSON：情感、主题、严重程度和理由。"""
    try:
        study.score_stream(sys.stdin, column or None, sys.stdout)
    except study.REFUSED as error:
        fail(str(error))


@commands.command()
def train(
    files: Annotated[list[Path], typer.Argument(help="CSV：label,text,source,category")],
    out: Annotated[Path, typer.Option("--out", help="模型写到哪里")],
    test: Annotated[list[Path], typer.Option(help="不许混进训练的文本")] = [],  # noqa: B006
) -> None:
    """用标注过的文本训练模型，打印留出部分的成绩。"""
    try:
        done = study.train(files, out, test)
    except study.REFUSED as error:
        fail(str(error))
    study.show({"评论（留出）": done.reviews, "回复（开发集）": done.replies})


@commands.command()
def evaluate(
    files: Annotated[list[Path], typer.Argument(help="CSV：label,text,source,category")],
    model: Annotated[Path | None, typer.Option(help="模型文件，不写是自带的")] = None,
    limit: Annotated[int, typer.Option(help="最多看多少条，0 是全部")] = 0,
) -> None:
    """我们的模型和 SnowNLP 并排，看准不准、快不快、占多少。"""
    try:
        study.show_sides(study.evaluate(files, model, limit or None))
    except study.REFUSED as error:
        fail(str(error))


@commands.command()
def calibrate(
    undo: Annotated[bool, typer.Option("--undo", help="回到上一次之前")] = False,
    config: Config = CONFIG,
) -> None:
    """用店里自己处理过、顾客又同意的话校准模型。"""
    settings = load(config)
    if undo:
        typer.echo("已回到上一个模型。" if study.undo(settings) else "还没有校准过。")
        return
    try:
        done = asyncio.run(study.calibrate(settings))
    except study.REFUSED as error:
        fail(str(error))
    study.show_calibrated(done)
