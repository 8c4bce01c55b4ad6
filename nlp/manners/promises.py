"""A figure that is promised beyond what the shop allows. Other figures, and times, pass.

Beyond is more than so much money, more than so many times over, or more than so many times the
price that the reply itself names (手机壳二十五,赔您一百). What was paid may be given back whole.
"""

import re
from collections.abc import Iterator
from functools import cache

from nlp.manners import lexicon
from nlp.manners.money import SPELLED, Figure, figures, price, value

_SMALLEST, _LARGEST = 3, 100_000  # 给您换两块 is no money, 您千万别急 neither
_TENTHS = re.compile("块([一二三四五六七八九1-9])(?![0-9十百千万个件只份天])")
_CLAUSE = re.compile(r"[^,.!?~;:…\n]+")
_NUMBER = rf"(?:[0-9]{{1,6}}(?:\.[0-9]{{1,2}})?|[{SPELLED}]{{1,6}})"
_UNITS = "点号天日月年周个只条件双台份张盒瓶斤克米次回位人名口桌间楼层室岁度秒页课节倍折成小分半"
_NO_SUM = rf"(?![0-9.%{_UNITS}])"
_BESIDE = re.compile(
    r"(?<!积分)(?:退|补|赔|返现?|转|减|少收|优惠|便宜|免|抹|红包|报销?|贴|充|打款?|送|包|批|申请|(?<!等)给(?=您|你)|我?个人出|店里出|发(?=您|你|个))"
    rf"(?:给|还|回|偿|了|您|你|个|到|一张|过去|账上|卡里|里|的){{0,4}}(?P<after>{_NUMBER})(?![{SPELLED}]){_NO_SUM}"
    rf"|(?:差价?|差额|多[收扣付]了?|垫付了?)(?P<owed>{_NUMBER})(?![{SPELLED}]){_NO_SUM}"
    rf"|(?:^|[,.!~])(?P<alone>{_NUMBER})(?:块钱|块|元)?(?=$|[,.!~])"
    rf"|(?:^|[,!~+的费款金单额价]|(?<![0-9])[.]|一共|总共|合计|共)(?P<before>{_NUMBER})(?:块钱|块|元)?(?:的)?(?:红包|补偿|慰问金|车费|补贴)?"
    r"(?:我们|我|这边|店里|公司|今天|今晚|马上|全部|都|原路|会|先|现在|明天|就|也|一起|一并|已经|已|这就|直接){0,3}"
    r"(?:(?:照|全额|全|都)?(?:退|赔|补|转|返|报|承担)(?!货|价)|出(?!$|去)|免|减|不收|给[您你]|您(?:收|拿)着?)"
)
"""A bare number beside a word that gives it."""
_ALSO_GIVES = re.compile(
    "返|少收|优惠|便宜|贴[您你]|充|给[您你]|承担|报(?:了|$)|您(?:收|拿)|批了?|打款|已退|退款|代金券|红包|慰问|车费.*给"
)
"""Beside the words that make a figure a promise to be held."""
_SHORT = re.compile(r"(?<![a-z0-9])([0-9]+(?:[.][0-9])?)([kw])([1-9])?(?![a-z0-9])")
_SAID_WRONG = re.compile(r"不是[^,.]{1,8}?[,\s]?(?:而)?是(?=退|赔|补|转|给)")
_A_THING = re.compile(
    r"(?:块钱|块|元)?的(?!补偿|红包|差价|券|代金|优惠|运费|赔|慰问|那|钱|货款|尾款|房费|餐费|车费|学费|药费|[给退补转])[\u4e00-\u9fff]"
)
"""两万三的车: what a thing is worth."""
_MORE = re.compile(r"再|另|外加|加|还有|以及|和$|[+]|连同|连带")
_HALF = re.compile(r"(?:退|赔|补)[^,.]{0,4}(?:一半|半价|对半)|(?:一半|半价)[^,.]{0,4}退")
_PRICED = re.compile(
    rf"(?:原价|总价|价格|实付|这单|付[的了]|花了|买的|一共|买的时候)(?:是|为)?[^0-9{SPELLED}]{{0,3}}([0-9]{{2,6}}|[{SPELLED}]{{2,6}})"
)
_EACH = re.compile(
    rf"每(?:一)?[天次件个晚日人位份][^.!?]*?(?:一?共|总共|合计|算下来)(?:是)?({_NUMBER})个?[天次件个晚日人位份]"
)


def promised(text: str, most_money: float, most_times: float) -> Iterator[tuple[int, int]]:
    """(start, end) of each clause of a normalised text that promises too much."""
    if _has("asked_upward", text):
        return
    clauses = [found.span() for found in _CLAUSE.finditer(text)]
    words = [text[slice(*clause)] for clause in clauses]
    said = list(figures(text))
    for at, (start, end) in enumerate(clauses):
        own = [figure for figure in said if start <= figure.start < end]
        high = [f for f in own if f.money > most_money or f.times > most_times]
        near = " , ".join(words[max(0, at - 1) : at + 2])
        if any(_gives(text, figure, words[at], near) for figure in high) or (
            not _has("refused", words[at]) and _is_over(words[at], own, words[:at], most_times)
        ):
            yield start, end


