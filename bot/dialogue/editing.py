"""A message edited after it was played back: its sentences take the place of those it had.

What the new words add is still to be noted; a message that resembles nothing told is only added.
"""

from datetime import datetime
from difflib import get_close_matches

from . import correcting, cues, playback
from .effects import Post
from .events import Reading
from .replacing import replace
from .scene import Scene
from .state import Conversation

ALIKE = 0.5  # what an edited message must share with the one that it was


def applied(
    talk: Conversation, reading: Reading | None, at: datetime, scene: Scene
) -> tuple[Conversation, tuple[Post, ...]]:
    told: list[Post] = []
    for number in talk.letter.edits:
        if number not in talk.letter.ids:
            continue
        nth = talk.letter.ids.index(number)
        text = talk.letter.texts[nth]
        old = next(iter(get_close_matches(text, talk.story, 1, ALIKE)), None)
        if old is None:
            continue
        was, now = [*cues.sentences(old)], [*cues.sentences(text)]
        gone, came = [s for s in was if s not in now], [s for s in now if s not in was]
        for before, after in zip(gone, came, strict=False):
            for place, point in enumerate(talk.points):
                if playback.words_of(point) == before:
                    point = playback.said(after, talk.case, at, scene.policy.zone)
                    talk, post = correcting.put(talk, place, point, reading, at, scene)
                    told.append(post)
        talk = _told_anew(talk, nth, old, text, came[len(gone) :])
    return talk, (*told,)


def _told_anew(talk: Conversation, nth: int, old: str, text: str, new: list[str]) -> Conversation:
    """The story in its new words; of the letter only what nobody had heard is left."""
    letter, left = talk.letter, ("。".join(new),) if new else ()
    texts = (*letter.texts[:nth], *left, *letter.texts[nth + 1 :])
    ids = (*letter.ids[:nth], *(letter.ids[nth] for _ in left), *letter.ids[nth + 1 :])
    kept = "。".join(s for s in cues.sentences(text) if s not in new)
    story = tuple(kept if said == old else said for said in talk.story)
    letter = replace(letter, texts=texts, ids=ids, told=(len(texts), letter.told[1]))
    return replace(talk, story=story, letter=letter)
