"""Renews docs/MESSAGES.md: every message in the order in which it may be met, to be read aloud.

`python -m docs.messages` from the root of the project. The order and the sample values are in
docs/messages.yaml.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from bot.dialogue.effects import Lines, Param
from bot.wording.catalog import Catalog, load

HERE = Path(__file__).parent
PAGE = HERE / "MESSAGES.md"
LAYOUT = yaml.safe_load((HERE / "messages.yaml").read_text(encoding="utf-8"))
WORDING = load(ZoneInfo("Asia/Shanghai"))
HEAD = """# 小回说的每一句话

这一页由 `python -m docs.messages` 从 `bot/wording/messages.zh.yaml` 生成，请不要直接改。
每一句按顾客可能遇到的先后排，一个圆点是一种说法，机器人轮着说；名字、时间和东西是举的例子，不知道的时候那一段就不说。
〔〕里是下面的按钮。请念出声来：站在您面前的人，您会这样跟他说吗？
"""


def page(wording: Catalog = WORDING) -> str:
    customer, staff = placed(wording, LAYOUT)
    parts = [
        HEAD,
        "# 顾客看得到的\n",
        *(_part(wording, *each) for each in customer),
        "# 员工和经理看得到的\n",
        *(_part(wording, *each) for each in staff),
    ]
    return "\n".join(parts)


Part = tuple[Mapping[str, Any], list[str]]


def placed(wording: Catalog, layout: Mapping[str, Any]) -> tuple[list[Part], list[Part]]:
    """Each key in its part. Raises ValueError for what no part names."""
    left = dict.fromkeys(wording.templates)
    staff_only = layout["for_staff"]
    customer = [(p, list(_taken(left, p["keys"], staff_only))) for p in layout["customer"]]
    staff = [(p, list(_taken(left, p["keys"], []))) for p in layout["staff"]]
    staff.append(
        ({"title": "命令", "when": "经理的，或者在群里"}, list(_taken(left, staff_only, [])))
    )
    if left:
        raise ValueError(f"docs/messages.yaml names no part for {', '.join(left)}")
    return customer, staff


def _taken(left: dict[str, None], names: list[str], but: list[str]) -> Iterator[str]:
    """A name is a whole key, or with a point at its end all keys below it."""
    for name in names:
        for key in tuple(left):
            if key not in but and (key == name or (name.endswith(".") and key.startswith(name))):
                del left[key]
                yield key


def _part(wording: Catalog, part: Mapping[str, Any], keys: list[str]) -> str:
    messages = "\n".join(_message(wording, key) for key in keys)
    return f"## {part['title']}\n\n{part['when']}。\n\n{messages}"


def _message(wording: Catalog, key: str) -> str:
    variants = range(len(wording.templates[key]))
    said = (spoken(wording, key, n).replace("\n", "<br>") for n in variants)
    buttons = " ".join(f"〔{label}〕" for label in _labels(wording, key))
    title = f"`{key}`　{buttons}" if buttons else f"`{key}`"
    return "\n".join((title, "", *(f"- {text}" for text in said), ""))


def spoken(wording: Catalog, key: str, variant: int = 0) -> str:
    return wording.render(key, _values(key), LAYOUT["now"], variant)


def _values(key: str) -> dict[str, Param]:
    samples = LAYOUT["samples"]
    words = {name: str(value) for name, value in samples.items()}
    values: dict[str, Param] = dict(samples)
    for name, lines in LAYOUT["lines"].items():
        mark = "·" if name in LAYOUT["unnumbered"] else ""
        values[name] = Lines(tuple((line["key"], {**words, **line}) for line in lines), mark)
    for begin, others in LAYOUT["instead"].items():
        if key.startswith(begin):
            values |= others
    return values


def _labels(wording: Catalog, key: str) -> Iterator[str]:
    for name in LAYOUT["buttons"].get(key, ()):
        values = {"label": LAYOUT["samples"]["label"], "mark": "①"}
        scores = "12345" if name == "score" else "1"
        for score in scores:
            yield wording.render(f"button.{name}", {**values, "score": score}, LAYOUT["now"])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
