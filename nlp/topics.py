"""What a reply is about: one of the owner's eight topics."""

from nlp.words import Words

OTHER = "其他"
NO_TOPIC = "无"


def weights(found: Words, start: int = 0, end: int = 9999) -> dict[str, float]:
    """How strongly the words of a text (or of a part of it) name each topic."""
    named: dict[str, float] = {}
    for at, _, (topic, weight, _) in found.topics:
        if start <= at < end and topic != NO_TOPIC:
            named[topic] = named.get(topic, 0.0) + weight
    return named