def given(text: str) -> float:
    """The sum, in yuan, that a normalised text gives; 0: none, or it is refused or only asked for.

    The last whose own clause gives, else the last beside such a clause (一百二您收着,下午转给您);
    what is given on top of it is added (退50,再补20), and so much a day is counted out.
    """
    text = _SAID_WRONG.sub("", _SHORT.sub(_in_full, text))
    if _has("asked_upward", text) or _has("refused", text) or _has("unsure", text):
        return 0.0
    clauses = [found.span() for found in _CLAUSE.finditer(text)]
    beside = by_itself = 0.0
    for figure in _sums(text):
        at = next((n for n, (a, b) in enumerate(clauses) if a <= figure.start < b), None)
        if at is None or not _SMALLEST <= figure.money <= _LARGEST:
            continue
        if text.startswith("?", clauses[at][1]) or _A_THING.match(text, figure.end):
            continue
        own = text[slice(*clauses[at])]
        after = text[clauses[at][0] : clauses[min(at + 1, len(clauses) - 1)][1]]
        if at and own.strip() == text[figure.start : figure.end]:  # 房费退您一晚,388
            own = text[clauses[at - 1][0] : clauses[at][1]]
        money = figure.money + _tenths(text, figure)
        if _is_given(text, figure, own, own):
            more = by_itself and _MORE.search(text[max(0, clauses[at][0] - 1) : figure.start])
            by_itself = by_itself + money if more else money
        elif _is_given(text, figure, own, after):
            beside = money
    return _half(text) or (by_itself or beside) * _often(text)


def _is_given(text: str, figure: Figure, own: str, near: str) -> bool:
    if _gives(text, figure, own, near):
        return True
    if _has("numbered", text[: figure.start]) or _has("refused", own) or "积分" in own:
        return False
    priced = _has("price", own) and not _has("given_back", own) and not _ALSO_GIVES.search(own)
    return _ALSO_GIVES.search(near) is not None and not priced


def gives_all(text: str) -> bool:
    """The whole price goes back, or nothing is charged, without a figure."""
    if any(_has(name, text) for name in ("asked_upward", "refused", "unsure")) or "?" in text:
        return False
    return _has("whole", text)


def _sums(text: str) -> list[Figure]:
    """Figures of money, and bare numbers right beside a word that gives them (补您八十)."""
    found = {figure.start: figure for figure in figures(text) if figure.money}
    for told in _BESIDE.finditer(text):
        name = next(name for name in ("after", "owed", "alone", "before") if told[name])
        start, end = told.span(name)
        if not any(at <= start < figure.end for at, figure in found.items()):
            found[start] = Figure(start, end, value(told[name]), 0)
    return [found[at] for at in sorted(found)]


def _half(text: str) -> float:
    """退您一半(原价200): a hundred."""
    priced = _PRICED.search(text) if _HALF.search(text) else None
    return value(priced[1]) / 2 if priced else 0.0


def _in_full(found: re.Match[str]) -> str:
    """3k is 3000, 1w2 is 12000."""
    number, unit, rest = float(found[1]), found[2], found[3]
    full = 1000 if unit == "k" else 10_000
    return f"{number * full + (int(rest) * full / 10 if rest else 0):.0f}"


def _often(text: str) -> float:
    """每天赔您100,一共三天: three times."""
    told = _EACH.search(text)
    return value(told[1]) if told else 1.0


def _tenths(text: str, figure: Figure) -> float:
    """九块八: the eight."""
    found = _TENTHS.match(text, figure.end - 1)
    return value(found[1]) / 10 if found else 0.0


def _gives(text: str, figure: Figure, own: str, near: str) -> bool:
    """It is promised, and no price, number of an order, or sum that is refused."""
    if _has("numbered", text[: figure.start]) or _has("refused", own):
        return False
    named_as_price = figure.money and _has("price", own) and not _has("given_back", own)
    return _has("gives", near) and not named_as_price


def _is_over(clause: str, said: list[Figure], before: list[str], most_times: float) -> bool:
    """So many times a price that was named before it; what is given back is no amends."""
    if not _has("amends", clause):
        return False
    amends = max([figure.money for figure in said] + [price(clause)])
    prices = [found for clause in before if not _has("gives", clause) and (found := price(clause))]
    return bool(prices) and amends > most_times * prices[-1]


def _has(name: str, text: str) -> bool:
    return _pattern(name).search(text) is not None


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(lexicon.load()["promises"][name])
