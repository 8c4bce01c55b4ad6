"""Times as customers write them (明天下午三点, 上周五, 11月3号), resolved against a given now."""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

_NUMBER = r"(?:\d{1,2}|[零一二两三四五六七八九十]{1,3})"
_DAY = (
    r"(?P<near>大前天|前天|昨天|昨晚|昨日|今天|今晚|今早|今日|明天|明早|明晚|明日|大后天|后天)"
    r"|(?P<week>上上|上个?|这个?|本|下下|下个?)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天1-7])"
    rf"|(?:(?P<year>\d{{4}})年)?(?P<month>{_NUMBER})月(?P<day>{_NUMBER})(?:日|号)?"
    rf"|(?<![\d.])(?P<date>\d{{1,2}})(?:日|号(?![线楼店桌门房院馆仓库机码台床厅球]))"
    rf"|(?P<ago>{_NUMBER}|半)(?P<unit>个?月|天|周|个?星期|个?小时|分钟|刻钟)(?P<way>前|以前|之前|后|以后|之后|内|之内)"
)
_PART = r"(?P<part>凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|半夜|晚)"
_MINUTE = rf"(?P<minute>半|一刻|三刻|{_NUMBER}(?!号|月))"
_CLOCK = rf"(?:(?P<hour>{_NUMBER})(?:点|时|:){_MINUTE}?分?(?:多|左右|来钟)?)"
_TIME = re.compile(rf"(?:{_DAY})(?:的|\s)?(?:{_PART})?(?:\s?{_CLOCK})?")
_TODAY = re.compile(rf"{_PART}{_CLOCK}")
_OVER, _COMING = ("的", "了", "过", "的时候发现的", "发现的"), re.compile("能|会|要|再|等|吗|可以")
_SENTENCE, _CLAUSE = re.compile(r"[.!?;。！？；\n]"), re.compile(r"[,.!?;，。！？；\n]")
_FIRST = frozenset("天昨今明早晚周星期礼月日号前后内点时午")

_NEAR = {"大前": -3, "前": -2, "昨": -1, "今": 0, "明": 1, "后": 2, "大后": 3}
_PARTS = {
    "凌晨": 3, "早上": 8, "早晨": 8, "早": 8, "上午": 10, "中午": 12, "下午": 15, "傍晚": 18,
    "晚上": 20, "晚": 20, "夜里": 22, "半夜": 0,
}  # fmt: skip
_NIGHT = ("晚上", "晚", "夜里", "半夜")
_LATE = ("下午", "傍晚", "晚上", "晚", "夜里")
_HOURS = {
    "月": 720, "天": 24, "周": 168, "星期": 168, "小时": 1, "分钟": 1 / 60, "刻钟": 1 / 4,
}  # fmt: skip
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2}


@dataclass(frozen=True, slots=True)
class Moment:
    text: str
    start: int
    value: str  # ISO date, or date and time where one was said


def number(written: str) -> int:
    """十二 → 12; 二十 → 20; 7 → 7."""
    if written.isdigit():
        return int(written)
    tens, ten, ones = written.partition("十")
    if ten:
        return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
    digits = [_DIGITS[c] for c in written]
    if len(digits) == 2 and digits[1] == digits[0] + 1:
        return digits[1]  # 两三天
    return int("".join(map(str, digits)))


def length(count: str, unit: str) -> timedelta:
    """半 and 小时, 三 and 天, 一 and 刻钟."""
    times = 0.5 if count == "半" else float(number(count))
    return timedelta(hours=_HOURS[unit.lstrip("个")] * times)


