"""Everybody's own key, wrapped by the master key: found, made, and destroyed by an erasure.

Rule 1: `Keys` belongs to one transaction and asks the database once for each key. So no process
seals with a key that another has destroyed; what is kept between transactions is the unwrapping.
Rule 2: a key is made in the transaction that first seals with it, under the line of its chat.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select

from .both import Both
from .sealing import OFF, SIZE, DataKey, Locked, Masters
from .tables import data_keys

SHOP = 0  # the key of what belongs to no single customer, and of lookups by reference
FIRST_OF_PURCHASES = 2**60  # beyond every chat id: a purchase names somebody we do not know yet

_find = select(data_keys.c.id, data_keys.c.master, data_keys.c.wrapped).where(
    data_keys.c.id.in_(bindparam("ids", expanding=True))
)
_masters = select(data_keys.c.master).distinct()
_make = Both(lambda insert: insert(data_keys).on_conflict_do_nothing(index_elements=["id"]))
_destroy = delete(data_keys).where(data_keys.c.id.in_(bindparam("ids", expanding=True)))


class Keys:
    """The keys of one transaction."""

    def __init__(self, conn: Connection, masters: Masters) -> None:
        self.masters = masters
        self.is_off = masters.is_off
        self._conn = conn
        self._held: dict[int, DataKey] = {}

    def find(self, ids: Iterable[int]) -> dict[int, DataKey]:
        """Those that exist, among these."""
        wanted = set(ids)
        missing = wanted - self._held.keys()
        if missing:
            rows = self._conn.execute(_find, {"ids": _padded(missing)})
            for row in rows:
                self._held[row.id] = self.masters.unwrap(row.id, row.master, row.wrapped)
        return {number: self._held[number] for number in wanted if number in self._held}

    def make(self, ids: Iterable[int]) -> dict[int, DataKey]:
        """All of these; a rival who makes the same one first is waited for, and it is theirs."""
        wanted = set(ids)
        found = self.find(wanted)
        if missing := sorted(wanted - found.keys()):
            rows = []
            for number in missing:
                master, wrapped = self.masters.wrap(number, secrets.token_bytes(SIZE))
                rows.append({"id": number, "master": master, "wrapped": wrapped})
            _make.run(self._conn, rows)
            found = self.find(wanted)
        return found

    def destroy(self, ids: Iterable[int]) -> None:
        """What was sealed with these is gone for good, in every copy of it."""
        if numbers := set(ids) - {SHOP}:
            self._conn.execute(_destroy, {"ids": _padded(numbers)})
            for number in numbers:
                self._held.pop(number, None)

    def tag(self, shop: str, reference: str) -> str:
        """Where to look a shop's own number up, without the number: it may be a phone's."""
        key = self.make([SHOP])[SHOP].raw
        return hmac.new(key, f"{shop}\0{reference}".encode(), hashlib.sha256).hexdigest()[:32]


def keys_of(conn: Connection) -> Keys:
    """The keys of this transaction: each has a `Connection` of its own."""
    options = conn.get_execution_options()
    keys = options.get("keys")
    if not isinstance(keys, Keys):
        keys = Keys(conn, options.get("masters", OFF))
        conn.execution_options(keys=keys)
    return keys


def check(conn: Connection) -> None:
    """Raises Locked where keys are wrapped by a master key that we were not given."""
    masters = keys_of(conn).masters
    unknown = [name for name in conn.scalars(_masters) if not masters.knows(name)]
    if unknown:
        raise Locked(f"locked with master key {', '.join(sorted(unknown))}")


def in_use(conn: Connection) -> frozenset[str]:
    """The names of the master keys that something is wrapped by."""
    return frozenset(conn.scalars(_masters))


def key_of_a_purchase() -> int:
    return FIRST_OF_PURCHASES + secrets.randbits(59)


def _padded(ids: Iterable[Any]) -> list[int]:
    """As many as the next power of two: each length is a statement to prepare."""
    found = sorted(ids)
    return [*found, *([found[-1]] * ((1 << (len(found) - 1).bit_length()) - len(found)))]
