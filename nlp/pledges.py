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
    r"[给帮为跟和替找](?:您|你)|(?:联系|通知|答复|回复|告诉|回)(?:您|你)|送[到达去来上过]|发[货出给]|退[款到回给]|到账"
    r"|等(?:着)?(?:您|你)(?!.{0,3}(?:电话|回|消息|通知|决定))|寄[出到给过]|[修换补办]好|处理好|补[发给上]|上门|回电|回话|打电话|打给"
    r"|(?:我们?|师傅|同事|店长|经理|药师|主任|老师)[^,]{0,8}(?:来|去|到)"
    r"|换(?:新|货|好|上|一)|[寄发送补做弄办搞修装洗改查退换配调](?:好|完|掉|出来|过去|妥)|搞定|解决|处理(?!中)|准信|出结果|有结果|安排|上门|过[来去](?!了)|(?:就|能|可以|肯定|一定|保证)(?:好|到)"
    r"|到(?:货|店|家|位|您那|您家)|(?:[前内后]|左右|[午晚]上?|[号日天一二三四五六日点半])(?:就|能|可以|肯定|一定)?到(?:$|[,.!~吧哈])"
)
_DOES = re.compile(
    "[发寄退弄办修换送做装改补查取提拿打回结配洗给帮叫来去接调安联处解完好成]|开(?!门|会|始|业)|(?<!遇|迟|等|轮)到|出(?!差|去)|必|一定|准时|有货"
)
"""In a short line with a time to come, any of these is an act of ours."""
_IDLE = re.compile(
    r"再说|再看|太忙|很忙|忙不过来|人多|排到|值班|轮到|下雨|下雪|天气|堵|活动|特价|打折|优惠|有效|截止|到期|过期|上市|上新|涨价|保修|质保|才(?:开始|上班|开门|出餐|营业)|节日|过年|放假|生日"
    r"|记得|别忘|知道|听说|看到|问过|说过|不[到能会行给退换送]|没[有法空人]|[了的过]$|才(?:能|会)?知道|不一定|再定|(?:卖|用|抢|订|排)(?:完|光|满)|再来(?![给电])|显示|为准|之?后才|以来|起(?:就|执行|实行)"
)
_BRIEF = 26  # characters of such a line
_CORRECTS = re.compile(
    r"更正|纠正|说错|打错|写错|记错|弄错|看错|^不对|^哦不|^不是[,\s]|应该是|改(?:成|到|在|为)|推(?:迟|后)?到|提前到|延(?:后|迟|期)?到|挪到"
)
"""The time that was said before is another: 更正一下,最晚九点."""
_BARE_TIME = re.compile(
    r"^(?:好的?|嗯|行|那|就|大概|大约|应该|预计|估计|差不多|可能|最晚|最迟|最快|争取|尽量|保证|肯定|一定|是|在|[,\s])*@"
    r"(?:之?前|以前|之?内|左右|前后|的时候|上班后|的样子|能好|就好|吧|哈|哦|呢|啊|就行|没问题|[,.!~\s])*$"
)
"""The answer to when: a time, and next to nothing besides."""
_AWAY = re.compile(r"休息|请假|不在|放假|轮休|倒班|调休|不上班|停业|歇业|盘点|开会|出差")
_ASKS = re.compile(
    r"[?？]|吗|方便不|行不行|好不好|可不可以|能不能|是不是|您看|每天|每周|都可以|随时|[要如]果|要是|万一|的话|是吧|对吧|来得及|来不及|[您你](?:说|要)的?[^,]{0,8}(?:要|用|的|是)|内(?:都|均|皆)?(?:可以|可|能)(?:退|换|来|无|免)|无理由|时间[是为:]|[周期拜][一二三四五六日天]?到周|营业|开门(?!就)|(?:关门|打烊)(?!之?前|以前)"
)
_YOURS = re.compile(
    r"(?:请|麻烦|劳烦)?(?:您|你)(?:先|再|就|可以|随时|有空)?[^,给]{0,6}[来到去过](?!账)"
    r"|(?:请|麻烦|劳烦)?(?:您|你)[^,]{0,14}(?:发|寄|拿|带|拍|告诉|回)[^,]{0,6}(?:给)?我"
)
_NOT_KEPT = re.compile(
    r"没做到|没有做到|没兑现|没送到|没办到|本来|原本|上次|上回|之前(?:说|答应)"
    r"|(?:没法|不敢|不能)(?:答应|保证)"
)
_TAG = re.compile(r",\s*(?:您看|您觉得)?(?:行不行|行吗|可以吗|好吗|好不好|方便吗|成吗)[?]?$")
"""A promise with a word of courtesy behind it is still one."""
_N = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
_CLOCK = rf"{_N}(?:点|:)(?:半|一刻|三刻|\d{{2}})?钟?"
_PARTS = "早上|早晨|上午|中午|下午|傍晚|晚上|夜里"
_SAME = tuple(
    (re.compile(pattern), same)
    for pattern, same in (
        (r"([今明后])儿", r"\1天"),
        (r"俩(?=个?小时|天|个?钟|周)", "两"),
        (rf"再({_N})天(?=就|能|可以|好|给|左右|$|[,.])", r"\1天内"),
        (rf"((?:{_PARTS})?)(?<![\d号日月])({_N})[-~到至]({_N})(点)(?!\d|半)", r"\1\3点前"),
        (r"(\d+(?:\.5)?)\s?(?:h|小时制)(?![a-z])", r"\1小时"),
        (r"(\d+)\s?(?:min|mins)(?![a-z])", r"\1分钟"),
        (
            r"(?<![\d.])(1[0-2]|[1-9])[./](3[01]|[12]\d|[1-9])(?:[号日]|(?=(?:上午|下午|早|晚|前|之前|发|寄|到|给|送)))",
            r"\1月\2号",
        ),
        (r"(?<=天)\(\d{1,2}[号日]\)", ""),
        (
            r"(?:大概|大约|差不多)?(?:一个?(?:星期|礼拜)|一周)(?:左右|之?内|以内)?(?!前|以前|后|[一二三四五六日天])",
            "七天内",
        ),
        (r"半个月(?:左右|之?内|以内)?(?!前|后)", "15天内"),
        (r"(?:午饭|中饭|饭点)(?:之|以)?前", "中午十二点前"),
        (r"(?:天黑|晚饭)(?:之|以)?前", "傍晚六点前"),
        (
            rf"^((?:大概|大约|差不多|估计|最多|最快|最晚|预计)*)({_N})天(?:左右|吧|哈|啊)?$",
            r"\2天内",
        ),
        (r"(?:一|大)?清早|一早", "早上"),
        (r"中午(?=(?:之|以)?前)", "中午十二点"),
        (
            rf"(?<!等了)(?:{_N}\s*[-~到至]\s*)({_N})(天|个?小时|分钟)(?!前|以前|之前)(?:之?内)?",
            r"\1\2内",
        ),
        (
            r"(?<![等过])(?<!等了)(?<!过了)([一两二三四五六七八]{2}|\d{2})天(?![前以之内后])(?=就|能|可以|会|给|帮|到|寄|送|退|好|左右)",
            r"\1天内",
        ),
        (r"这两天(?!前|来)|[一两]两?天之?内", "两天内"),
        (r"这几天(?!前|来)", "三天内"),
        (r"(?<=[天今明后])天?下班(?=[前之以])", "下午六点"),
        (rf"((?:{_PARTS})?){_CLOCK}[-~到至](?:{_PARTS})?({_CLOCK})(?:之间)?", r"\1\2前"),
    )
)
"""What is said in other words: 一早, 三个工作日, 三点到五点之间."""
_NEXT_MONTH = re.compile(rf"下个?月({_N})[号日]")
_SPELT_DAY = re.compile(
    r"(?<![月\d第])([一二三四五六七八九十]{1,3})([号日])(?![线楼店桌门房院馆仓库机码台床厅球人])"
)
_HALF = re.compile(rf"({_N})个半(?:小时|钟头?)")
_WORKDAYS = re.compile(rf"(?:{_N}\s*[-~到至]\s*)?({_N})个?工作日(?:之?内)?")
_BARE = re.compile(
    rf"(?<![\d天日号周末:早晨午晚上夜里一二三四五六七八九十])((?:{_PARTS})?)"
    rf"(?!一点(?!半|钟|整|前|左右|之前|一刻))({_N})(?:点|:)(半|一刻|三刻|\d{{2}})?钟?(?!\d)"
)
_PART_ALONE = re.compile(
    rf"(?<![天日号周末今明后一二三四五六])({_PARTS})(?=[给我帮就前把]|之前|以前|师傅|店长|同事)"
)
_OVER_NOW = re.compile(r"[了的过]$")
_WAIT = re.compile(
    r"(?:(?:再?过(?!了)|再?等(?:我们?|一下)?|稍等(?:一下)?|马上|容我|给我|给我们|再有|还有|还要|大概|大约|最多|最快|预计)([零一二两三四五六七八九十]{1,3}|\d{1,3}|半)(个?(?:半)?小时|个?钟头?|分钟|刻钟|天)"
    r"|(?<![等了过晚迟])([零一二两三四五六七八九十]{1,3}|\d{1,3}|半)(个?小时|分钟|刻钟)(?:左右)?(?:就|能|可以|一定|肯定)?(?=到|送|过来|过去|上门|好|回|给|办|修|处理|搞定|弄|打|[,.!~吧哈]|$))"
)
_END = re.compile(
    r"(?P<day>下班|打烊|关门)(?:之|以)?前|(?P<coming>下周|下星期|下礼拜)(?![一二三四五六日天1-7])|(?<!下个)(?P<month>月底|月末)|(?<!下)(?P<week>周末(?P<before>之?前|以前)?|[这本]周(?:之?内)?(?![一二三四五六日天1-7末])|(?<![一二三四五六七八九十两\d])周之?内)"
    rf"|下个?月(?P<next>{_N})[号日]"
)
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
_LATE, _MINUTES = ("下午", "傍晚", "晚上", "夜里"), {"半": 30, "一刻": 15, "三刻": 45}
_FARTHEST = timedelta(days=60)
_SATURDAY = 5
_WEEK, _HALF_A_DAY = timedelta(days=7), timedelta(hours=12)
_NO_PART = re.compile(
    r"^(?!.*(?:早|上午|中午|凌晨|午|晚|夜))今.*(?<!\d)(?:[1-9]|1[01]|[一二三四五六七八九十两])(?:点|:)"
)
_WEEKDAY, _CLAUSE = re.compile("[周星礼]"), re.compile(r"[^,.!?;]+")
_OVER = re.compile("已经|就|[了过]$")


