"""What was bought, and who has opened the invitation to speak about it."""

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, or_, select, tuple_, update

from . import customers, inbox, private
from .both import Both
from .columns import to_ms
from .keys import key_of_a_purchase, keys_of
from .lines import INBOX, chats_in, padded
from .tables import purchases

LANE = 2  # invitations give way to everybody who speaks

Survey = Literal["now", "never"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPurchase:
    """A purchase as the shop reports it."""

    shop: str
    order_no: str
    items: str
    amount: Decimal
    currency: str
    bought_at: datetime
    clerk: str | None = None
    campaign: str | None = None
    customer_ref: str | None = None
    customer_name: str | None = None
    customer_role: str | None = None
    survey: Survey | None = None  # None: as configured


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase(NewPurchase):
    """A purchase as we keep it."""

    id: int
    token: str
    chat_id: int | None
    created_at: datetime


class ClaimStatus(StrEnum):
    """What came of opening an invitation."""

    YOURS = "yours"
    ALREADY_YOURS = "already_yours"
    TAKEN = "taken"  # somebody else was first
    UNKNOWN = "unknown"  # no such invitation


@dataclass(frozen=True, slots=True)
class Claimed:
    status: ClaimStatus
    purchase: Purchase | None = None
    others: tuple[Purchase, ...] = ()  # of the same customer, theirs from now on


_names = tuple(field.name for field in fields(Purchase))
_all = select(*(purchases.c[name] for name in _names))
_tag_of = select(purchases.c.customer_tag).where(purchases.c.id == bindparam("row"))
_is_free = purchases.c.chat_id.is_(None)

_add = Both(
    lambda insert: insert(purchases).on_conflict_do_nothing(index_elements=["shop", "order_no"])
)
_by_key = _all.where(
    tuple_(purchases.c.shop, purchases.c.order_no).in_(bindparam("keys", expanding=True))
)
_by_id = _all.where(purchases.c.id.in_(bindparam("ids", expanding=True)))
_by_order = _all.where(purchases.c.order_no == bindparam("number")).order_by(purchases.c.id)
_by_token = _all.where(purchases.c.token == bindparam("secret"))
_of_chats = _all.where(chats_in(purchases.c.chat_id)).order_by(
    purchases.c.bought_at, purchases.c.id
)
# In the order of ids: two people who open links of one customer must not wait for each other.
_lock = (
    _all.where(
        or_(
            purchases.c.token == bindparam("secret"),
            (purchases.c.customer_tag == bindparam("tag")) & _is_free,
        )
    )
    .order_by(purchases.c.id)
    .with_for_update()
)
_claim = (
    update(purchases)
    .where(purchases.c.id == bindparam("row"), _is_free)
    .values(chat_id=bindparam("chat"), claimed_at=bindparam("now"))
)


def add(
    conn: Connection, new: Sequence[NewPurchase], now: datetime
) -> list[tuple[Purchase, bool]]:
    """Store purchases, once per shop and order number; say for each whether it was new.

    A customer we know needs no link: theirs goes into the inbox at once.
    """
    if not new:
        return []
    known = customers.find(conn, filter(None, map(_reference, new)))
    INBOX.join(conn, ((chat, LANE) for chat in known.values()), now)
    # Sorted, so that two imports of the same orders do not wait for each other crosswise.
    tag = keys_of(conn).tag
    rows = sorted((_as_row(each, known, tag, now) for each in new), key=_key_of)
    _add.run_many(conn, private.seal(conn, purchases, rows))
    keys = sorted({_key_of(row) for row in rows})
    stored = {
        (p.shop, p.order_no): p
        for p in map(_purchase, private.read(conn, _by_key, {"keys": keys}))
    }
    ours = {row["token"] for row in rows}
    created = [purchase for purchase in stored.values() if purchase.token in ours]
    inbox.add(conn, [_arrival(p, now) for p in created if p.chat_id is not None], now)
    return _report(new, stored, {purchase.id for purchase in created})


def _reference(new: NewPurchase) -> customers.Reference | None:
    return (new.shop, new.customer_ref) if new.customer_ref else None


def _as_row(
    new: NewPurchase,
    known: dict[customers.Reference, int],
    tag: Callable[[str, str], str],
    now: datetime,
) -> dict[str, Any]:
    reference = _reference(new)
    chat = known.get(reference) if reference else None
    return {
        **{field.name: getattr(new, field.name) for field in fields(new)},
        "key_id": key_of_a_purchase(),
        "customer_tag": tag(*reference) if reference else None,
        "token": secrets.token_urlsafe(16),
        "chat_id": chat,
        "claimed_at": None if chat is None else now,
        "created_at": now,
    }


def _key_of(row: dict[str, Any]) -> tuple[str, str]:
    return row["shop"], row["order_no"]


def _arrival(purchase: Purchase, now: datetime) -> inbox.Arrival:
    assert purchase.chat_id is not None
    shop, order_no = purchase.shop, purchase.order_no
    payload = {"kind": "purchase", "at": to_ms(now), "shop": shop, "order_no": order_no}
    return inbox.Arrival(f"purchase:{shop}:{order_no}", purchase.chat_id, LANE, payload)


def _report(
    new: Sequence[NewPurchase], stored: dict[tuple[str, str], Purchase], created: set[int]
) -> list[tuple[Purchase, bool]]:
    """In the order that was asked; of two equal ones in a batch only the first is new."""
    told: set[int] = set()
    report = []
    for each in new:
        purchase = stored[each.shop, each.order_no]
        report.append((purchase, purchase.id in created and purchase.id not in told))
        told.add(purchase.id)
    return report


def claim(conn: Connection, token: str, chat_id: int, now: datetime) -> Claimed:
    """Give the purchase behind an invitation to whoever opens it first.

    That person is from now on the customer whom the shop named, and gets their other
    unclaimed purchases too.
    """
    seen = next(iter(private.read(conn, _by_token, {"secret": token})), None)
    if seen is None:
        return Claimed(ClaimStatus.UNKNOWN)
    # Locked and read again: a rival may have been here in between.
    tag = conn.scalar(_tag_of, {"row": seen.id})
    locked = private.read(conn, _lock, {"secret": token, "tag": tag})
    rows = {row.id: _purchase(row) for row in locked}
    mine = rows.pop(seen.id)
    if mine.chat_id is not None and mine.chat_id != chat_id:
        return Claimed(ClaimStatus.TAKEN)
    customers.remember(conn, [(chat_id, _reference(mine), mine.customer_name)], now)
    others = tuple(_take(conn, other, chat_id, now) for other in rows.values())
    if mine.chat_id == chat_id:
        return Claimed(ClaimStatus.ALREADY_YOURS, mine, others)
    return Claimed(ClaimStatus.YOURS, _take(conn, mine, chat_id, now), others)


def _take(conn: Connection, free: Purchase, chat_id: int, now: datetime) -> Purchase:
    conn.execute(_claim, {"row": free.id, "chat": chat_id, "now": now})
    return Purchase(**{**_as_dict(free), "chat_id": chat_id})


def by_order(conn: Connection, order_no: str, shop: str | None = None) -> tuple[Purchase, ...]:
    """The purchases with this number, of one shop or of all, oldest first."""
    found = map(_purchase, private.read(conn, _by_order, {"number": order_no}))
    return tuple(each for each in found if shop is None or each.shop == shop)


def by_ids(conn: Connection, ids: Iterable[int]) -> dict[int, Purchase]:
    wanted = list(ids)
    if not wanted:
        return {}
    rows = private.read(conn, _by_id, {"ids": padded(wanted)})
    return {row.id: _purchase(row) for row in rows}


def of_chats(conn: Connection, chat_ids: Iterable[int]) -> dict[int, tuple[Purchase, ...]]:
    """What these customers have bought, oldest first."""
    ids = list(chat_ids)
    bought: dict[int, tuple[Purchase, ...]] = {}
    if not ids:
        return bought
    for row in private.read(conn, _of_chats, {"chats": padded(ids)}):
        bought[row.chat_id] = (*bought.get(row.chat_id, ()), _purchase(row))
    return bought


def _purchase(row: Any) -> Purchase:
    return Purchase(**row._asdict())


def _as_dict(purchase: Purchase) -> dict[str, Any]:
    return {name: getattr(purchase, name) for name in _names}