def moments(text: str, now: datetime) -> Iterator[Moment]:
    """Left to right; a bare clock (下午三点) is of the day named before it, or today's."""
    if _FIRST.isdisjoint(text):
        return
    dated = list(_TIME.finditer(text))
    spans = [found.span() for found in dated]
    for found in _TODAY.finditer(text):
        if not any(start <= found.start() < end for start, end in spans):
            dated.append(found)
    named, since = now.date(), 0
    for found in sorted(dated, key=lambda found: found.start()):
        bare = found.re is _TODAY
        if bare and _is_over(named, text[since : found.start()], now):
            named = _told_of(named, text, found, now)
        try:
            value = _resolved(found, now, named if bare else now.date())
        except (ValueError, KeyError, OverflowError):
            continue  # 2月30号, 25点: not a time
        yield Moment(found.group(), found.start(), value)
        named, since = date.fromisoformat(value[:10]), found.end()


def _is_over(named: date, between: str, now: datetime) -> bool:
    """A day to come holds for its sentence, one that is past for its clause:
    昨天买的,下午三点能到吗.
    """
    return (_SENTENCE if named > now.date() else _CLAUSE).search(between) is not None


def _told_of(named: date, text: str, found: "re.Match[str]", now: datetime) -> date:
    """昨天三点取的,晚上八点冲的: what is told of is over, so it was not this evening."""
    today, rest = now.date(), _CLAUSE.split(text[found.end() :])[0]
    later = _resolved(found, now, today) > now.isoformat(timespec="minutes")
    same = _SENTENCE.search(text[: found.start()].rstrip()) is None
    return named if same and later and rest.endswith(_OVER) and not _COMING.search(rest) else today


def _resolved(found: "re.Match[str]", now: datetime, today: date) -> str:
    said = found.groupdict()
    if said.get("ago"):
        return _counted(found, now)
    day = _day(said, today)
    part = found["part"] or {"晚": "晚上", "早": "早上"}.get((said.get("near") or " ")[-1])
    if not found["hour"]:
        if not part:
            return day.isoformat()
        return _at(day, time(_PARTS[part]), now)
    hour = number(found["hour"])
    if part in _LATE and 1 <= hour < 12:
        hour += 12
    if part in _NIGHT and hour == 12:  # 今晚十二点 is when tomorrow begins
        day, hour = day + timedelta(days=1), 0
    return _at(day, time(hour, _minute(found["minute"])), now)


def _day(said: Mapping[str, str | None], today: date) -> date:
    if near := said.get("near"):
        return today + timedelta(days=_NEAR[near[:-1]])
    if weekday := said.get("weekday"):
        target = 6 if weekday in "日天" else number(weekday) - 1
        week = said.get("week") or ""
        weeks = {"上": -1, "下": 1}.get(week[:1], 0) * (2 if week in ("上上", "下下") else 1)
        return today + timedelta(days=target - today.weekday(), weeks=weeks)
    if only := said.get("date"):
        return today.replace(day=int(only))
    month, day = said.get("month"), said.get("day")
    if not month or not day:
        return today
    if year := said.get("year"):
        return date(int(year), number(month), number(day))
    return _nearest(number(month), number(day), today)


def _nearest(month: int, day: int, today: date) -> date:
    """On the second of January 12月30日 is last year's; 2月29日 is of a year that has one."""
    years = (today.year - 1, today.year, today.year + 1)
    days = (date(y, month, day) for y in years if day <= monthrange(y, month)[1])
    return min(days, key=lambda found: abs(found - today))


def _counted(found: "re.Match[str]", now: datetime) -> str:
    back = found["way"] in ("前", "以前", "之前")
    moment = now + length(found["ago"], found["unit"]) * (-1 if back else 1)
    exact = found["unit"].endswith(("小时", "分钟", "刻钟"))
    return moment.isoformat(timespec="minutes") if exact else moment.date().isoformat()


def _minute(written: str | None) -> int:
    if not written:
        return 0
    return {"半": 30, "一刻": 15, "三刻": 45}.get(written) or number(written)


def _at(day: date, clock: time, now: datetime) -> str:
    return datetime.combine(day, clock, now.tzinfo).isoformat(timespec="minutes")
