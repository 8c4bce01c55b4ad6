"""What one process may do: all of it, or a part beside other processes on the same database."""

from bot.config import ConfigError
from bot.flow.leading import RECEIVE, SEND, TICK

__all__ = ["ALL", "RECEIVE", "SEND", "TICK", "TURN", "Roles", "parsed"]

TURN = "turn"
Roles = frozenset[str]
ALL: Roles = frozenset({RECEIVE, TURN, SEND, TICK})
IN_ORDER = (RECEIVE, TURN, SEND, TICK)


def parsed(given: str) -> Roles:
    """`receive,turn` as a set; raises ConfigError."""
    names = [name.strip() for name in given.split(",")]
    unknown = [name for name in names if name not in ALL]
    if unknown or not names:
        known = "、".join(IN_ORDER)
        raise ConfigError(f"没有「{'、'.join(unknown)}」这样的角色，可以是：{known}。")
    return frozenset(names)
