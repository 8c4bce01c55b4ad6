"""Every table, once."""

from .customers import chats, customers, purchases, surveys
from .desk import cases, groups, messages, relays
from .metadata import metadata
from .queue import inbox, inbox_lines, offsets, outbox, outbox_lines, timers

__all__ = [
    "cases",
    "chats",
    "customers",
    "groups",
    "inbox",
    "inbox_lines",
    "messages",
    "metadata",
    "offsets",
    "outbox",
    "outbox_lines",
    "purchases",
    "relays",
    "surveys",
    "timers",
]