class Pledge(NamedTuple):
    text: str  # of the sentence, from the promise on
    due: datetime
    corrects: bool = False  # the one before it
    sure: bool = True  # its words name an act of ours


def pledges(text: str, now: datetime) -> tuple[Pledge, ...]:
    """The promises of a reply, in its order; of a sentence the last moment counts."""
    found = []
    for sentence in _SENTENCE.findall(text):
        due = _promised(sentence, now)
        if due is not None:
            plain = _same(normalise(sentence), now)
            corrects = _CORRECTS.search(plain) is not None
            sure = corrects or _ACT.search(plain) is not None
            found.append(Pledge(_bare(sentence, due, now), due, corrects, sure))
    return tuple(found)


def _promised(sentence: str, now: datetime) -> datetime | None:
    plain = _TAG.sub("", _same(normalise(sentence), now))
    if _ASKS.search(plain) or _YOURS.match(plain) or _NOT_KEPT.search(plain):
        return None
    acts = _ACT.search(plain) or _CORRECTS.search(plain) or _is_a_time(plain, now)
    if not (acts or (len(plain) <= _BRIEF and _does(plain, now))):
        return None
    dues = [due for moment in _told(plain, now) if now < (due := _due(moment, plain, now))]
    dues = dues or [due for due in _unnamed(plain, now) if due > now]
    return max(dues) if dues and max(dues) <= now + _FARTHEST else None


