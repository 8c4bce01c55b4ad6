"""Reading what customers write: `read(text)` says how they feel, about what, and how grave.

`read` never raises, does no I/O after the first call and may be called from any thread. `load()`
readies it in a background thread, so that no customer's message waits for the model (40 ms).
SnowNLP is not used here; `second_opinion` asks it where a person wants to see another view.
"""

from datetime import datetime
from functools import cache
from pathlib import Path

from nlp import model, second
from nlp.because import because
from nlp.normalise import normalise
from nlp.reader import UNHAPPY_AT, Reader
from nlp.reading import Complaint, Entity, Reading, Reason, Sentiment, Severity, Topic

__all__ = [
    "Complaint",
    "Entity",
    "Reading",
    "Reason",
    "Sentiment",
    "Severity",
    "Topic",
    "explain",
    "is_ready",
    "load",
    "read",
    "second_opinion",
    "use",
]

_own: Reader | None = None


def read(
    text: str, unhappy_at: float = UNHAPPY_AT, *, now: datetime | None = None, why: bool = False
) -> Reading:
    """The reading of one text; at or over `unhappy_at` a customer counts as unhappy.

    Times and promises are found where `now` is given; `why` fills `because` (up to 1 ms).
    """
    return _reader().read(normalise(text), unhappy_at, now, why)


def explain(text: str) -> tuple[Reason, ...]:
    """Up to three words with their weight; above 0 speaks for unhappy."""
    return because(normalise(text), _reader().model)


def load() -> None:
    """Ready everything that `read` needs; blocking, for a background thread."""
    _shipped()
    read("预热")


def is_ready() -> bool:
    return _own is not None or _shipped.cache_info().currsize > 0


def use(path: Path | None) -> None:
    """Read with another model file (a calibrated one) from now on; None: the shipped one."""
    global _own
    _own = None if path is None else Reader(model.load(path))


def second_opinion(text: str) -> float:
    """SnowNLP's P(unhappy): slow, and 2 s to load at the first call; for a worker thread."""
    second.load()
    found = second.p_unhappy(text)
    return 0.5 if found is None else found


def _reader() -> Reader:
    return _own or _shipped()


@cache
def _shipped() -> Reader:
    return Reader(model.load(Path(__file__).with_name("model.bin")))
