"""A conversation as Markdown, from the product's own export; nothing that was said is changed.

The cases were worked by hand, and are played again word for word from their .yaml:
python -m docs.examples.replay
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

Row = dict[str, Any]
MEDIA = {"photo": "照片", "video": "视频", "voice": "语音", "document": "文件"}
TAPS = {
    "right": "没错",
    "add": "我要补充",
    "correct": "改一条",
    "done": "说完了",
    "none": "都不合适",
    "solved": "已解决",
    "unsolved": "没解决",
    "option": "选了一样",
    "attitude": "待人打分",
    "claim": "认领",
    "mend": "我来改",
    "instead": "用建议",
    "anyway": "仍然发送",
    "approve": "批准",
    "other_way": "换个办法",
    "fulfilled": "已办好",
    "close": "结案",
    "cause": "记下缘故",
}
TITLES = {
    "王女士": (
        "烫伤：先顾人，说过的每一句都算数",
        "气头上连发几条，孩子烫伤，承诺落空。员工第一句话不妥，没有发出去。",
        "医药费向上请示，办好后由顾客说了算。第二天回访说没解决，店长接过去，直到真的好了。",
    ),
    "李先生": (
        "长信：听完，核对，再给办法",
        "六百来字的信，读出日期、金额、承诺和两条建议。顾客改了一行，中间问了一句，都没有打断。",
        "选一样办法，办好，单独听他说说人。建议单独收着，店里采纳后告诉了他。",
    ),
    "陈小姐": (
        "难缠的人：语气照旧，事情照办",
        "讽刺，两次要真人，开口十倍，说要发差评。没有一句顶回去，顶回去的那句没有发出。",
        "说出是母亲的生日以后，店长亲自补上。",
    ),
}
HEAD = "| 时间 | 谁 | 说的话 |\n|---|---|---|"


def rows_of(lines: Iterable[str], customer: str) -> Iterator[Row]:
    rows = (json.loads(line) for line in lines if line.strip())
    return (row for row in rows if row["customer"] == customer)


def shown(row: Row, customer: str) -> str:
    """One line of the table; a tap or a note says that it is one."""
    at, said = row["time"][5:16], _said(row)
    return f"| {at} | {_who(row, customer)} | {said} |"


def _who(row: Row, customer: str) -> str:
    match row["direction"]:
        case "in":
            return f"**{customer}**"
        case "note":
            return f"{row['sender']}（话题里，顾客看不到）"
    return {"bot": "小回", "staff": "店里"}.get(row["sender"], str(row["sender"]))


def _said(row: Row) -> str:
    text = str(row["text"] or "").replace("|", "｜").replace("\n", "<br>")
    if row["kind"] == "tap":
        action, _, more = text.partition(":")
        figure = f" {more}" if action == "attitude" else ""
        return f"〔点〕{TAPS.get(action, action)}{figure}"
    if row["kind"] == "rating":
        return f"〔打分〕{text}"
    sent = MEDIA.get(row["kind"])
    return f"〔{sent}〕{text}" if sent else text


def transcript(lines: Iterable[str], customer: str) -> str:
    title, *about = TITLES.get(customer, (customer,))
    body = [shown(row, customer) for row in rows_of(lines, customer)]
    return "\n".join([f"# {title}", "", *(f"{line}  " for line in about), "", HEAD, *body, ""])