def _does(plain: str, now: datetime) -> bool:
    """Besides its time, it says that something is done."""
    for moment in moments(plain, now):
        plain = plain.replace(moment.text, " ", 1)
    return _DOES.search(plain) is not None and _IDLE.search(plain) is None


def _is_a_time(plain: str, now: datetime) -> bool:
    told = [m for m in moments(plain, now)]
    found = [(m.start, len(m.text)) for m in told]
    named = (*_BARE.finditer(plain), *_END.finditer(plain), *_WAIT.finditer(plain))
    found += [(m.start(), len(m[0])) for m in named]
    return any(
        _BARE_TIME.match(f"{plain[:start]}@{plain[start + size :]}") for start, size in found
    )


def _bare(sentence: str, due: datetime, now: datetime) -> str:
    """Without the clauses around the promise: 您好，我是店长，… is no part of it."""
    clauses = re.split("(?<=[,\uff0c])", sentence)
    says_what = _ACT.search(_same(normalise(sentence), now)) is not None

    def is_it(part: str) -> bool:
        acts = not says_what or _ACT.search(_same(normalise(part), now)) is not None
        return acts and _promised(part, now) == due

    tails = (clauses[at:] for at in range(len(clauses) - 1, 0, -1))
    kept = next((tail for tail in tails if is_it("".join(tail))), clauses)
    heads = ("".join(kept[:at]) for at in range(1, len(kept)))
    return next(filter(is_it, heads), "".join(kept)).strip(" 。；;!！~～,\uff0c")


