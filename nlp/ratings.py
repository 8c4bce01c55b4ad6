"""Ratings in words: 给1分, 满分十分给三分, 四星半, 98分 — brought to five steps."""

import re

_NUMBER = r"(?:\d{1,3}(?:\.\d)?|[零一二两三四五六七八九十百]{1,3})"
_FOUND = re.compile(
    rf"(负)?({_NUMBER})\s*(?:颗)?(?:小)?(星|分)(?!钟|之|析|店|类|公|期|量|为|开|手|成|辨|别|散|享|数|明|外|级|装|\d)"
)
_SCALE = re.compile(
    rf"(?:满分|总分)(?:是|为)?({_NUMBER})分?|({_NUMBER})分(?:满分|制|的话)|(\d+)分我?[给打]"
)
_TAKEN = re.compile(rf"(?:扣|减|少给|差|留)(?:了|你们|掉)?({_NUMBER})(?:颗)?(?:星|分)")
_OF = re.compile(r"(?<![\d/])(\d{1,3}(?:\.\d)?)\s*/\s*(5|10|100)(?![\d/])")
_TOO_MUCH = re.compile(rf"({_NUMBER})(?:颗)?(?:星|分)都?(?:嫌|算|觉得|是)多")
_ABOVE = re.compile(r"(?:十二|百|满)分(?:满意|推荐|好评|喜欢)|五星|全五|满分|满星")
_VERY = re.compile(r"十分(?=[\u4e00-\u9fff])")  # 十分满意: very
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {
    "两": 2,
    "百": 100,
    "一百": 100,
}


def rating(text: str) -> float | None:
    """0 (worst) to 5 (best), or None where no rating is said."""
    if (of := "/" in text and len(text) <= 12 and _OF.search(text)) and float(of[1]) <= int(of[2]):
        return 5.0 * float(of[1]) / int(of[2])
    if "分" not in text and "星" not in text:
        return None
    if _TOO_MUCH.search(text):
        return 0.0
    if taken := _TAKEN.search(text):
        if _ABOVE.search(text) or taken[0][0] == "留":
            return 4.5
        return 3.5 if _value(taken[1]) <= 1 else 2.0
    scale = _SCALE.search(text)
    top = _value(next(filter(None, scale.groups()))) if scale else 0.0
    found = [
        m
        for m in _FOUND.finditer(text)
        if not (scale and _inside(m, scale)) and not _VERY.match(text, m.start())
    ]
    if not found:
        return 5.0 if _ABOVE.search(text) else None
    minus, number, unit = found[-1].groups()
    value = _value(number)
    if minus:
        return 0.0
    if unit == "星" and value > 5:
        return None
    top = top or (5.0 if value <= 5 else 10.0 if value <= 10 else 100.0)
    return min(5.0, 5.0 * value / top)


def _inside(found: re.Match[str], scale: re.Match[str]) -> bool:
    start, end = scale.span(next(i for i in (1, 2, 3) if scale[i]))
    return start <= found.start(2) < end


def _value(written: str) -> float:
    if written[0].isdigit():
        return float(written)
    if written in _DIGITS:
        return float(_DIGITS[written])
    tens, _, ones = written.partition("十")
    return float(_DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0))
