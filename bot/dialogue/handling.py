"""A complaint about how a complaint is handled: a supervisor's case, never the same script again.

Rule: what the reader calls handling is believed where something has been handled, or where the
words are about after-sales alone; goods that broke are heard out by the script.
"""

import re
from datetime import datetime

from . import cards, complaint
from .case import CLAIM, PRESSED, alerted, case_of, posted_letter
from .effects import CancelTimer, Effect, Post, Say, SetTimer, Step
from .events import Reading, Sentiment
from .letters import taken
from .replacing import replace
from .scene import Scene, about, is_urgent
from .state import Case, CaseKind, CaseStatus, Conversation, Stage

SENIOR = 1
AFTER_SALES = "售后"
OF_A_CASE = (AFTER_SALES, "服务", "其他", None)
_ABOUT = re.compile(
    r"投诉|客服|售后|反映|反馈|答复|回复|回音|回我|联系我|敷衍|糊弄|应付|推诿|推脱|推来推去|踢皮球|打太极|套话|机器人"
    r"|(?:没人?|不|谁)(?:管|理|处理|解决)|处理(?:不|得|成|态度|方式|结果)|(?:这样|这么|怎么|如此)(?:处理|解决|对待)"
    r"|电话.{0,4}(?:没人接|打不通|不接)"
)
_DEMANDS = re.compile(r"退一赔|书面|[一二三四五六七\d]+日内|姓名和职务")
_AT_THEM = re.compile(
    r"换(?:一?个)?(?:人|客服|别人|能做主|能拍板)(?!.{0,2}[修装送做洗])|(?:说话|讲话|语气|态度).{0,5}(?:冲|难听|不客气|差|恶劣|凶|不好|傲慢|敷衍)"
    r"|(?:什么|啥|这)(?:破|鬼)?态度|说的(?:是)?(?:什么|啥|人)话|人话|打发(?:我|人|叫花子|要饭)|(?:推卸|推脱|推诿|甩锅)"
    r"|爱[用要买信吃来]不[用要买信吃来]|不耐烦|阴阳怪气|(?:骂|怼|吼|凶|损)(?:了)?我"
    r"|正面回答|答非所问|(?:没|不)(?:认真|好好|仔细)?看我|拿(?:规定|制度|流程)压|复制粘贴|(?:官|套|废|空)话"
)
"""Said to whoever answers us, these are about them."""
_AT_OTHERS = re.compile(
    r"店员|服务员|师傅|导购|前台|收银|快递|骑手|老师|医生|药师|技师"
    r"|我(?:说话|态度|语气)"
)
FIRST = frozenset({Stage.RECEIVING, Stage.LISTENING})
LATER = frozenset(
    {
        Stage.GATHERING,
        Stage.CONFIRMING,
        Stage.PROPOSING,
        Stage.CONSULTING,
        Stage.WITH_STAFF,
        Stage.CLOSING,
    }
)


def is_meant(talk: Conversation, words: str, reading: Reading | None) -> bool:
    """Once in a case: a second time is said to the person who has it by then."""
    if reading is None or reading.sentiment is not Sentiment.UNHAPPY or reading.harm:
        return False
    case = talk.case
    if _is_at_them(case, talk, words):
        return True
    if not _ABOUT.search(words) or _DEMANDS.search(words):
        return False
    if talk.stage in FIRST:
        called = case is not None and case.alerted
        return reading.handling == "explicit" and reading.topic == AFTER_SALES and not called
    if case is None or case.handling or case.is_over or talk.stage not in LATER:
        return False
    is_plain = reading.handling == "explicit" and reading.topic in OF_A_CASE
    return is_plain or (reading.handling != "" and reading.topic == AFTER_SALES)


def _is_at_them(case: Case | None, talk: Conversation, words: str) -> bool:
    """Whoever has the case has answered, or had it before, and this is what they hear."""
    if case is None or case.handling or case.is_over or talk.stage not in LATER:
        return False
    met = case.reopened > 0 if case.handler is None else PRESSED not in talk.timers
    if not met or _AT_OTHERS.search(words):
        return False
    return _AT_THEM.search(words) is not None


def raised(
    talk: Conversation, at: datetime, reading: Reading | None, scene: Scene, *before: Effect
) -> Step:
    """Sorry for the handling itself; the history is there; somebody senior, by a time."""
    talk = complaint.with_case(talk, at, reading, scene)
    case, policy = case_of(talk), scene.policy
    due_at = policy.respond_by(at, urgent=is_urgent(case))
    level = max(case.level, SENIOR)
    case = replace(
        case,
        kind=CaseKind.COMPLAINT,
        status=CaseStatus.ACKNOWLEDGED,
        handling=True,
        level=level,
        handler=None,
        responded_at=None,
        due_at=due_at,
    )
    had, text = case_of(talk).alerted, talk.letter.text
    talk = replace(talk, case=case, stage=Stage.WITH_STAFF)
    told = posted_letter(talk) if had else alerted(talk, at, scene)
    who = policy.levels[level]
    params = {**about(talk, scene), "who": who, "by": due_at}
    calls = (Post("staff.handling", {"who": who, "by": due_at}, CLAIM, level),) if had else ()
    effects = (
        *before,
        *(CancelTimer(name) for name in ("pause", "close", "remind", "expire")),
        Say("apology.handling", params, variant=case.nth + case.reopened),
        *told.effects,
        *cards.card(told.talk, text, scene),
        *calls,
        SetTimer("respond", due_at),
    )
    kept = replace(taken(told.talk), stage=Stage.WITH_STAFF, acked=True)
    return Step(kept, effects)
