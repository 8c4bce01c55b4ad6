"""Who may grant what: by role, kind, amount, and how often the customer has come."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.dialogue.authority import (
    Authority,
    Limit,
    Role,
    asked_role,
    may_grant,
    next_role,
    role_of,
)
from bot.dialogue.compensation import WISH, Compensation, Kind, cost_of, suits
from bot.dialogue.state import Customer
from tests.dialogue.talk import LI, WANG, bought

GIFT = Compensation("gift", "小礼物", "送您一份小礼物", kind=Kind.SMALL_GIFT, cost=Decimal(20))
REFUND = Compensation("all", "全额退款", "全退", kind=Kind.REFUND, cost=None, share=Decimal(1))
MINE = Authority(
    staff=Limit(Decimal(50), frozenset({Kind.SMALL_GIFT, Kind.REFUND})),
    supervisor=Limit(Decimal(100)),
    loyal_from=5,
    loyal_factor=Decimal(2),
    supervisors=frozenset({LI.id}),
    managers=frozenset({WANG.id}),
)
NEW, LOYAL = Customer(purchases=1), Customer(purchases=5)


@pytest.mark.parametrize(
    ("role", "option", "amount", "customer", "may"),
    [
        (Role.STAFF, GIFT, None, NEW, True),
        (Role.STAFF, replace(GIFT, cost=Decimal(50)), None, NEW, True),
        (Role.STAFF, replace(GIFT, cost=Decimal("50.01")), None, NEW, False),
        (Role.STAFF, replace(GIFT, kind=Kind.CALL), None, NEW, False),  # of no kind of theirs
        (Role.STAFF, REFUND, "50.00", NEW, True),
        (Role.STAFF, REFUND, "99.00", NEW, False),
        (Role.STAFF, REFUND, "99.00", LOYAL, True),
        (Role.STAFF, REFUND, "101.00", LOYAL, False),
        (Role.SUPERVISOR, REFUND, "99.00", NEW, True),
        (Role.SUPERVISOR, REFUND, None, NEW, False),  # a share of nobody knows what
        (Role.MANAGER, REFUND, "9999.00", NEW, True),
        (Role.STAFF, WISH, None, NEW, False),
        (Role.SUPERVISOR, WISH, None, NEW, True),
    ],
)
def test_the_matrix(
    role: Role, option: Compensation, amount: str | None, customer: Customer, may: bool
) -> None:
    purchase = bought(amount=Decimal(amount)) if amount else None

    assert may_grant(MINE, role, option, purchase, customer) is may


def test_the_lowest_who_may_is_asked_then_the_next() -> None:
    dear = bought(amount=Decimal(500))

    assert asked_role(MINE, GIFT, None, NEW) is Role.STAFF
    assert asked_role(MINE, WISH, None, NEW) is Role.SUPERVISOR
    assert asked_role(MINE, REFUND, dear, NEW) is Role.MANAGER
    assert next_role(MINE, Role.SUPERVISOR) is Role.MANAGER
    assert next_role(MINE, Role.MANAGER) is None


def test_a_level_that_nobody_holds_is_passed_over() -> None:
    only_managers = replace(MINE, supervisors=frozenset())
    only_supervisors = replace(MINE, managers=frozenset())
    dear = bought(amount=Decimal(500))

    assert asked_role(only_managers, WISH, None, NEW) is Role.MANAGER
    assert asked_role(only_supervisors, REFUND, dear, NEW) is Role.SUPERVISOR
    assert next_role(only_supervisors, Role.SUPERVISOR) is None


def test_where_nobody_is_named_everybody_may() -> None:
    nobody = replace(MINE, supervisors=frozenset(), managers=frozenset())
    only_supervisors = replace(MINE, managers=frozenset())

    assert role_of(MINE, LI) is Role.SUPERVISOR
    assert role_of(MINE, WANG) is Role.MANAGER
    assert role_of(MINE, replace(LI, id=1)) is Role.STAFF
    assert role_of(nobody, replace(LI, id=1)) is Role.MANAGER
    assert role_of(only_supervisors, LI) is Role.MANAGER  # nobody above could decide


def test_a_share_of_the_purchase_is_a_figure_only_where_there_is_one() -> None:
    third = replace(REFUND, share=Decimal("0.3"))

    assert cost_of(third, bought(amount=Decimal("99.99"))) == Decimal("30.00")
    assert cost_of(third, None) is None
    assert suits(third, bought())
    assert not suits(third, None)
    assert not suits(third, bought(amount=Decimal(0)))
    assert not suits(replace(GIFT, kind=Kind.EXCHANGE), None)
    assert suits(GIFT, None)
