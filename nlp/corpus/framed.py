"""Plain sentences put together of frames and words (frames.yaml), for the heads to learn from.

Figures are never taken from them: a score on one's own templates is no score.
"""

import random
from collections.abc import Iterator
from importlib.resources import files

import yaml

from nlp.corpus import Reply

_QUALITY, _SAYS_WHOSE = "quality", 0.5


def framed() -> Iterator[Reply]:
    """The same sentences every time; `shows` is mixed, or names the row's words."""
    data = yaml.safe_load(files(__package__).joinpath("frames.yaml").read_text("utf-8"))
    chance = random.Random(20261123)
    for row in data["frames"]:
        is_mixed, kind = row["sentiment"] == "mixed", row["words"]
        sentiment, shows = ("unhappy", "mixed") if is_mixed else (row["sentiment"], kind)
        severity = "normal" if sentiment == "unhappy" else "none"
        first, *others = row["frames"].split()
        for topic, words in data["words"][kind].items():
            subjects = data["subjects"][topic].split()
            for word in words.split():
                for frame in (first, *chance.sample(others, row["each"] - 1)):
                    whose = kind == _QUALITY and chance.random() < _SAYS_WHOSE
                    text = (chance.choice(subjects) if whose else "") + frame.replace("{}", word)
                    yield Reply(text, sentiment, topic, severity, shows, by_hand=False)
