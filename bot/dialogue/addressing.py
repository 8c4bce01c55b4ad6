"""Which conversation free text is for: what it answers, what it names, else the open complaint."""

from . import cues
from .events import MediaReceived, Purchase, Reading, Sentiment, TextReceived
from .offers import wants_amends
from .state import Chat, Conversation, Stage, is_open_complaint
from .survey import ASKED

SHORT = 20
TOLD = frozenset({Stage.LISTENING, Stage.GATHERING, Stage.CONFIRMING})
SHORTEST = 2  # a shorter name stands for nothing

Said = TextReceived | MediaReceived


def addressed(chat: Chat, event: Said) -> Conversation:
    live = tuple(talk for talk in chat.talks if talk.stage is not Stage.OVER)
    answered = chat.talk(event.about) if event.about else None
    if answered is not None and answered.stage not in ASKED:
        return answered
    complaints = [talk for talk in live if is_open_complaint(talk)]
    spoken_of = complaints or [talk for talk in live[-1:] if talk.stage is Stage.FOLLOWING_UP]
    if spoken_of:
        return _among(chat, live, spoken_of, event)
    latest = live[-1] if live else None
    if latest is not None and (latest.letter or latest.stage not in ASKED):
        return latest  # while they write, everything belongs to one letter
    if latest is not None and (not _is_ordinary(event) or _answers_the_check(latest, event)):
        return latest
    return _fresh(chat, chat.customer.latest)


def _among(
    chat: Chat, live: tuple[Conversation, ...], spoken_of: list[Conversation], event: Said
) -> Conversation:
    """Two matters at once are kept apart: by what is named, else by what is being told."""
    known = [talk.purchase for talk in spoken_of if talk.purchase]
    latest = chat.customer.latest
    another = latest is not None and latest.id not in {p.id for p in known}
    bought = _named(_words(event), [*known, *([latest] if latest and another else [])])
    if bought is not None:
        same = [talk for talk in live if talk.purchase and talk.purchase.id == bought.id]
        if not same and _only_says_which(spoken_of[-1], bought, event):
            return spoken_of[-1]
        return same[-1] if same else _fresh(chat, bought)
    if live[-1].stage is Stage.RECEIVING and live[-1].letter:
        return live[-1]
    return spoken_of[-1]


def _named(words: str, purchases: list[Purchase]) -> Purchase | None:
    """The one purchase that the words name, by its number or by what it is."""
    by_number = {p.id: p for p in purchases if p.order_no and p.order_no in words}
    if not by_number:
        by_number = {p.id: p for p in purchases if len(p.items) >= SHORTEST and p.items in words}
    return next(iter(by_number.values())) if len(by_number) == 1 else None


def _only_says_which(talk: Conversation, bought: Purchase, event: Said) -> bool:
    """毛巾那单是K1002, while the complaint is being told: the same matter, now with its number."""
    return talk.stage in TOLD and bought.order_no in _words(event) and len(_words(event)) <= SHORT


def _words(event: Said) -> str:
    return event.text if isinstance(event, TextReceived) else event.caption


def _fresh(chat: Chat, purchase: Purchase | None) -> Conversation:
    return Conversation(chat.next_number, Stage.RECEIVING, purchase)


def _is_ordinary(event: Said) -> bool:
    """In a survey, a question, an invoice or a picture is no answer: it goes to a person."""
    reading = event.reading
    unhappy = reading is not None and reading.sentiment is Sentiment.UNHAPPY
    match event:
        case TextReceived():
            asks = reading is not None and (reading.is_question or _wants_service(reading))
            return asks and not unhappy
        case MediaReceived():
            return not unhappy


def _answers_the_check(talk: Conversation, event: Said) -> bool:
    """Was there anything? 能换吗"""
    return talk.stage is Stage.CHECKING and wants_amends(event.reading)


def _wants_service(reading: Reading) -> bool:
    return not cues.SERVICES.isdisjoint(reading.requests)
