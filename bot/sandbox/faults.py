"""Faults on demand: what the network, the cloud and a restless group do to a bot, at will."""

from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from bot.sandbox.errors import Impossible
from bot.sandbox.wire import Json


class Kind(StrEnum):
    TOO_MANY = "too_many"
    """429 with retry_after; nothing is done."""
    SERVER_ERROR = "server_error"
    """`code` (500, 502 …) as JSON or, with `html`, as a page; nothing is done."""
    REFUSED = "refused"
    """`code` and `description` of your own; nothing is done."""
    LOST_ANSWER = "lost_answer"
    """Done, but after `delay` the connection drops without an answer."""
    RESET = "reset"
    """The connection drops at once; nothing is done."""
    SLOW = "slow"
    """Done and answered after `delay`."""
    GARBLED = "garbled"
    """Done, and the answer is no JSON."""
    REPEATED_UPDATES = "repeated_updates"
    """getUpdates brings updates again that were confirmed."""
    REORDERED_UPDATES = "reordered_updates"
    """getUpdates answers newest first."""
    MALFORMED_UPDATE = "malformed_update"
    """getUpdates adds an update that no library can read."""
    RESTARTED_IDS = "restarted_ids"
    """Once nothing waits, update_id starts over at random, as after a week of silence."""


UPDATE_FAULTS = frozenset(
    {Kind.REPEATED_UPDATES, Kind.REORDERED_UPDATES, Kind.MALFORMED_UPDATE, Kind.RESTARTED_IDS}
)


@dataclass(slots=True)
class Fault:
    kind: Kind
    method: str | None = None
    """Only this method; None means any but getUpdates."""
    chat_id: int | None = None
    times: int | None = 1
    """How many calls it spoils; None means until cleared."""
    retry_after: int = 3
    delay: float = 1.0
    code: int = 502
    html: bool = False
    description: str = ""

    def fits(self, method: str, chat_id: int | None) -> bool:
        if self.kind in UPDATE_FAULTS:
            return False
        if self.method is None and method == "getupdates":
            return False
        if self.method is not None and self.method.lower() != method:
            return False
        return self.chat_id is None or self.chat_id == chat_id


class Faults:
    def __init__(self) -> None:
        self.active: list[Fault] = []

    def add(self, kind: Kind | str, **more: Any) -> Fault:
        """`add("too_many", method="sendMessage", chat_id=7001, times=3, retry_after=2)`."""
        fault = Fault(Kind(kind), **more)
        self.active.append(fault)
        return fault

    def clear(self) -> None:
        self.active.clear()

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        """The first fault that fits this call; using it counts."""
        return self._use(next((f for f in self.active if f.fits(method, chat_id)), None))

    def take_update_fault(self, kind: Kind) -> bool:
        return self._use(next((f for f in self.active if f.kind is kind), None)) is not None

    def _use(self, fault: Fault | None) -> Fault | None:
        if fault is not None and fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                self.active.remove(fault)
        return fault

    def command(self, payload: Json) -> Json:
        """An order over HTTP: `{"clear": true}`, or the fields of one fault."""
        if payload.get("clear"):
            self.clear()
        elif payload:
            self._checked(payload)
        return {"ok": True, "faults": [asdict(fault) for fault in self.active]}

    def _checked(self, payload: Json) -> None:
        unknown = payload.keys() - {field.name for field in fields(Fault)}
        if unknown or payload.get("kind") not in set(Kind):
            raise Impossible("没有这种故障:" + "、".join(sorted(unknown) or [str(payload)]))
        self.add(**payload)
