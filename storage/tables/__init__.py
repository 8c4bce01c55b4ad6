"""Every table, once."""

from .customers import chats, customer_refs, customers, purchases, surveys
from .desk import cases, grants, groups, messages, relays, stock
from .metadata import metadata
from .overrides import overrides
from .queue import inbox, inbox_lines, leaders, offsets, outbox, outbox_lines, timers
from .suggestions import suggestions
from .trust import api_keys, audit, consents, data_keys, departed, signatures

__all__ = [
    "api_keys",
    "audit",
    "cases",
    "chats",
    "consents",
    "customer_refs",
    "customers",
    "data_keys",
    "departed",
    "grants",
    "groups",
    "inbox",
    "inbox_lines",
    "leaders",
    "messages",
    "metadata",
    "offsets",
    "outbox",
    "outbox_lines",
    "overrides",
    "purchases",
    "relays",
    "signatures",
    "stock",
    "suggestions",
    "surveys",
    "timers",
]
