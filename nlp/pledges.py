"""What a member of staff promises to do, and by when: 明天下午三点前我给您回电.

A sentence counts that names an act of ours and a moment still to come, and asks nothing. 马上 and
尽快 name no moment. Found by words, so a promise in words of its own is not seen: it is no ledger
of everything that was said, only of what can be held against a clock.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import NamedTuple

from nlp.normalise import normalise
from nlp.times import Moment, length, moments, number

_SENTENCE = re.compile(r"[^。！？!?；;\n~～]+[。！？!?；;]?")
_ACT = re.compile(
    r"[给帮为跟和替找](?:您|你)|(?:联系|通知|答复|回复|告诉)(?:您|你)|送[到达去来上过]|发[货出给]|退[款到回给]|到账"
    r"|等(?:着)?(?:您|你)(?!.{0,3}(?:电话|回|消息|通知|决定))|寄[出到给过]|[修换补办]好|处理好|补[发给上]|上门|回电|回话|打电话|打给"
    r"|(?:我们?|师傅|同事|店长|经理|药师|主任|老师)[^,]{0,8}(?:来|去|到)"
)
_ASKS = re.compile(
    r"[?？]|吗|方便不|行不行|好不好|可不可以|能不能|是不是|您看|每天|每周|都可以|随时|[要如]果|要是|万一"
)
_YOURS = re.compile(
    r"(?:请|麻烦|劳烦)?(?:您|你)(?:先|再|就|可以|随时|有空)?[^,给]{0,6}[来到去过](?!账)"
    r"|(?:请|麻烦|劳烦)?(?:您|你)[^,]{0,14}(?:发|寄|拿|带|拍|告诉|回)[^,]{0,6}(?:给)?我"
)
_BARE = re.compile(
    r"(?<![天上下午晚早晨夜里中傍十\d])([一二三四五六七八九十]{1,3}|\d{1,2})点(半)?钟?(?:之|以)?前"
)
_CLOCK = re.compile(r"(?<![\d:到至-])([01]?\d|2[0-3]):([0-5]\d)(?![\d:到至-])")
_WAIT = re.compile(
    r"(?:过|等我|等我们|容我|给我|给我们)([零一二两三四五六七八九十]{1,3}|\d{1,2}|半)(个?小时|分钟|刻钟|天)"
)
_END = re.compile(r"(?P<day>下班|打烊|关门)前|(?<!下个)(?P<month>月底|月末)|(?<!下)(?P<week>周末)")
_SINCE = re.compile(r"起|开始")  # 从今天起: a new rule, not a day by which
_EVENING = time(20)
"""A day without a clock is over in the evening, when shops close."""
_PART = re.compile("(早上|早晨|上午|中午|下午|傍晚|晚上|夜里|早|晚)$")
_ENDS = {
    "早上": 10,
    "早晨": 10,
    "早": 10,
    "上午": 12,
    "中午": 14,
    "下午": 18,
    "傍晚": 20,
    "晚上": 22,
    "夜里": 23,
    "晚": 22,
}
"""今天下午 without a clock is over when the afternoon is."""
_FARTHEST = timedelta(days=60)
_WEEK = timedelta(days=7)
_WEEKDAY, _CLAUSE = re.compile("[周星礼]"), re.compile(r"[^,.!?;]+")
_OVER = re.compile("已经|就|[了过]$")


class Pledge(NamedTuple):
    text: str  # the sentence
    due: datetime


def pledges(text: str, now: datetime) -> tuple[Pledge, ...]:
    """The promises of a reply, in its order; of a sentence the last moment counts."""
    found = []
    for sentence in _SENTENCE.findall(text):
        plain = normalise(sentence)
        if not _ACT.search(plain) or _ASKS.search(plain) or _YOURS.match(plain):
            continue
        dues = [due for moment in _told(plain, now) if now < (due := _due(moment, plain, now))]
        dues = dues or list(_unnamed(plain, now))
        if dues and max(dues) <= now + _FARTHEST:
            found.append(Pledge(sentence.strip(" 。；;!！~～"), max(dues)))
    return tuple(found)


def _told(text: str, now: datetime) -> list[Moment]:
    """The moments of a sentence; a day is left out where a clock of that day is said, too."""
    found = [m for m in moments(text, now) if not _SINCE.match(text, m.start + len(m.text))]
    values = [moment.value for moment in found]
    return [m for m in found if not any(v != m.value and v.startswith(m.value) for v in values)]


def _unnamed(text: str, now: datetime) -> Iterator[datetime]:
    """Moments without a day: 七点前, 15:30, 过两个小时, 下班前."""
    yield from (_next(found, now) for found in _BARE.finditer(text))
    for found in _CLOCK.finditer(text):
        clock = now.replace(hour=int(found[1]), minute=int(found[2]), second=0, microsecond=0)
        yield clock if clock > now else clock + timedelta(days=1)
    yield from (now + length(found[1], found[2]) for found in _WAIT.finditer(text))
    yield from (due for found in _END.finditer(text) if (due := _end(found, now)) > now)


def _end(found: re.Match[str], now: datetime) -> datetime:
    """The evening on which the day, the week or the month is over."""
    left = 0
    if found["month"]:
        left = monthrange(now.year, now.month)[1] - now.day
    elif found["week"]:
        left = 6 - now.weekday()
    return datetime.combine(now.date() + timedelta(days=left), _EVENING, now.tzinfo)


def _next(found: re.Match[str], now: datetime) -> datetime:
    """七点前 is the next seven o'clock, in the morning or in the evening."""
    hour, minute = number(found[1]) % 12, 30 if found[2] else 0
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    clocks = (midnight + timedelta(hours=hour + 12 * half, minutes=minute) for half in range(4))
    return next(clock for clock in clocks if clock > now)


def _due(told: Moment, text: str, now: datetime) -> datetime:
    """周三 is the next one, unless its clause says that it is over (周三就寄出了)."""
    moment = datetime.fromisoformat(told.value)
    if len(told.value) == len("2026-11-22"):
        moment = datetime.combine(moment.date(), _EVENING, now.tzinfo)
    elif part := _PART.search(told.text):
        moment = moment.replace(hour=_ENDS[part[1]], minute=0)
    due = moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)
    clause = _CLAUSE.match(text, told.start)
    is_over = clause is not None and _OVER.search(clause[0])
    return due + _WEEK if due <= now and _WEEKDAY.match(told.text) and not is_over else due
