"""Says once when something has been gone for too long, and once when it is back. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

TOO_LONG = timedelta(minutes=5)


class News(Enum):
    GONE = "gone"
    BACK = "back"


@dataclass(slots=True)
class Outage:
    """Of one thing that we need. `since` is when it last answered before it fell silent."""

    since: datetime | None = None
    is_told: bool = False
    _well: datetime | None = None

    def seen(self, is_well: bool, now: datetime) -> News | None:
        if not is_well:
            self.since = self.since or self._well or now
            if self.is_told or now - self.since < TOO_LONG:
                return None
            self.is_told = True
            return News.GONE
        self._well = now
        if not self.is_told:
            self.since = None
            return None
        return News.BACK  # the caller reads `since`, then calls `over`

    def over(self) -> None:
        self.since, self.is_told = None, False
