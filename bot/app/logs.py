"""The log: ids, kinds and places. Nobody's words, no phone number and no secret gets into it.

Rule: an error is told by its kind and where it happened, for its message may quote somebody.
"""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

from bot.flow.faults import told
from bot.flow.mask import masked
from bot.lean import without

with without("rich"):  # else there are a hundred modules and 10 MB for coloured tracebacks
    import structlog

SECRETS = re.compile(
    r"\d{6,}:[A-Za-z0-9_-]{30,}"  # a bot's token
    r"|(?:hf_|whsec_)[A-Za-z0-9+/=_-]{20,}"  # a till's key
    r"|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"  # name and password in a URL
    r"|(?<=start=)[A-Za-z0-9_-]{16,}"  # an invitation
)
LONGEST = 300


def configure(stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Ours and every library's, on standard error (whatever that is by then)."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper("iso"),
            without_words,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: structlog.PrintLogger(stream or sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Short("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


def without_words(
    _logger: Any, _name: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    error = _error_of(event.pop("exc_info", None))
    if error is not None:
        event["fault"] = told(error)
    for key, value in event.items():
        if isinstance(value, BaseException):
            event[key] = told(value)
        elif not isinstance(value, int | float | None):
            event[key] = scrubbed(str(value))
    return event


def scrubbed(text: str) -> str:
    """One short line without secrets and numbers of people."""
    line = next(iter(text.splitlines()), "")
    return masked(SECRETS.sub("<secret>", line))[:LONGEST]


class Short(logging.Formatter):
    """What a library logs: its own words, not what it fills in, and an error's kind and place."""

    def format(self, record: logging.LogRecord) -> str:
        error = _error_of(record.exc_info)
        record = logging.makeLogRecord(
            {**record.__dict__, "msg": scrubbed(str(record.msg)), "args": None}
        )
        record.exc_info = record.exc_text = record.stack_info = None
        line = super().format(record)
        return line if error is None else f"{line} [{told(error)}]"


def _error_of(given: Any) -> BaseException | None:
    match given:
        case BaseException():
            return given
        case (_, BaseException() as error, _):
            return error
        case True:
            return sys.exc_info()[1]
    return None
