"""What real servers differ in, or what nobody wrote down: a switch each, strict by default."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(slots=True)
class Switches:
    local: bool = True
    """Webhooks may use http, any port and the loopback, as with `telegram-bot-api --local`."""
    anti_spin: bool = True
    """Repeating getUpdates with one offset is slowed down, as on the real server."""
    rate_limits: bool = False
    """Answer 429 over 30/s in all, 1/s in a chat (short bursts pass), 20/min in a group."""
    patience: float = 0.0
    """A wait up to this many seconds only makes the call slow (the real server: 8)."""
    query_life: timedelta = timedelta(seconds=150)
    """How long after the tap answerCallbackQuery is accepted."""
    answer_twice: bool = True
    """A second answerCallbackQuery for one id succeeds."""
    edits_after_block: bool = False
    """Messages of someone who blocked the bot may still be edited."""
    week_restart: bool = True
    """update_id starts over at random after a week of silence."""
    webhook_timeout: float = 60.0
    """Seconds until a webhook that does not answer has failed."""
    retry_delays: tuple[float, ...] = (0.0, 2.0, 4.0, 8.0, 16.0, 32.0)
    """Before each new attempt of a webhook; then 60 to 120 s at random."""
    outage_after: float = 10.0
    """Seconds without a success after which a webhook is tried once in two seconds only."""
    webhook_pace: float = 1.0
    """setWebhook more than once in so many seconds is refused with 429."""
