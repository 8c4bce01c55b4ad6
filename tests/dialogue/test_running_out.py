"""What is sold out between offer and choice, and what comes by itself."""

from dataclasses import replace

import pytest

from bot.dialogue import Stage
from bot.dialogue.compensation import Compensation, Fulfil, Kind
from bot.dialogue.effects import Say
from bot.dialogue.events import Action, StaffAction
from bot.dialogue.state import GrantStatus
from tests.dialogue.talk import (
    NEUTRAL,
    POLICY,
    STRICT,
    proposed,
    requested,
)


def test_what_is_sold_out_is_told_warmly_with_what_is_left() -> None:
    talk = proposed()
    talk.policy = replace(POLICY, gone=frozenset({"part"}))
    talk.taps(Action.OPTION, "part")

    assert talk.said == ["proposing.ran_out"]
    [say] = talk.all(Say)
    labels = [b.params.get("label") for row in say.buttons for b in row]
    assert labels == ["退款", "请店长来谈", "上门看望", None]
    assert talk.stage is Stage.PROPOSING
    assert talk.last.grants == ()
    assert talk.says("第三个", NEUTRAL).case.chosen == "上门看望"  # as they stand now


def test_where_nothing_is_left_their_wish_is_asked_for() -> None:
    talk = proposed()
    talk.policy = replace(POLICY, gone=frozenset(c.key for c in POLICY.compensations))
    talk.taps(Action.OPTION, "part")

    assert talk.said == ["proposing.ran_out", "consulting.ask"]
    assert talk.stage is Stage.CONSULTING


def test_what_was_asked_for_and_sold_out_meanwhile_is_not_approved() -> None:
    talk = requested()
    talk.policy = replace(STRICT, gone=frozenset({"refund"}))

    assert talk.decides(StaffAction.APPROVE).posted == ["staff.gone"]
    assert talk.last.grants[-1].status is GrantStatus.REQUESTED


@pytest.mark.parametrize(
    ("fulfil", "code", "said"), [("code", "HF-20", "amends.code"), ("itself", "", "amends.itself")]
)
def test_a_code_or_what_comes_by_itself_is_there_at_once(
    fulfil: str, code: str, said: str
) -> None:
    gift = Compensation(
        "gift", "一张券", "送您一张券", kind=Kind.DISCOUNT, fulfil=Fulfil(fulfil), code=code
    )
    talk = proposed()
    talk.policy = replace(POLICY, compensations=(*POLICY.compensations, gift))
    talk.chat = talk.chat.keep(replace(talk.last, offered=(*talk.last.offered, "gift")))
    talk.taps(Action.OPTION, "gift")

    assert talk.said == [said]
    assert code in talk.words
    assert talk.last.grants[-1].status is GrantStatus.FULFILLED
    assert talk.rings_at("grant") is None
