"""Who may grant what: by role, by kind, by amount, by how often the customer has come.

Rule: authority decides whom we ask, never what a customer is refused.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum

from .compensation import Compensation, Kind, cost_of
from .events import Purchase, Staff
from .state import Customer


class Role(IntEnum):
    """The levels of escalation are the same three."""

    STAFF = 0  # and the bot in their name
    SUPERVISOR = 1
    MANAGER = 2


@dataclass(frozen=True, slots=True)
class Limit:
    amount: Decimal | None = None  # None: no limit
    kinds: frozenset[Kind] = frozenset(Kind)


@dataclass(frozen=True, slots=True)
class Authority:
    staff: Limit = Limit(kinds=frozenset(Kind) - {Kind.CUSTOM})
    supervisor: Limit = Limit()
    manager: Limit = Limit()
    loyal_from: int = 0  # so many purchases make a customer loyal; 0: nobody is told apart
    loyal_factor: Decimal = Decimal(1)  # by so much every limit is wider for them
    supervisors: frozenset[int] = frozenset()
    managers: frozenset[int] = frozenset()

    def limit(self, role: Role) -> Limit:
        return (self.staff, self.supervisor, self.manager)[role]


def may_grant(
    authority: Authority,
    role: Role,
    option: Compensation,
    purchase: Purchase | None,
    customer: Customer,
) -> bool:
    """Whether this role may promise it to this customer without asking anybody."""
    limit, cost = authority.limit(role), cost_of(option, purchase)
    if option.kind not in limit.kinds:
        return False
    if limit.amount is None:
        return True
    if cost is None:  # of a wish the kind decides; a share of nobody knows what is no promise
        return option.share is None
    return cost <= limit.amount * (authority.loyal_factor if is_loyal(authority, customer) else 1)


def is_loyal(authority: Authority, customer: Customer) -> bool:
    return 0 < authority.loyal_from <= customer.purchases


def asked_role(
    authority: Authority, option: Compensation, purchase: Purchase | None, customer: Customer
) -> Role:
    """Who decides: the lowest role that may and that somebody holds; else the highest held."""
    held = _held(authority)
    able = (role for role in held if may_grant(authority, role, option, purchase, customer))
    return next(able, held[-1])


def next_role(authority: Authority, role: Role) -> Role | None:
    """Whom to ask when this one does not answer."""
    return next((higher for higher in _held(authority) if higher > role), None)


def _held(authority: Authority) -> tuple[Role, ...]:
    """A level that nobody is named for is passed over, unless nobody is named at all."""
    if not (authority.supervisors or authority.managers):
        return tuple(Role)
    named = ((Role.SUPERVISOR, authority.supervisors), (Role.MANAGER, authority.managers))
    return (Role.STAFF, *(role for role, people in named if people))


def role_of(authority: Authority, staff: Staff) -> Role:
    """Where nobody is named, everybody may decide; the highest who are named decide all."""
    if staff.id in (authority.managers or authority.supervisors):
        return Role.MANAGER
    if staff.id in authority.supervisors:
        return Role.SUPERVISOR
    return Role.STAFF if authority.managers or authority.supervisors else Role.MANAGER


def may_say(authority: Authority, staff: Staff, amount: Decimal | None) -> bool:
    """Whether they may name such a sum to a customer without asking anybody."""
    limit = authority.limit(role_of(authority, staff)).amount
    return limit is None or (amount is not None and amount <= limit)
