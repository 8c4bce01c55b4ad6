"""`huifang lint`: each line of the input is a staff reply, none of them the first of its case."""

import json
from collections.abc import Iterator
from typing import Any, TextIO

from rich.console import Console
from rich.table import Table

from bot.config.settings import Replies
from nlp import manners
from nlp.manners import Check
from nlp.score import lines

NAMES = {
    "adversative": "转折",
    "accusing": "冒犯",
    "refusal": "拒绝",
    "blame": "推责",
    "promise": "数目",
    "care": "关心",
}


def show_json(source: TextIO, replies: Replies, out: TextIO) -> None:
    """One object a line, each as soon as it is known."""
    for text, done in _checked(source, replies):
        out.write(json.dumps(_verdict(text, done), ensure_ascii=False) + "\n")


def show_table(source: TextIO, replies: Replies) -> None:
    """For people: what may go out, what is held and where, and what could be said instead."""
    table = Table(show_lines=True)
    for title in ("", "回复", "哪里", "为什么", "可以这样说"):
        table.add_column(title, overflow="fold")
    for text, done in _checked(source, replies):
        where = (f"{NAMES[f.rule]}：{text[f.start : f.end]}" for f in done.findings)
        why, instead = (f.why for f in done.findings), (f.suggestion for f in done.findings)
        cells = ("\n".join(words) for words in (where, why, instead))
        table.add_row("✋" if done.is_held else "✓", text, *cells)
    Console().print(table)


def _checked(source: TextIO, replies: Replies) -> Iterator[tuple[str, Check]]:
    bounds = manners.Bounds(replies.most_money, replies.most_times)
    for text in lines(source, None):
        yield text, manners.check(text, bounds=bounds)


def _verdict(text: str, done: Check) -> dict[str, Any]:
    findings = [
        {"rule": f.rule, "span": [f.start, f.end], "why": f.why, "suggestion": f.suggestion}
        for f in done.findings
    ]
    return {"text": text, "verdict": done.verdict, "findings": findings}
