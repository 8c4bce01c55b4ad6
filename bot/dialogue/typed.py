"""A button's words may be typed by hand; what each stage accepts is a table."""

import re

from .events import Action
from .saying import plain
from .state import Stage

_SCORE = re.compile(
    r"^(?:我?[打给]|评)?(?:你们?|您)?(10|[1-5一二两三四五十]|满)(?:分|星|颗星|分满分)?$"
)
_SCORES = {
    "一": "1",
    "二": "2",
    "两": "2",
    "三": "3",
    "四": "4",
    "五": "5",
    "十": "5",
    "10": "5",
    "满": "5",
}
_YES = re.compile(
    r"^(?:对|没错|是|嗯|系|正确|可以|行|就是|这样|说的|都|没有?问题|没毛病|无误|确认|呐|嘞|滴|的|啊|呀|哦|呢|了|吧|yes|yep|ok|correct|right|👌|👍|✅|🆗)+$"
)
_AGREES = re.compile(
    r"^(?=.*(?:对|是|嗯|没错|解决|办妥|搞定))(?:对|是|嗯|恩|没错|解决|办妥|搞定|好|都|已经|全|的|了|啦|啊|呀|呢|哦)+$"
)
_SLIPPED = re.compile(
    r"^(?:哎呀?|呀|啊|不好意思|抱歉|对不起|[,!\s])*(?:我)?(?:刚才|刚刚|不小心)?(?:手滑(?:点|按|选|打|评)?错?|(?:点|按|选|打|评)?(?:错|滑))了?(?:分|了)?"
    r"(?:[,!。\s]*(?:我)?(?:其实|本来|应该)?(?:是)?(?:想|要)?(?:点|打|给|选|评|改成?|是)?(?P<score>[1-5一二三四五])(?:分|星))?"
    r"(?:不好意思|抱歉|啊|[,!\s])*$"
    r"|^(?:没有啊?|没事|没啥)?[,\s]*(?:我)?(?:就是|只是)?(?:随便|随手|瞎|乱)(?:点|按|选)(?:点|的|着玩|了)*$"
)
_WORDS = {
    "跳过": Action.SKIP,
    "没错": Action.RIGHT,
    "对": Action.RIGHT,
    "对的": Action.RIGHT,
    "是的": Action.RIGHT,
    "是": Action.RIGHT,
    "嗯": Action.RIGHT,
    "对对": Action.RIGHT,
    "对对对": Action.RIGHT,
    "都对": Action.RIGHT,
    "正确": Action.RIGHT,
    "没毛病": Action.RIGHT,
    "嗯嗯": Action.RIGHT,
    "行": Action.RIGHT,
    "ok": Action.RIGHT,
    "可以": Action.RIGHT,
    "没问题": Action.RIGHT,
    "好": Action.RIGHT,
    "好的": Action.RIGHT,
    "我要补充": Action.ADD,
    "补充": Action.ADD,
    "直接退": Action.RETURN,
    "直接退吧": Action.RETURN,
    "还是退": Action.RETURN,
    "还是退吧": Action.RETURN,
    "还是想退": Action.RETURN,
    "我还是想退": Action.RETURN,
    "都不合适": Action.NONE_FITS,
    "都不行": Action.NONE_FITS,
    "已解决": Action.SOLVED,
    "解决了": Action.SOLVED,
    "已经解决了": Action.SOLVED,
    "都解决了": Action.SOLVED,
    "已经解决": Action.SOLVED,
    "处理好了": Action.SOLVED,
    "都好了": Action.SOLVED,
    "好了": Action.SOLVED,
    "可以了": Action.SOLVED,
    "没解决": Action.NOT_SOLVED,
    "没有解决": Action.NOT_SOLVED,
    "还没有解决": Action.NOT_SOLVED,
    "还没好": Action.NOT_SOLVED,
    "没好": Action.NOT_SOLVED,
    "还没修好": Action.NOT_SOLVED,
    "还没处理": Action.NOT_SOLVED,
    "还没解决": Action.NOT_SOLVED,
    "品质": Action.REASON,
    "价值": Action.REASON,
    "服务": Action.REASON,
}
_NOTHING_LEFT = frozenset(
    (
        "没了",
        "没有了",
        "没有",
        "没别的了",
        "没有别的了",
        "没什么了",
        "暂时没有",
        "就这样",
        "就这些了",
    )
)
_LEFT = {Stage.GATHERING: (Action.DONE, ""), Stage.CONFIRMING: (Action.RIGHT, "")}
_REASONS = {"品质": "quality", "价值": "value", "服务": "service"}
_ALSO = {
    **dict.fromkeys(("味道", "口味", "质量", "做工", "东西", "味道好", "质量好"), "quality"),
    **dict.fromkeys(("价格", "价钱", "性价比", "便宜", "实惠"), "value"),
    **dict.fromkeys(("态度", "服务态度", "服务员", "店员", "人", "速度"), "service"),
}
_ALL_TOLD = re.compile(
    r"^(?:我|大概|大体|基本上?|目前|暂时|情况|事情|经过|主要|差不多)*(?:就|也就)(?:是|只有)?"
    r"(?:这些|这么多|这么回事|这么个(?:事|情况)|这(?:个)?情况|这事)(?:情况|事情?|问题)?$|^(?:我)?(?:说|讲)完了?$"
)

