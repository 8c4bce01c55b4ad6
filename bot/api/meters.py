"""What the loops of one process tell of themselves, for `GET /metrics`."""

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.process_collector import ProcessCollector

QUICK = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)


class Meters:
    """Each call costs a few microseconds."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._batch = _histogram(self.registry, "turns_seconds", "One batch of turns")
        self._text = _histogram(self.registry, "reading_seconds", "Reading one text")
        self._turns = Counter(
            "huifang_turns", "Rows of the inbox that were handled", registry=self.registry
        )
        self._answers = Counter(
            "huifang_telegram_answers", "Of the Bot API", ["code"], registry=self.registry
        )
        self._limited = Counter(
            "huifang_telegram_429", "Too many requests, said Telegram", registry=self.registry
        )

    def turned(self, seconds: float, turns: int) -> None:
        self._batch.observe(seconds)
        self._turns.inc(turns)

    def read(self, seconds: float) -> None:
        self._text.observe(seconds)

    def answered(self, status: int) -> None:
        """0: no answer at all."""
        self._answers.labels(str(status)).inc()
        if status == 429:
            self._limited.inc()


def _histogram(registry: CollectorRegistry, name: str, words: str) -> Histogram:
    return Histogram(f"huifang_{name}", words, buckets=QUICK, registry=registry)