def _told(text: str, now: datetime) -> list[Moment]:
    """The moments of a sentence; a day is left out where a clock of that day is said, too."""
    found = [
        m
        for m in moments(text, now)
        if not _SINCE.match(text, m.start + len(m.text)) and not _is_away(text, m)
    ]
    values = [moment.value for moment in found]
    return [m for m in found if not any(v != m.value and v.startswith(m.value) for v in values)]


def _is_away(text: str, told: Moment) -> bool:
    """小李明天休息 promises nothing of tomorrow."""
    clause = _CLAUSE.match(text, told.start)
    return clause is not None and _AWAY.search(clause[0]) is not None


def _same(text: str, now: datetime) -> str:
    month = now.month % 12 + 1
    text = _NEXT_MONTH.sub(lambda found: f"{month}月{number(found[1])}号", text)
    text = _SPELT_DAY.sub(lambda found: f"{number(found[1])}{found[2]}", text)
    text = _HALF.sub(lambda found: f"{number(found[1]) * 60 + 30}分钟", text)
    for pattern, same in _SAME:
        text = pattern.sub(same, text)
    return _WORKDAYS.sub(lambda found: f"{_days(number(found[1]), now)}天内", text)


def _days(working: int, now: datetime) -> int:
    """How many days pass until so many that are neither Saturday nor Sunday have."""
    day = 0
    while working > 0 and day < _FARTHEST.days:
        day += 1
        working -= (now + timedelta(days=day)).weekday() < 5
    return day


def _unnamed(text: str, now: datetime) -> Iterator[datetime]:
    """Moments without a day: 七点前, 15:30, 下午, 过两个小时, 下班前."""
    for found in (*_BARE.finditer(text), *_PART_ALONE.finditer(text)):
        clause = _CLAUSE.match(text, found.start())
        if clause is None or not _OVER_NOW.search(clause[0].rstrip("。!~")):
            yield _next(found, now)
    for found in _WAIT.finditer(text):
        yield now + length(found[1] or found[3], (found[2] or found[4]).replace("钟头", "小时"))
    yield from (_end(found, now) for found in _END.finditer(text))


def _end(found: re.Match[str], now: datetime) -> datetime:
    """The evening on which the day, the week or the month is over, or that day of the next."""
    left, month = 0, monthrange(now.year, now.month)[1] - now.day
    if found["month"]:
        left = month
    elif found["week"] or found["coming"]:
        left = 6 - now.weekday() + 7 * bool(found["coming"])
        if found["before"] and now.weekday() < _SATURDAY:  # 周末前 is over with Friday
            left = _SATURDAY - 1 - now.weekday()
    elif found["next"]:
        left = month + number(found["next"])
    return datetime.combine(now.date() + timedelta(days=left), _EVENING, now.tzinfo)


def _next(found: re.Match[str], now: datetime) -> datetime:
    """七点 is the next seven o'clock, in the morning or in the evening; 下午 has one meaning."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if found.re is _PART_ALONE:
        clocks = [timedelta(hours=_ENDS[found[1]])]
    else:
        hour, minutes = number(found[2]), _MINUTES.get(found[3] or "", 0)
        minutes = int(found[3]) if (found[3] or "").isdigit() else minutes
        if found[1] in _LATE:
            hour = hour % 12 + 12
        both = hour <= 12 and not found[1] and ":" not in found[0]
        hours = (hour % 12, hour % 12 + 12) if both else (hour % 24,)
        clocks = [timedelta(hours=each, minutes=minutes) for each in hours]
    coming = [midnight + timedelta(days=day) + clock for day in (0, 1) for clock in clocks]
    return min((clock for clock in coming if clock > now), default=now)


def _due(told: Moment, text: str, now: datetime) -> datetime:
    """周三 is the next one, unless its clause says that it is over (周三就寄出了)."""
    moment = datetime.fromisoformat(told.value)
    if len(told.value) == len("2026-11-22"):
        moment = datetime.combine(moment.date(), _EVENING, now.tzinfo)
    elif part := _PART.search(told.text):
        moment = moment.replace(hour=_ENDS[part[1]], minute=0)
    due = moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)
    if now - _HALF_A_DAY < due <= now and _NO_PART.search(told.text):  # 今天6点: in the evening
        due += _HALF_A_DAY
    clause = _CLAUSE.match(text, told.start)
    is_over = clause is not None and _OVER.search(clause[0])
    return due + _WEEK if due <= now and _WEEKDAY.match(told.text) and not is_over else due