SURVEY = frozenset({Action.RATE, Action.REASON, Action.SKIP})
ACCEPTS: dict[Stage, frozenset[Action]] = {
    Stage.RATING: frozenset({Action.RATE}),
    Stage.REASON: frozenset({Action.RATE, Action.REASON, Action.SKIP}),
    Stage.COMMENT: SURVEY,
    Stage.CHECKING: frozenset({Action.RATE, Action.ALL_WELL, Action.NOT_WELL}),
    Stage.RECEIVING: frozenset({Action.DONE}),
    Stage.LISTENING: frozenset({Action.RATE, Action.DONE}),
    Stage.GATHERING: frozenset({Action.DONE}),
    Stage.CONFIRMING: frozenset({Action.RIGHT, Action.ADD, Action.CORRECT, Action.DONE}),
    Stage.PROPOSING: frozenset({Action.OPTION, Action.NONE_FITS, Action.DONE}),
    Stage.CONSULTING: frozenset({Action.DONE, Action.OPTION}),
    Stage.WITH_STAFF: frozenset({Action.OPTION, Action.NONE_FITS}),
    Stage.CLOSING: frozenset({Action.SOLVED, Action.NOT_SOLVED}),
    Stage.RETURNING: frozenset({Action.RETURN, Action.OPTION, Action.DONE}),
    Stage.FOLLOWING_UP: frozenset({Action.SOLVED, Action.NOT_SOLVED, Action.ATTITUDE}),
    Stage.OVER: frozenset({Action.NOT_SOLVED, Action.ATTITUDE}),
}


def as_tap(text: str, stage: Stage) -> tuple[Action, str] | None:
    """The button that these words name, if this stage has it."""
    words = plain(text)
    scored = _SCORE.match(words)
    if scored and stage is Stage.RATING:
        return Action.RATE, _SCORES.get(scored[1], scored[1])
    all_told = _ALL_TOLD.match(words) is not None
    if words in _NOTHING_LEFT or (all_told and stage in _LEFT):  # 有没有记错或者漏掉的? 没有
        return _LEFT.get(stage)
    slip = _SLIPPED.match(words)
    if slip and slip["score"] and Action.RATE in ACCEPTS[stage]:
        return Action.RATE, _SCORES.get(slip["score"], slip["score"])
    if stage is Stage.REASON and words in _ALSO:
        return Action.REASON, _ALSO[words]
    action = Action.DONE if all_told else _WORDS.get(words)
    bare = re.sub(r"[,.!\s]+", "", words)
    if stage is Stage.CLOSING and _AGREES.match(bare):
        return Action.SOLVED, ""
    if stage is Stage.CONFIRMING and _YES.match(bare):
        return Action.RIGHT, ""
    if action is None or action not in ACCEPTS[stage] or stage is Stage.WITH_STAFF:
        return None  # with a person, words are for that person
    return action, _REASONS.get(words, "")


def slipped(text: str) -> bool:
    """点错了, and no more."""
    return _SLIPPED.match(plain(text)) is not None
