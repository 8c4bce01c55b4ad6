"""Every table, once."""

from .customers import chats, customers, purchases, surveys
from .desk import cases, grants, groups, messages, relays, stock
from .metadata import metadata
from .overrides import overrides
from .queue import inbox, inbox_lines, leaders, offsets, outbox, outbox_lines, timers
from .suggestions import suggestions

__all__ = [
    "cases",
    "chats",
    "customers",
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
    "stock",
    "suggestions",
    "surveys",
    "timers",
]
