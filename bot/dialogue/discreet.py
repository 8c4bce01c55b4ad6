"""别告诉他是我说的: heard once, said back, and put before somebody senior.

Rule: who is meant may read the topic themselves, so nothing more is promised than what we do.
"""

import re

from .effects import Effect, Post, Say
from .replacing import replace
from .scene import Scene, about
from .state import Conversation

SENIOR = 1
ASKED = "discreet"
_WANTED = re.compile(
    r"(?:别|不要|不能|千万别|请勿)(?:告诉|跟|和|让|对)[^,，。]{0,8}(?:是我|我说|知道|讲|提)|别告诉(?:他|她|那)"
    r"|(?:不想|不愿|怕)(?:让|被)?[^,，。]{0,8}知道(?:是我|我|了)|(?:帮我|请|替我)保密|匿名"
)
_ONLY = 16  # characters: so short, a sentence says no more than that


def is_wanted(text: str) -> bool:
    return _WANTED.search(text) is not None


def says_only_that(sentence: str) -> bool:
    """No fact that could be played back."""
    return len(sentence) <= _ONLY and is_wanted(sentence)


def heard(talk: Conversation, text: str, scene: Scene) -> tuple[Conversation, tuple[Effect, ...]]:
    if ASKED in talk.asked or not is_wanted(text):
        return talk, ()
    who = scene.policy.levels[SENIOR]
    said = Say("listening.discreet", {**about(talk, scene), "who": who}, variant=talk.number)
    told = Post("staff.discreet", {"who": who}, level=SENIOR)
    return replace(talk, asked=(*talk.asked, ASKED)), (said, told)
