"""Is a reply fit to be read by a customer? The figures, the plain patterns, the learned weights.

Rule 1: a plain pattern or a figure decides by itself. Rule 2: the rest is judged as a whole
(judging.py), and named where it is heard worst. Rule 3: `care` is a hint and never holds.
"""

import re
from functools import cache
from typing import NamedTuple

from nlp.manners import judging, learned, lexicon
from nlp.manners.clauses import Clause, said
from nlp.manners.features import places
from nlp.manners.promises import promised
from nlp.manners.words import scan

RULES = ("adversative", "accusing", "refusal", "blame", "promise", "care")
_CARING = frozenset({"sorry", "care", "ours", "you_due"})
_SENTENCE = re.compile(r"[^.!?~…]+")
_CHINESE = re.compile("[\u4e00-\u9fff]")
_BESIDE = 0.05  # a second rule is named where its own margin is this high
HOLD_AT = 0.5  # where a reply is as likely to hurt as not
_BAD = 0.25  # a sentence with this margin is named; else the worst one


class Found(NamedTuple):
    rule: str
    clause: Clause


class Bounds(NamedTuple):
    most_money: float = 200
    most_times: float = 3


def faults(clauses: list[Clause], bounds: Bounds) -> list[Found]:
    """What holds this reply; none: it may be sent."""
    text = said(clauses)
    if not _CHINESE.search(text):
        return []
    found = [Found("promise", _at(clauses, start)) for start, _ in promised(text, *bounds)]
    found += by_pattern(clauses, text)
    reply = judging.heard(clauses, learned.margins)
    if judging.is_held(reply, learned.load().formula, HOLD_AT):
        worst = max((*reply.alone, *reply.near), key=lambda part: part.margins["hold"])
        bad = [part for part in reply.alone if part.margins["hold"] > _BAD] or [worst]
        for part in bad:
            found += _named(part.clauses, part.margins, {each.rule for each in found})
    unique = {(each.rule, each.clause.start): each for each in found}
    return sorted(unique.values(), key=lambda each: (each.clause.start, RULES.index(each.rule)))


def lacks_care(clauses: list[Clause]) -> bool:
    """Nothing in it sees the person."""
    kinds = {kind for token in scan(said(clauses)) for kind in token.kinds}
    return not kinds & _CARING


def by_pattern(clauses: list[Clause], text: str) -> list[Found]:
    found = []
    for rule, pattern, unless in _patterns():
        for sentence in _SENTENCE.finditer(text):
            hit = pattern.search(sentence[0])
            if hit and not unless.search(sentence[0]):
                found.append(Found(rule, _at(clauses, sentence.start() + hit.start())))
    return found


@cache
def _patterns() -> list[tuple[str, re.Pattern[str], re.Pattern[str]]]:
    rules = lexicon.load()["rules"]
    return [(r["rule"], re.compile(r["pattern"]), re.compile(r["unless"])) for r in rules]


def _named(part: list[Clause], margins: dict[str, float], known: set[str]) -> list[Found]:
    """The rules that a held reply breaks, each where it speaks loudest."""
    rules = sorted(learned.RULES, key=lambda rule: -margins[rule])
    named = [rule for rule in rules if margins[rule] > _BESIDE]
    if not named and not known:
        named = rules[:1]
    by_clause = [(learned.margins(places(clause.text)), clause) for clause in part]
    found = []
    for rule in named:
        if rule not in known:
            turned = [c for c in part if _turns(c)] if rule == "adversative" else []
            loudest = max(by_clause, key=lambda pair: pair[0][rule] + pair[0]["hold"])[1]
            found.append(Found(rule, turned[-1] if turned else loudest))
    return found


def _turns(clause: Clause) -> bool:
    return any("but" in token.kinds for token in scan(clause.text))


def _at(clauses: list[Clause], start: int) -> Clause:
    return next(c for c in reversed(clauses) if c.at <= start)
