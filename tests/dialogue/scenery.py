"""Who and what the conversations of the tests are about: people, policies, readings."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from bot.dialogue import Policy
from bot.dialogue.authority import Authority, Limit
from bot.dialogue.compensation import Compensation, Kind
from bot.dialogue.events import Purchase, Reading, Sentiment, Severity, Staff
from bot.dialogue.policy import Occasions, Snippet
from bot.wording.catalog import load

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 2, 4, tzinfo=UTC)  # twelve o'clock in Shanghai
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CATALOG = load(ZONE)
LI, WANG, CHEN = Staff(8001, "小李"), Staff(8002, "王店长"), Staff(8003, "陈经理")

ALL = Decimal(1)

POLICY = Policy(
    zone=ZONE,
    compensations=(
        Compensation(
            "refund", "退款", "这一单的钱退给您", ("品质",), True, Kind.REFUND, None, ALL
        ),
        Compensation("part", "打个折", "下次给您打个折", (), False, Kind.DISCOUNT, Decimal(10)),
        Compensation("call", "请店长来谈", "请店长亲自来跟您谈", (), True, Kind.CALL),
        Compensation("care", "上门看望", "请人上门看望您", (), True, Kind.SMALL_GIFT, Decimal(50)),
    ),
    snippets=(Snippet("returns", "退换怎么办", "七天之内都可以退换，运费我们出。"),),
    occasions=Occasions(("婚礼",), ("错过", "没赶上")),
)

STRICT = replace(
    POLICY,
    authority=Authority(
        staff=Limit(Decimal(50), frozenset(Kind) - {Kind.CUSTOM}),
        supervisor=Limit(Decimal(500)),
        supervisors=frozenset({WANG.id}),
        managers=frozenset({CHEN.id}),
    ),
)

HAPPY = Reading(Sentiment.HAPPY, 0.03)
NEUTRAL = Reading(Sentiment.NEUTRAL, 0.2)
UNSURE = Reading(Sentiment.UNSURE, 0.45)
QUESTION = Reading(Sentiment.NEUTRAL, 0.2, is_question=True)
SMALL_TALK = Reading(Sentiment.NEUTRAL, 0.05, small_talk=True)
UNHAPPY = Reading(
    Sentiment.UNHAPPY, 0.95, topic="品质", severity=Severity.NORMAL, problem="杯子漏水"
)
CRITICAL = replace(UNHAPPY, severity=Severity.CRITICAL)
GIVE_BACK = replace(NEUTRAL, requests=("退货",))
HARM = replace(CRITICAL, problem="烫到孩子的手", harm=True)


def bought(number: int = 1, at: datetime = NOON, **more: Any) -> Purchase:
    fields: dict[str, Any] = {
        "id": number,
        "shop": "徐汇店",
        "order_no": f"A{number:03}",
        "items": "保温杯",
        "amount": Decimal("99.00"),
        "currency": "CNY",
        "bought_at": at,
        "customer_name": "王女士",
    }
    return Purchase(**{**fields, **more})
