"""What of a reading travels with its row: what the dialogue, the log and the alert use."""

from datetime import datetime
from typing import Any

import nlp
from bot.config.settings import Replies
from nlp import manners
from nlp.pledges import pledges

ALL = "all"  # the whole price, whatever it was
MOST_AT_ONCE = 4096  # characters that the reader of texts reads whole


def scored(text: str, unhappy_at: float, now: datetime | None = None) -> dict[str, Any]:
    """The reading of what a customer wrote, as it travels with the row."""
    reading = nlp.read(text, unhappy_at, now=now)
    because: list[str] = []
    if reading.sentiment is nlp.Sentiment.UNHAPPY:
        because = [reason.word for reason in nlp.explain(text) if reason.weight > 0]
    return {
        "sentiment": reading.sentiment.value,
        "p_unhappy": round(reading.p_unhappy, 4),
        "is_question": reading.is_question,
        "small_talk": reading.small_talk,
        "topic": reading.topic,
        "severity": reading.severity.value,
        "harm": reading.harm,
        "because": because,
        "requests": list(reading.requests),
        **_handling(reading),
        **_told(text, reading, now),
    }


def felt(text: str, unhappy_at: float) -> dict[str, Any]:
    """How a clause feels: a tenth of what `scored` costs."""
    reading = nlp.read(text, unhappy_at)
    feeling = reading.sentiment.value
    return {"sentiment": feeling, "p_unhappy": reading.p_unhappy, "harm": reading.harm}


def _handling(reading: nlp.Reading) -> dict[str, str]:
    about, _, how = reading.complaint.value.partition("_")
    return {"handling": how} if about == "handling" else {}


def checked(text: str, replies: Replies, now: datetime) -> dict[str, Any]:
    """What would hurt in a staff reply, what it promises and gives; as it travels."""
    bounds = manners.Bounds(replies.most_money, replies.most_times)
    done = manners.check(text, first=True, bounds=bounds)
    faults = [
        {
            "rule": finding.rule,
            "words": text[finding.start : finding.end],
            "why": finding.why,
            "suggestion": finding.suggestion,
        }
        for finding in done.findings
    ]
    told = [
        {"text": p.text, "due": p.due.isoformat(), "corrects": p.corrects, "sure": p.sure}
        for p in pledges(text, now)
    ]
    held = {"faults": faults, "rewritten": done.rewritten} if faults else {}
    sum_ = manners.given(text)
    money = {"gives": f"{sum_:.2f}"} if sum_ else {}
    if not money and manners.gives_all(text):
        money = {"gives": ALL}
    whom = manners.whom(text)
    more = {"pledges": told, "whom": whom}
    return {**held, **{name: value for name, value in more.items() if value}, **money}


def _told(text: str, reading: nlp.Reading, now: datetime | None) -> dict[str, Any]:
    """Names, numbers, times, promises and suggestions; lines of a letter are read as sentences."""
    parts = _parts(text)
    readings = [reading] if parts == [text] else [nlp.read(part, now=now) for part in parts]
    found = {
        "entities": [
            {"kind": e.kind, "text": e.text, "value": e.value}
            for r in readings
            for e in r.entities
        ],
        "suggestions": [idea for r in readings for idea in r.suggestions],
    }
    return {name: values for name, values in found.items() if values}


def _parts(text: str) -> list[str]:
    """As few as can be read whole: of a longer text the reader sees beginning and end."""
    parts = [""]
    for line in text.splitlines() or [text]:
        joined = f"{parts[-1]}。{line}" if parts[-1] else line
        if len(joined) <= MOST_AT_ONCE:
            parts[-1] = joined
        else:
            parts.append(line)
    return parts
