"""What else stands in a reply: requests, suggestions, orders, sums, persons, promises."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice

from nlp import lexicon
from nlp.reading import Entity
from nlp.times import Moment, moments
from nlp.words import Words

_DATA = lexicon.load("details")
_REFUSALS = tuple(_DATA["refuses"].split())
_SUGGESTS = tuple(_DATA["suggests"].split())
_SUGGESTS_FIRST = frozenset(word[0] for word in _SUGGESTS)
_CLAUSE = re.compile(r"[,.!?;\n]+")

_PHONE = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|400-?\d{3}-?\d{4}|0\d{2,3}-\d{7,8})(?!\d)")
_ORDER = re.compile(
    r"(?:订单号?|单号|编号|尾号)(?:是|为|:)?\s*([a-z]{0,4}-?\d{4,24})"
    r"|(?<![a-z\d])([a-z]{1,3}\d{8,20}|\d{12,24})(?!\d)"
)
_AMOUNT = re.compile(
    r"(?:¥|rmb)\s?(\d+(?:\.\d{1,2})?)"
    r"|(\d+(?:\.\d{1,2})?万?|[一二两三四五六七八九十百千万]+)\s?(?:元|块钱|块(?!屏|布|肉|板|表|砖|地)|rmb)"
)
_NUMBER = r"[一二两三四五六七八九十百千万\d]"
_DEMANDED = re.compile(
    r"(?:赔偿?|补偿?|退|要|给|最少|至少|起码|低于|少于)(?:我们?|你们?|够|个|到|他)*\s?"
    rf"(\d{{3,7}}|\d+万|[一二两三四五六七八九]{{1,2}}[百千万](?:[一二三四五六七八九]百?)?)"
    rf"(?!{_NUMBER}|[.%号点分倍个件次天年月日份只台条单小周星张双人名位楼层斤克米块元升毫张页片台瓶盒包字卡优])"
)
"""赔8000, 最少三千: a demand names no unit."""
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡"
    "贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段"
)
_PERSON = re.compile(
    rf"(?:小|老)[{_SURNAMES}](?![一-鿿]?(?:米|时|区))"
    rf"|[{_SURNAMES}][一-鿿]?(?:经理|店长|老师|师傅|医生|大夫|护士|教练|主管|先生|女士|小姐|药师|主任|老板|姐|哥)"
)
_PROMISE = re.compile(r"说好|答应|承诺|保证|约好|说(?=.{0,6}(?:发货|送|到|退|回|处理|修|来))")
_WEEKDAY, _PAST = (
    re.compile("[周星礼]"),
    re.compile("[了过]|打电话说|跟我说|送来|收到|买的|拿到|发现"),
)
_COMING = re.compile("能|会|要|前|等|答应|说好|保证|承诺|约")
_DIGITS, _MONEY = frozenset("0123456789"), frozenset("元块¥r")
_DEMANDS = frozenset("赔补退要给少低")
_NAMED = frozenset("小老理长师傅生夫士练管姐任板哥")  # each person has one of these
MOST_TIMES = 10
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}


def requests(text: str, words: Words) -> tuple[str, ...]:
    """What the customer asks for, in the order it is said."""
    if not words.requests:
        return ()
    found: dict[str, None] = {}
    for start, _, name in words.requests:
        before = text[max(0, start - 3) : start]
        if not before.endswith(_REFUSALS):
            found[name] = None
    return tuple(found)


def suggestions(text: str) -> tuple[str, ...]:
    """Clauses that propose a change."""
    if _SUGGESTS_FIRST.isdisjoint(text):
        return ()
    clauses = (c.strip() for c in _CLAUSE.split(text))
    return tuple(c for c in clauses if len(c) >= 5 and c.startswith(_SUGGESTS))


def entities(text: str, words: Words, now: datetime | None) -> tuple[Entity, ...]:
    """Things with a name or number; times and promises only where now is given."""
    found: list[Entity] = []
    if not _DIGITS.isdisjoint(text):
        found += _numbered(text)
    if not _MONEY.isdisjoint(text):
        found += _amounts(text)
    if not _DEMANDS.isdisjoint(text):
        found += (Entity("amount", m[1], _amount(m[1])) for m in _DEMANDED.finditer(text))
    if not _NAMED.isdisjoint(text):
        found += (Entity("person", m.group(), m.group()) for m in _PERSON.finditer(text))
    if words.rivals:
        found += (Entity("rival", name, name) for _, _, name in words.rivals)
    if now is not None:
        found += _timed(text, now)
    return tuple(found)


def _numbered(text: str) -> Iterator[Entity]:
    phones = [m.group() for m in _PHONE.finditer(text)]
    yield from (Entity("phone", p, p.replace("-", "")) for p in phones)
    for found in _ORDER.finditer(text):
        order = found[1] or found[2]
        if order not in phones:
            yield Entity("order", order, order.upper())


def _amounts(text: str) -> Iterator[Entity]:
    for found in _AMOUNT.finditer(text):
        yield Entity("amount", found.group().strip(), _amount(found[1] or found[2]))


def _timed(text: str, now: datetime) -> Iterator[Entity]:
    for moment in islice(moments(text, now), MOST_TIMES):
        clause = _CLAUSE.split(text[: moment.start])[-1]
        rest = _CLAUSE.split(text[moment.start :])[0]
        value = _told_of(moment, clause + rest, now)
        yield Entity("time", moment.text, value)
        said = _PROMISE.search(clause + rest)
        if said and said.start() < len(clause):
            yield Entity("promise", clause + rest, value)


def _told_of(moment: Moment, clause: str, now: datetime) -> str:
    """礼拜天打了电话 is the last one, where the week is not over yet."""
    day = date.fromisoformat(moment.value[:10])
    bare = _WEEKDAY.match(moment.text) and day > now.date()
    if not bare or not _PAST.search(clause) or _COMING.search(clause):
        return moment.value
    return (day - timedelta(days=7)).isoformat() + moment.value[10:]


def _amount(written: str) -> str:
    """两百五十 → 250; 两千五 → 2500; 12.50 → 12.50."""
    if written[0].isdigit():
        return f"{float(written[:-1]) * 10_000:g}" if written.endswith("万") else written
    total = part = unit = 0
    for char in written:
        if char in _UNITS:
            unit = _UNITS[char]
            total = (total + part) * unit if unit == 10_000 else total + (part or 1) * unit
            part = 0
        else:
            part = "零一二三四五六七八九".find(char) if char != "两" else 2
    is_short = unit >= 100 and "零" not in written
    return str(total + part * (unit // 10 if is_short else 1))
