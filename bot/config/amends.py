"""What a shop may give, who may promise it, and its policies in approved words."""

from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from bot.dialogue.authority import Authority, Limit
from bot.dialogue.compensation import OF_A_PURCHASE, Compensation, Fulfil, Kind
from bot.dialogue.policy import Occasions, Snippet

from .values import Duration, Part

TOPICS = ("物流", "品质", "服务", "专业", "价格", "环境", "售后")  # as the reader names them
Topic = Literal["物流", "品质", "服务", "专业", "价格", "环境", "售后", "其他"]
Key = Annotated[str, Field(pattern="^[a-z0-9_]{1,24}$")]
Label = Annotated[str, Field(min_length=1, max_length=20)]
Amount = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2)]


class Offer(Part):
    key: Key
    label: Label
    says: Annotated[str, Field(min_length=2, max_length=80)]
    kind: Kind
    topics: tuple[Topic, ...] = ()
    critical: bool = False
    cost: Amount | None = None
    share: Annotated[Decimal, Field(gt=0, le=1)] | None = None
    stock: Annotated[int, Field(ge=0)] | None = None
    value: Annotated[str, Field(max_length=20)] = ""
    fulfil: Fulfil = Fulfil.STAFF
    code: Annotated[str, Field(max_length=32)] = ""
    within: Duration = timedelta(hours=24)

    @model_validator(mode="after")
    def _is_whole(self) -> "Offer":
        if self.cost is not None and self.share is not None:
            raise ValueError("cost or share, not both")
        if self.cost is None and self.share is None and self.kind is not Kind.CUSTOM:
            raise ValueError("what does it cost? write cost: 20, or share: 1 for all of the price")
        if (self.fulfil is Fulfil.CODE) != bool(self.code):
            raise ValueError("a code and fulfil: code go together")
        if self.key == "custom":
            raise ValueError("the key custom is kept for the customers' own wishes")
        return self

    @property
    def made(self) -> Compensation:
        return Compensation(**self.model_dump())


def _leaves_a_choice(offers: tuple[Offer, ...]) -> tuple[Offer, ...]:
    always = [o for o in offers if _is_always_there(o)]
    if len(always) < 2 or len([o for o in always if o.critical]) < 2:
        raise ValueError(
            "at least two that need no topics, stock or purchase (no refund, exchange, resend,"
            " share), and two of those with critical: true, so that everybody has a choice"
        )
    keys = [offer.key for offer in offers]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise ValueError(f"every key may stand only once, not {', '.join(twice)}")
    return offers


def _is_always_there(offer: Offer) -> bool:
    is_of_a_purchase = offer.kind in OF_A_PURCHASE or offer.share is not None
    return not offer.topics and offer.stock is None and not is_of_a_purchase


Catalogue = Annotated[tuple[Offer, ...], AfterValidator(_leaves_a_choice)]


class Irreparable(Part):
    """An occasion and having missed it, in the customer's words: that cannot be made good."""

    occasions: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()

    @property
    def made(self) -> Occasions:
        return Occasions(self.occasions, self.missed)


class LimitPart(Part):
    amount: Amount | None = None  # of one grant; none: no limit
    kinds: tuple[Kind, ...] = tuple(Kind)

    @property
    def made(self) -> Limit:
        return Limit(self.amount, frozenset(self.kinds))


class Loyal(Part):
    purchases: Annotated[int, Field(ge=0)] = 0  # from so many on; 0: nobody is told apart
    factor: Annotated[Decimal, Field(ge=1, le=100)] = Decimal(1)


class AuthorityPart(Part):
    staff: LimitPart = LimitPart(kinds=tuple(kind for kind in Kind if kind is not Kind.CUSTOM))
    supervisor: LimitPart = LimitPart()
    manager: LimitPart = LimitPart()
    loyal: Loyal = Loyal()

    @model_validator(mode="after")
    def _widens(self) -> "AuthorityPart":
        """Whoever is asked must be able to do more than the one who asks."""
        for lower, higher in ((self.staff, self.supervisor), (self.supervisor, self.manager)):
            unlimited, limited = lower.amount is None, higher.amount is not None
            narrower = limited and (unlimited or (lower.amount or 0) > (higher.amount or 0))
            if narrower or not set(lower.kinds) <= set(higher.kinds):
                raise ValueError("supervisor may do all that staff may, and manager all of that")
        return self

    def made(self, supervisors: frozenset[int], managers: frozenset[int]) -> Authority:
        return Authority(
            self.staff.made,
            self.supervisor.made,
            self.manager.made,
            self.loyal.purchases,
            self.loyal.factor,
            supervisors,
            managers,
        )


class SnippetPart(Part):
    label: Label
    text: Annotated[str, Field(min_length=2, max_length=160)]

    def made(self, key: str) -> Snippet:
        return Snippet(key, self.label, self.text)


Snippets = Annotated[dict[Key, SnippetPart], Field(max_length=4)]
