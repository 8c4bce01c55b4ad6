"""Whoever complains in detail, again, and decently is asked once whether we may ask their advice.

Rule: only when their case is mended and nothing else is wrong; nobody has to answer.
"""

from . import manner
from .choice import shown
from .effects import Button, Deed, Effect, Post, Rows, Say, Turn
from .events import Action, Tapped, TextReceived
from .policy import Policy
from .replacing import replace
from .saying import plain
from .state import Chat, Stage

ASKED, WILLING, DECLINED = "asked", "willing", "declined"
ROWS: Rows = (
    (
        Button("button.agree", Action.ADVISE, WILLING),
        Button("button.rather_not", Action.ADVISE, DECLINED),
    ),
)
MENDED = frozenset({"follow_up.solved", "returning.come_back"})
_WORDS = {"愿意": WILLING, "我愿意": WILLING, "不愿意": DECLINED, "不用了": DECLINED}


def asked(turn: Turn, policy: Policy) -> Turn:
    """Below the last words of a recovery, where they were really said."""
    customer = turn.chat.customer
    said = (n for n, e in turn.deeds if isinstance(e, Say) and e.key in MENDED)
    number = next(said, None)
    if number is None or not policy.advisers or customer.stopped or customer.advice:
        return turn
    if not manner.is_critic(customer):
        return turn
    ask = Say("advice.ask", {"name": customer.name or ""}, ROWS)
    chat = replace(turn.chat, customer=replace(customer, advice=ASKED))
    return turn._replace(chat=chat, deeds=(*turn.deeds, Deed(number, ask)))


def typed(chat: Chat, event: TextReceived) -> Tapped | None:
    """愿意, written by hand while that is what we asked."""
    answer = _WORDS.get(plain(event.text)) if chat.customer.advice == ASKED else None
    if answer is None or not chat.talks or chat.talks[-1].stage is not Stage.OVER:
        return None
    return Tapped(event.at, chat.talks[-1].number, Action.ADVISE, answer)


def answered(chat: Chat, event: Tapped) -> Turn:
    """A changed mind is welcome; staff read it in the topic of the case that it followed."""
    answer, before = event.arg, chat.customer.advice
    if not before or answer not in (WILLING, DECLINED):  # nobody was asked
        return Turn(chat, (Deed(0, Say("stale")),))
    effects: tuple[Effect, ...] = shown(event, ROWS, open_to_change=True)
    if answer != before:
        effects = (*effects, Say(f"advice.{answer}"), Post(f"staff.advice_{answer}"))
    chat = replace(chat, customer=replace(chat.customer, advice=answer))
    deeds = tuple(Deed(event.conversation, effect) for effect in effects)
    return Turn(chat, deeds, event.conversation)
