"""Somebody does not want to live, has swallowed what they should not, was molested, or means to
hurt one of us: a person, at once.

Rule 1: no script, no playback, no amends; staff get the words whole, and somebody senior is named.
Rule 2: what can help sooner than we can is named plainly: 110, 120, 12356.
Rule 3: until a person has it, every further word is answered; nobody is left alone with this.
Rule 4: found by words, so said in other words it goes the way of every grave case.
"""

import re

from .case import CLAIM, CRISIS, TOP_LEVEL, alerted, case_of, posted_letter
from .complaint import with_case
from .effects import CancelTimer, Effect, Post, Say, SetTimer, Step
from .events import MediaReceived, Severity, TextReceived
from .letters import added, taken
from .replacing import replace
from .scene import Scene, about
from .state import CaseKind, CaseStatus, Conversation, Stage

_WORDS = re.compile(
    r"(?<![你您他她])(?<!你们)(?<!他们)(?<!老板)(?<!是)不想活|活不下去|活着(?:没|还有什么)(?:意思|意义)|想(?:自杀|轻生|寻死|去死|一死了之)|(?:自杀|轻生|寻死|割腕|上吊)(?:算了|的心|了断)"
    r"|(?:死了|跳楼|跳河|一了百了)算了|(?:想|要|去)跳(?:楼|河|江)|活着(?:真|好|都|也)?(?:没|没有|无)(?:劲|盼头|奔头)|(?:这|一)辈子(?:就|算是?|真是?|都|也就)?(?:这样)?(?:完|毁)了"
    r"|没人(?:会)?在[乎意]我(?!的|们)|结束(?:自己的)?生命|了结自己|不如死了"
)
_NOT_MEANT = re.compile(r"好吃|好看|香|甜|美|爽|笑|可爱|过瘾|便宜|爱上|上瘾|回不去")
_TAKEN = re.compile(
    r"(?:误服|误食|误吞|误喝)了?|(?:多|重复)(?:吃|服|喝)了?.{0,3}(?:片|粒|颗|支|次)|药.{0,4}(?:吃|服|用|喝)(?:多|重|错)了"
    r"|(?:吃|服|用|喝|打)(?:多|重|错)了.{0,4}(?:药|片|粒|针)|药.{0,2}(?:一次|一下子|一口气|全|都)(?:吃|服|喝)"
    r"|(?:双|两|三|几|多)倍的?(?:剂?量)|(?:药|剂量).{0,4}过量"
)
_WORRIED = re.compile(
    r"怎么办|咋办|要紧|有事|没事吧|危险|严重|会不会|要不要|该不该|医院|洗胃|中毒|头晕|急|[!?！？]"
)
_MEDICINE = re.compile(r"药|片|粒|颗|胶囊|剂量|针|误")
_POISON = (
    r"(?:干燥剂|电池|洗衣[液粉珠凝]|清洁剂|消毒[液水]|洁厕|水银|磁力?[珠球]|硬币|胶水|农药|酒精|驱虫药"
    r"|老鼠药|香水|玻璃|小?零件|纽扣)"
)
_SWALLOWED = re.compile(
    rf"(?:吃|吞|喝|咽|误食|误服)(?:了|下|进|到|掉).{{0,6}}{_POISON}|(?:把|将).{{0,6}}{_POISON}.{{0,3}}(?:吃|吞|喝|咽)"
)
_PAST = re.compile(
    r"上周|上个?月|上次|昨|前天|去年|那天|当时|后来|已经|取出|排出|没事了|好了|住院|出院|没有?误|(?<!会)不会|怕|狗|猫|宠物"
)
_MOLESTED = re.compile(
    r"(?<!没)(?<!没有)(?:摸|碰|蹭|捏|掐|贴)[^,，。]{0,8}(?:胸|屁股|大腿|下体|私处|隐私)|不该(?:碰|摸)的(?:地方|部位)"
    r"|性骚扰|猥亵|咸猪手|袭胸|动手动脚|偷拍(?:我|女)|(?:摸|亲)了?我(?:一下|好几|几)"
)
_VIOLENT = re.compile(
    r"(?:砍|捅|杀|弄|打|揍|烧|炸)(?:死|残|了)(?:你|他|她|这|那|老|全)|拿刀|带(?:着|把|上)刀|同归于尽|见血|血溅"
    r"|(?:砸|烧|炸)了?(?:你们?|这)(?:个|家)?(?:店|破店|家)|要(?:你|他|她)们?的?命|废了(?:你|他|她)|放(?:把|一把)火"
)
_WE_DID = re.compile(
    r"(?:砍|打|吓|威胁|骂|捅|烧|揍)我|要我的命|打死我?(?:也|都)不|(?:保安|店员|师傅|老板).{0,6}拿刀"
)
_TIMERS = ("pause", "alert", "remind", "expire", "close", "follow_up", "follow_up_end", "cause")


def is_heard(text: str) -> bool:
    return bool(_kind(text))


def _kind(text: str) -> str:
    if _is_swallowed(text):
        return "swallowed"
    if _WORDS.search(text) and not _NOT_MEANT.search(text):
        return "despair"
    if _MOLESTED.search(text):
        return "molested"
    return "violent" if _VIOLENT.search(text) and not _WE_DID.search(text) else ""


def _is_swallowed(text: str) -> bool:
    """Now, and somebody worries; told of afterwards it is a grave case like others.

    Animals are left out: 120 does not come for them.
    """
    if _PAST.search(text):
        return False
    if _SWALLOWED.search(text):
        return True
    taken = _TAKEN.search(text) is not None and _MEDICINE.search(text) is not None
    return taken and _WORRIED.search(text) is not None


def answered(talk: Conversation, event: TextReceived, scene: Scene) -> Step:
    """Whatever was under way, this comes first."""
    what = _kind(event.text)
    talk = replace(talk, letter=added(talk.letter, event), asked=(*talk.asked, CRISIS + what))
    if talk.case is None or talk.case.kind is CaseKind.ENQUIRY or talk.case.is_over:
        talk = with_case(talk, event.at, event.reading, scene)
    case = replace(case_of(talk), severity=Severity.CRITICAL, harm=what != "violent")
    if case.is_over:
        case = replace(case, status=CaseStatus.REOPENED, confirmed_at=None, handler=None)
    talk = replace(talk, case=case, stage=Stage.WITH_STAFF)
    called = Step(talk) if case.alerted else alerted(talk, event.at, scene)
    posted = posted_letter(called.talk)
    case = case_of(posted.talk)
    effects: tuple[Effect, ...] = (
        *called.effects,
        *posted.effects,
        *(CancelTimer(name) for name in _TIMERS),
        Say(f"crisis.{what}", about(talk, scene), variant=event.message_id),
        Post(f"staff.{what}", {"who": scene.policy.levels[1]}, CLAIM, TOP_LEVEL),
    )
    if case.handler is None:
        due_at = scene.policy.respond_by(event.at, urgent=True)
        case = replace(case, due_at=due_at)
        effects = (*effects, SetTimer("respond", due_at))
    kept = replace(taken(posted.talk), case=case, stage=Stage.WITH_STAFF, acked=True)
    return Step(kept, effects)


def still(talk: Conversation, event: TextReceived | MediaReceived, scene: Scene) -> Say | None:
    """A further word, and nobody has it yet."""
    what = next((m for m in reversed(talk.asked) if m.startswith(CRISIS)), "").removeprefix(CRISIS)
    if not what:
        return None
    return Say(f"crisis.{what}_still", about(talk, scene), variant=event.message_id)
