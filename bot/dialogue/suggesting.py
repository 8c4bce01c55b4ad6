"""What a customer proposes for everybody: filed apart, thanked for once, answered when adopted.

Rule 1: a suggestion never stands in for the complaint beside it.
Rule 2: the answer waits for the morning, and for the end of an open complaint.
"""

from datetime import datetime, timedelta

from . import cues, spacing
from .effects import Deed, Effect, FileSuggestion, Say, SetTimer, Turn
from .events import Reading, Sentiment, SuggestionAdopted
from .policy import Policy
from .replacing import replace
from .scene import Scene, about
from .state import Chat, Conversation, is_open_complaint

TIMER = "adopted"
LATER = timedelta(days=1)
THANKED = "thanked"
LONGEST = 400
MOST = 10  # of one conversation
SHORT = 30  # as it is said back
SURE = 0.95  # whoever proposes a change sounds a little unhappy


def is_all(text: str, reading: Reading) -> bool:
    """A suggestion and no more: nobody needs to be called for it."""
    said = [s for s in cues.sentences(text) if not cues.says_nothing(s)]
    ideas = [idea for idea in reading.suggestions if cues.is_suggestion(idea)]
    only = bool(said) and all(any(i in cues.folded(s) for i in ideas) for s in said)
    calm = reading.sentiment is not Sentiment.UNHAPPY or reading.p_unhappy < SURE
    return only and calm and not reading.is_question and not reading.requests


def filed(
    talk: Conversation, text: str, reading: Reading | None
) -> tuple[Conversation, tuple[Effect, ...]]:
    """The sentences that propose something, each once."""
    ideas = [i for i in reading.suggestions if cues.is_suggestion(i)] if reading else []
    found = (s for s in cues.sentences(text) if any(i in cues.folded(s) for i in ideas))
    new = [s[:LONGEST] for s in dict.fromkeys(found) if s[:LONGEST] not in talk.suggested]
    new = new[: MOST - len(talk.suggested)]
    talk = replace(talk, suggested=(*talk.suggested, *new))
    return talk, tuple(FileSuggestion(sentence) for sentence in new)


def thanked(talk: Conversation, scene: Scene) -> tuple[Conversation, tuple[Say, ...]]:
    """One line, once in a conversation."""
    if not talk.suggested or THANKED in talk.asked:
        return talk, ()
    say = Say("suggestion.noted", about(talk, scene), variant=talk.number)
    return replace(talk, asked=(*talk.asked, THANKED)), (say,)


def told_of(
    talk: Conversation, reading: Reading | None, scene: Scene
) -> tuple[Conversation, tuple[Effect, ...]]:
    """What the letter proposes, filed and thanked for."""
    talk, ideas = filed(talk, talk.letter.text, reading)
    talk, thanks = thanked(talk, scene) if ideas else (talk, ())
    return talk, (*ideas, *thanks)


def adopted(chat: Chat, event: SuggestionAdopted, policy: Policy) -> Turn:
    """The shop does as they said."""
    return told(replace(chat, adopted=(*chat.adopted, event.text)), event.at, policy)


def told(chat: Chat, at: datetime, policy: Policy) -> Turn:
    """Now, or when it suits; whoever wants no messages is left in peace."""
    if not chat.adopted or chat.customer.stopped:
        return Turn(replace(chat, adopted=()))
    busy = chat.customer.unreachable or any(is_open_complaint(talk) for talk in chat.talks)
    soonest = spacing.later(chat, TIMER, at, policy) or at
    due = policy.out_of_quiet(at + LATER if busy else soonest)
    if due > at:
        return Turn(chat, (Deed(0, SetTimer(TIMER, due)),))
    name = chat.customer.name or ""
    says = (
        Say("suggestion.adopted", {"name": name, "idea": _short(idea)}, variant=n)
        for n, idea in enumerate(chat.adopted)
    )
    return Turn(replace(chat, adopted=()), tuple(Deed(0, say) for say in says))


def _short(idea: str) -> str:
    """建议你们晚上开到九点 → 晚上开到九点."""
    idea = cues.bare(idea)
    return idea if len(idea) <= SHORT else idea[: SHORT - 1] + "…"
