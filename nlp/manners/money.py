"""Figures in a reply: sums of money and how many times over, wherever they stand, as numbers."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from nlp.manners import lexicon

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")}
_DIGITS |= {"两": 2, "俩": 2, "〇": 0, "半": 0}
_DIGITS |= {c: n for n, c in enumerate("零壹贰叁肆伍陆柒捌玖")}  # as on a cheque
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "拾": 10, "佰": 100, "仟": 1000}
SPELLED = "零〇一二两三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾佰仟"
_MONEY = ("块钱", "块", "元", "圆", "人民币", "现金", "大洋")
_TIMES = re.compile(
    r"[退假罐包张件瓶条缺少]?一(?:罐|包|件|瓶|条)?[赔罚补]"
    r"(?P<times>[0-9]+|[一二两三四五六七八九十百]+)(?!块|元|百|千)"
)
_PRICED = re.compile(
    r"的|以内|,?(?:今晚|今天|明天|马上|现在)?(?:我|我们)?(?:全额|全部|全|现)?(?:原路)?(?:退|赔|免|转)"
)

_PRICE = re.compile(
    rf"[^0-9{SPELLED}第](?P<number>[0-9]+(?:\.[0-9]+)?|[{SPELLED}]+?)"
    rf"(?:(?:块钱|块|元)(?:[0-9{SPELLED}]{{1,2}})?(?:的[^的]{{1,6}})?)?"
    r"(?:[一每][个只双件条瓶盒杯碗份张把本袋斤支枝])?$"
)
"""A number that ends its clause, or a sum with the thing that it was paid for."""
_SIZE = re.compile(r"的(?!价|赔|补|钱|罚)")  # 二十倍的显微镜


@cache
def _figure() -> re.Pattern[str]:
    others = lexicon.load()["promises"]["other_units"]
    more = rf"[0-9.{SPELLED}来多几]|(?<=[0-9]),(?=[0-9]{{3}})"
    number = rf"(?:[0-9]+(?:\.[0-9]+)?|[{SPELLED}])(?:{more})*"
    units = "|".join((*_MONEY, "倍", "番", "罐", "盒", others))
    return re.compile(rf"(?P<mark>[¥￥])?(?P<number>{number})(?P<unit>{units})?")


@cache
def _bare() -> re.Pattern[str]:
    return re.compile(lexicon.load()["promises"]["bare"])


class Figure(NamedTuple):
    start: int
    end: int
    money: float  # yuan; 0 where it is none
    times: float  # how often over; 0 where it is none


def figures(text: str) -> Iterator[Figure]:
    """Every sum and every multiple of a normalised text."""
    text = text.replace("一分不少", ",,,,")
    for found in _TIMES.finditer(text):
        yield Figure(found.start(), found.end(), 0, value(found["times"]))
    for found in _figure().finditer(text):
        unit, number = found["unit"] or "", value(found["number"])
        if unit in ("倍", "番") and _SIZE.match(text, found.end()):
            continue
        if unit in ("倍", "番"):
            more = 0.5 if text.startswith("半", found.end()) else 0.0
            yield Figure(found.start(), found.end(), 0, number + more)
        elif found["mark"] or unit in _MONEY or (not unit and _is_a_sum(text, found, number)):
            yield Figure(found.start(), found.end(), number, 0)


def price(clause: str) -> float:
    """What a thing costs where a clause ends with it (一碗十八块的面, 花束三十九); else 0."""
    found = _PRICE.search(clause)
    return value(found["number"]) if found else 0.0


def _is_a_sum(text: str, found: re.Match[str], number: float) -> bool:
    """Bare numbers: written out they are sums; in digits they may be rooms and order numbers."""
    if number < 100:
        return False
    if not found["number"].isdigit():
        return found["number"][-1] not in "千百" or len(found["number"]) > 1
    before, after = text[: found.start()], text[found.end() :]
    return _bare().search(before) is not None or _PRICED.match(after) is not None


def value(words: str) -> float:
    """1280, 1,280, 三百五十, 两千二 (2200), 一万三, 六七百 (700), 5万."""
    plain = words.replace(",", "").rstrip(".")
    plain = re.sub(r"[来多几]", "", plain)
    found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)([十百千万]?)", plain)
    if found:
        return float(found[1]) * _UNITS.get(found[2], 1)
    if re.fullmatch("[零〇一二两三四五六七八九]{2,}", plain):  # 一二三: said digit by digit
        return float("".join(str(_DIGITS[c]) for c in plain))
    return _spelled(plain)


def _spelled(words: str) -> float:
    total = section = digit = last = 0
    for at, c in enumerate(words):
        if c in _DIGITS:
            digit = _DIGITS[c]
            if at + 1 == len(words) and last >= 100 and "零" not in words:
                digit *= last // 10  # 两千二 is 2200
        elif c == "万":
            total += max(1, section + digit) * 10_000
            section, digit, last = 0, 0, 10_000
        elif c in _UNITS:
            section += max(1, digit) * _UNITS[c]
            digit, last = 0, _UNITS[c]
        elif c.isdigit():
            digit = digit * 10 + int(c)
    return float(total + section + digit)
