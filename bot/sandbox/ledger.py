"""Everything that people sent and received, with its time, to be compared with a database."""

from collections import deque
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from bot.sandbox.wire import Json


@dataclass(frozen=True, slots=True)
class Entry:
    at: datetime
    direction: str
    """in: a person to the bot; out: the bot to people."""
    chat_id: int
    topic: int | None
    message_id: int
    sender_id: int
    kind: str
    """text, photo …; tap, edit, delete, topic events, blocked, unblocked."""
    text: str | None = None

    def to_dict(self) -> Json:
        return asdict(self) | {"at": round(self.at.timestamp() * 1000)}

    @classmethod
    def from_dict(cls, data: Json) -> "Entry":
        return cls(**(data | {"at": datetime.fromtimestamp(data["at"] / 1000, UTC)}))


Ledger = deque[Entry]


def new_ledger(keep: int | None) -> Ledger:
    return deque(maxlen=keep)
