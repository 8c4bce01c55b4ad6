"""What a reply is about: one of the owner's eight topics."""

from nlp import lexicon

OTHER = "其他"
NO_TOPIC = "无"


def _words() -> dict[str, tuple[str, float]]:
    words: dict[str, tuple[str, float]] = {}
    for topic, lists in lexicon.load("topics").items():
        words.update({word: (topic, 1.0) for word in str(lists["words"]).split()})
    for topic, lists in lexicon.load("topics").items():
        words.update({word: (topic, 3.0) for word in str(lists["strong"]).split()})
    return words


_SCANNER = lexicon.Scanner(_words())


def weights(text: str) -> dict[str, float]:
    """How strongly the words of a normalised text name each topic."""
    found: dict[str, float] = {}
    for _, _, (topic, weight) in _SCANNER.scan(text):
        if topic != NO_TOPIC:
            found[topic] = found.get(topic, 0.0) + weight
    return found
