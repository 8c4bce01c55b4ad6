"""The shop's catalogue of ways to make amends: what each is, costs, and how it is fulfilled."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from .events import Purchase

CENT = Decimal("0.01")


class Kind(StrEnum):
    FREE_SERVICE = "free_service"
    SMALL_GIFT = "small_gift"
    DISCOUNT = "discount"
    EXTRA = "extra"  # more time, or a larger portion
    REFUND = "refund"
    EXCHANGE = "exchange"
    RESEND = "resend"
    CALL = "call"  # somebody senior comes to talk
    CUSTOM = "custom"  # the customer's own wish


OF_A_PURCHASE = frozenset({Kind.REFUND, Kind.EXCHANGE, Kind.RESEND})
# What was harmed or missed does not come back by doing the same thing again.
AFTER_HARM = frozenset({Kind.CALL, Kind.REFUND, Kind.SMALL_GIFT, Kind.DISCOUNT, Kind.CUSTOM})


class Fulfil(StrEnum):
    STAFF = "staff"  # somebody does it, and says when it is done
    CODE = "code"  # the customer gets a code to show
    ITSELF = "itself"  # nothing more has to be done


@dataclass(frozen=True, slots=True)
class Compensation:
    """One way to make amends; its words are the shop's own, from config.yaml."""

    key: str
    label: str  # on the button
    says: str  # what it means, in plain words
    topics: tuple[str, ...] = ()  # where it fits; empty: everywhere
    critical: bool = False  # fit for a critical case too
    kind: Kind = Kind.FREE_SERVICE
    cost: Decimal | None = Decimal(0)  # None: nobody knows beforehand
    share: Decimal | None = None  # instead of `cost`: of the purchase's amount
    stock: int | None = None
    value: str = ""  # what it is worth to the customer, in words
    fulfil: Fulfil = Fulfil.STAFF
    code: str = ""
    within: timedelta = timedelta(hours=24)


WISH = Compensation("custom", "", "", kind=Kind.CUSTOM, cost=None)


def cost_of(option: Compensation, purchase: Purchase | None) -> Decimal | None:
    """None where it cannot be known."""
    if option.share is None:
        return option.cost
    return (purchase.amount * option.share).quantize(CENT) if purchase else None


def suits(option: Compensation, purchase: Purchase | None) -> bool:
    """Nothing is exchanged where nothing was bought, and no share is promised of nothing."""
    if option.kind in OF_A_PURCHASE or option.share is not None:
        return purchase is not None and (option.share is None or purchase.amount > 0)
    return True
