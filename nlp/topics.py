"""What a reply is about: one of the owner's eight topics."""

from collections import Counter

from nlp import lexicon

OTHER = "其他"


def _words() -> dict[str, tuple[str, int]]:
    words: dict[str, tuple[str, int]] = {}
    for topic, lists in lexicon.load("topics").items():
        words.update({word: (topic, 1) for word in str(lists["words"]).split()})
    for topic, lists in lexicon.load("topics").items():
        words.update({word: (topic, 3) for word in str(lists["strong"]).split()})
    return words


_SCANNER = lexicon.Scanner(_words())


def weights(text: str) -> Counter[str]:
    """How strongly the words of a normalised text name each topic."""
    found: Counter[str] = Counter()
    for _, _, (topic, weight) in _SCANNER.scan(text):
        found[topic] += weight
    return found


def main_topic(text: str) -> str | None:
    """The strongest topic of a normalised text, or None where no word names one."""
    found = weights(text)
    return found.most_common(1)[0][0] if found else None
