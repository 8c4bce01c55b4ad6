"""All word lists of the lexicon found in one walk over the text; everybody reads from this."""

from typing import Any, NamedTuple

from nlp import lexicon
from nlp.lexicon import Hit, Scanner

_GRAMMAR = lexicon.load("grammar")
_REQUESTS = {
    word: name for name, words in lexicon.load("details")["requests"].items()
    for word in words.split()
}  # fmt: skip


class Words(NamedTuple):
    """The hits of each list, left to right."""

    opinions: list[Hit]  # (kind, weight): opinion, turn or contrast
    topics: list[Hit]  # (topic, weight)
    questions: list[Hit]
    wants: list[Hit]
    requests: list[Hit]  # the request's name
    rivals: list[Hit]
    handling: list[Hit]


def _set(words: str) -> dict[str, Any]:
    return dict.fromkeys(words.split(), True)


def _opinions() -> dict[str, tuple[str, float]]:
    words = {word: ("turn", 0.0) for word in _GRAMMAR["negators"].split()}
    words.update({word: ("contrast", 0.0) for word in _GRAMMAR["contrasts"].split()})
    for group in lexicon.load("polarity")["groups"]:
        words.update(dict.fromkeys(group["words"].split(), ("opinion", float(group["weight"]))))
    return words


def _topics() -> dict[str, tuple[str, float]]:
    words: dict[str, tuple[str, float]] = {}
    for strength, weight in (("words", 1.0), ("strong", 3.0)):
        for topic, lists in lexicon.load("topics").items():
            words.update(dict.fromkeys(str(lists[strength]).split(), (topic, weight)))
    return words


_SCANNER = Scanner(
    _opinions(),
    _topics(),
    _set(_GRAMMAR["question"]["words"]),
    _set(_GRAMMAR["asks"]["words"]),
    _REQUESTS,
    {word: word for word in lexicon.load("details")["rivals"].split()},
    _set(_GRAMMAR["handling"]["words"]),
)


def find(text: str) -> Words:
    """The words of a normalised text."""
    return Words(*_SCANNER.scan(text))
