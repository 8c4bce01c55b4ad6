"""Which apology: it names what happened, fits whom it happened to, and is never heard twice.

Rule 1: the first key that fits is taken, until this customer has heard it `FEWEST` times; then
the next one that fits.
Rule 2: every key has at least `FEWEST` variants (wording/lint.py), so none comes again meanwhile.
"""

from collections.abc import Iterable, Iterator

from . import cues, grief, perils
from .authority import is_loyal
from .effects import Effect, Param, Say
from .events import Reading, Sentiment, Severity
from .facts import broken_promise
from .replacing import replace
from .saying import tells_of_trouble
from .scene import Scene, about
from .state import Case, Conversation, Customer

FEWEST = 3
SEEDS = 60  # customers begin their round at different variants
SHORTEST, LONGEST = 3, 26  # what can be said back in one breath
FLAT = frozenset({Sentiment.NEUTRAL, Sentiment.UNSURE})
LOWEST = 2  # a score that says by itself that something is wrong
TOPICS = {
    "物流": "delivery",
    "品质": "quality",
    "服务": "service",
    "专业": "profession",
    "价格": "price",
    "环境": "place",
    "售后": "aftersale",
}
GRAVE = frozenset({Severity.HIGH, Severity.CRITICAL})


def said(talk: Conversation, case: Case, reading: Reading | None, scene: Scene) -> Say:
    """The apology for what this letter tells."""
    problem = (reading.problem if reading else None) or _told_flatly(talk, reading)
    key = _chosen(tuple(_fitting(talk, case, reading, problem, scene)), scene.customer)
    params: dict[str, Param] = {
        **about(talk, scene),
        "problem": problem or _short(case.problem),
        "promise": _short(broken_promise(case)),
    }
    customer = scene.customer
    seed = customer.seed or int(case.opened_at.timestamp()) % SEEDS + 1
    return Say(key, params, variant=seed + customer.apologies.get(key, 0))


def remembered(customer: Customer, effects: Iterable[Effect]) -> Customer:
    """What this customer has heard, and where their round of variants began."""
    for effect in effects:
        if isinstance(effect, Say) and effect.key.startswith("apology."):
            before = customer.apologies.get(effect.key, 0)
            counts = {**customer.apologies, effect.key: before + 1}
            seed = customer.seed or effect.variant - before
            customer = replace(customer, apologies=counts, seed=seed)
    return customer


def _chosen(fitting: tuple[str, ...], customer: Customer) -> str:
    """The most telling first, while it still has something new to say."""
    return min(fitting, key=lambda key: customer.apologies.get(key, 0) // FEWEST)


def _fitting(
    talk: Conversation, case: Case, reading: Reading | None, problem: str, scene: Scene
) -> Iterator[str]:
    """From the most telling to the most general."""
    told = (*talk.story, *talk.letter.texts)
    if died := grief.kind(told):
        yield f"apology.bereaved_{died}"
    if reading is not None and reading.harm and not perils.only_threatens("\n".join(told)):
        yield "apology.harm"
    if case.severity is Severity.CRITICAL:
        yield "apology.urgent"
        return
    if broken_promise(case):
        yield "apology.promise"
    if case.vulnerable:
        yield f"apology.{case.vulnerable}"
    if case.nth > 1:
        yield "apology.again"
    if is_loyal(scene.policy.authority, scene.customer):
        yield "apology.loyal"
    if problem:
        yield "apology.named"
    yield from _by_topic(case, reading)
    yield "apology.media" if talk.letter.media else "apology.unnamed"


def _told_flatly(talk: Conversation, reading: Reading | None) -> str:
    """热水器打不着火 below a low score is what is wrong, though nobody hears displeasure in it."""
    if reading is None or talk.survey is None or reading.sentiment not in FLAT:
        return ""
    if reading.is_question or (talk.survey.score or LOWEST) > LOWEST:
        return ""
    told = (clause for text in talk.letter.texts for clause in cues.clauses(text))
    fit = (c for c in told if SHORTEST <= len(c) <= LONGEST and not cues.is_abuse(c))
    return next(filter(tells_of_trouble, fit), "")


def _by_topic(case: Case, reading: Reading | None) -> Iterator[str]:
    unhappy = reading is not None and reading.sentiment is Sentiment.UNHAPPY
    topic = TOPICS.get(reading.topic or "") if reading is not None and unhappy else None
    if topic is not None:
        if case.severity in GRAVE:
            yield f"apology.{topic}_grave"
        yield f"apology.{topic}"


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else ""
