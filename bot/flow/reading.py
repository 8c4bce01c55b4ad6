"""Texts are read when they are stored, in a thread; a letter when the pause ends that collects it.

The scorer comes in as a callable: this folder knows no language model.
"""

import asyncio
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter
from typing import Any

import structlog

from bot.dialogue.case import NOTE

Score = Callable[[str], dict[str, Any]]
_CLAUSE = re.compile(r"[^,。!?;~\s\uff0c\uff01\uff1f\uff1b、…]+")
SHORTEST, LONGEST = 3, 26  # what can be said back in one breath
_DEMAND = re.compile(
    r"^(?:我?要)?(?:投诉|退款|退钱|赔偿|人工|举报|说法)|我要投诉|^(?:都说了)?算了|不想(?:再)?说|懒得"
)
_THREAT = re.compile(
    r"信不信|等着(?:瞧|收|看)|走着瞧|砸[了烂店]|弄死|打死|拼命|起诉|法院|法庭|律师|1231[58]|12345|工商局?|消协|市监"
    r"|市场监管|卫健委|媒体|记者|曝光|欺诈|诈骗|违法|犯法|侵权|退一赔|书面|不发|电视台|发(?:到|上|微博|抖音|小红书|朋友圈)|差评|报警|横幅"
)
_BESIDE = re.compile(
    r"^(?:幸亏|幸好|还好|好在|多亏|要不是)|绷不住|家人们|^到现在(?:都)?(?:没有?|还没)?$"
)
_OPINION = re.compile(r"你|您|太|很|非常|特别|真|差|烂|失望|生气|无语|恶心|离谱|服了|再也不|什么")
_TURN = re.compile(
    r"^(?:(?:就是|但是|可是|不过|只是|但|可惜|我?想说|我?要说|说实话|讲真)(?=.{3}))+"
)
_DATED = re.compile(r"\d月\d")
_ROUGH = re.compile(
    r"骗子|垃圾|混蛋|王八|(?<![我你您他她咱妈])妈的|他妈(?!妈)|傻|滚|死|操|狗|脑残|黑心|无良|坑人|[?\uff1f]"
)

log = structlog.get_logger()


class Reader:
    """Reads texts off the event loop; a text that breaks the scorer is stored unread."""

    def __init__(
        self,
        score: Score,
        check: Score | None = None,
        took: Callable[[float], None] = lambda seconds: None,
        feel: Score | None = None,
    ) -> None:
        self._score = score
        self._feel = feel or score  # of a clause: sentiment, p_unhappy and harm are enough
        self._check = check
        self._took = took  # seconds for one text, for whoever watches
        self._thread = ThreadPoolExecutor(1, "reader")

    async def read(self, texts: Sequence[str]) -> list[dict[str, Any] | None]:
        """One trip to the thread for a batch: the way there costs as much as a text."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, lambda: list(map(self.read_now, texts)))

    def read_now(self, text: str) -> dict[str, Any] | None:
        """The reading as JSON with the clause that hurts most, or None."""
        begun = perf_counter()
        try:
            reading = self._score(text)
            if reading["sentiment"] == "unhappy":
                reading["problem"] = problem_of(text, self._feel)
            self._took(perf_counter() - begun)
            return reading
        except Exception as error:
            log.warning("unread_text", error=type(error).__name__, length=len(text))
            return None

    async def check(self, texts: Sequence[str]) -> list[dict[str, Any] | None]:
        """What would hurt in what staff wrote; None: nothing, or nobody could tell."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, lambda: list(map(self.check_now, texts)))

    def check_now(self, text: str) -> dict[str, Any] | None:
        if self._check is None or text.lstrip().startswith(NOTE):
            return None
        try:
            return self._check(text) or None
        except Exception as error:  # a check that breaks never keeps a reply back
            log.warning("unchecked_reply", error=type(error).__name__, length=len(text))
            return None

    def close(self) -> None:
        self._thread.shutdown(cancel_futures=True)


def problem_of(text: str, score: Score) -> str | None:
    """The customer's own words for what happened: the unhappiest clause one would say back."""
    clauses = [_TURN.sub("", clause) for clause in _CLAUSE.findall(text)[:40]]
    fit = [c for c in clauses if SHORTEST <= len(c) <= LONGEST and _tells(c)]
    read = [(score(clause), clause) for clause in fit]
    told = [
        (_telling(r, clause), -place, clause)
        for place, (r, clause) in enumerate(read)
        if _hurts(r)
    ]
    return max(told)[-1] if told else None


def _tells(clause: str) -> bool:
    """Words that can be said back: not abuse, no threat, not a demand alone, and Chinese."""
    chinese = sum("\u4e00" <= character <= "\u9fff" for character in clause)
    return chinese >= 3 and not any(
        kind.search(clause) for kind in (_ROUGH, _THREAT, _DEMAND, _BESIDE)
    )


def _telling(reading: dict[str, Any], clause: str) -> tuple[bool, bool, bool, float]:
    """Harm first; then what happened, before what was thought of it or of us, and that before
    an entry of a diary. Of several harms the one told first is what happened, the others are
    what came of it."""
    happened, harm = not _OPINION.search(clause), bool(reading["harm"])
    return harm, happened, not _DATED.search(clause), 0.0 if harm else reading["p_unhappy"]


def _hurts(reading: dict[str, Any]) -> bool:
    return bool(reading["harm"]) or reading["sentiment"] == "unhappy"
