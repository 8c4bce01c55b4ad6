"""The only file that reads the time. Everybody else is handed a `Clock`."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Real time plus an offset, or, once stopped, a reading that moves only by hand.

    Only the sandbox moves or stops it, so a newcomer sees tomorrow's follow-up at once.
    """

    def __init__(
        self, offset: timedelta = timedelta(), stopped_at: datetime | None = None
    ) -> None:
        self.offset = offset
        self._stopped_at = stopped_at

    def now(self) -> datetime:
        """The time now: aware, UTC."""
        if self._stopped_at is not None:
            return self._stopped_at + self.offset
        return datetime.now(UTC) + self.offset

    def move(self, by: timedelta) -> None:
        self.offset += by
