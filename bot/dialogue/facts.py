"""What a letter says that can be looked up: dates, sums, names, promises and how often they broke.

Rule 1: facts are noted in the customer's words; nothing here judges whether they are true.
Rule 2: reading the same words twice changes nothing.
"""

from collections import Counter
from datetime import datetime, time, tzinfo

from . import cues
from .events import Entity, Reading
from .replacing import replace
from .state import Case, Conversation, Fact, Promise

A_LINE = 60  # characters
MOST = 24  # facts of one case; the full text stays
_PIECES = ("一块", "两块")  # of something, not of money
NEAR = 40  # how far behind a promise its breach is looked for


def learned(case: Case, text: str, reading: Reading | None, at: datetime, zone: tzinfo) -> Case:
    """The case with what this letter adds to it."""
    entities = reading.entities if reading else ()
    plain = cues.folded(text)
    entities = tuple(e for e in entities if e.text in plain)  # the rest was said of something else
    promises = _promises(case.promises, text, entities, at, zone)
    told = Counter(cues.excuses(text))
    excuse, times = max(told.items(), key=lambda kv: kv[1], default=("", 0))
    broken = sum(promise.broken for promise in promises)
    return replace(
        case,
        facts=_facts(case.facts, text, entities),
        promises=promises,
        breaches=max(case.breaches, broken, cues.counted_breaches(text)),
        excuse=case.excuse or (excuse if times > 1 else ""),
        excuses=max(case.excuses, times if times > 1 else 0),
        standard=case.standard or cues.standard(text),
        problem=case.problem or ((reading.problem or "") if reading else ""),
        requests=_merged(case.requests, reading.requests if reading else ()),
        vulnerable=case.vulnerable or cues.vulnerable(text),
    )


def corrected(case: Case, old: str, new: str, reading: Reading | None) -> Case:
    """A line was put right: what was noted of the old words goes, and the new ones are noted."""
    plain = cues.folded(new)
    entities = tuple(e for e in reading.entities if e.text in plain) if reading else ()
    kinds = {entity.kind for entity in entities}
    kept = tuple(f for f in case.facts if not _is_mended(f, kinds, old, new))
    entities = tuple(e for e in entities if not _is_denied(e.text, plain))
    promises = tuple(_restated(p, cues.folded(old), new) for p in case.promises)
    return replace(case, facts=_facts(kept, new, entities), promises=promises)


def _is_mended(fact: Fact, kinds: set[str], old: str, new: str) -> bool:
    """Said in the old words and not in the new: where those name what was wrong, only that."""
    plain = cues.folded(new)
    if fact.clause in old and "不是" in plain:
        return _is_denied(fact.text, plain)
    if fact.clause not in old or fact.clause in new:
        return False
    return fact.kind in kinds or len(old) <= A_LINE


def _is_denied(words: str, plain: str) -> bool:
    """18元，不是15元"""
    return f"不是{words}" in plain


def _restated(promise: Promise, old: str, new: str) -> Promise:
    if promise.text not in old or promise.text in cues.folded(new):
        return promise
    said = (clause for clause in cues.clauses(new) if cues.PROMISED.search(clause))
    return replace(promise, text=cues.folded(next(said, promise.text)), due="")


def broken_promise(case: Case | None) -> str:
    """The latest promise that was not kept, in the customer's words."""
    broken = [p.text for p in case.promises if p.broken] if case else []
    return broken[-1] if broken else ""


def of_kind(case: Case | None, kind: str) -> tuple[Fact, ...]:
    return tuple(fact for fact in case.facts if fact.kind == kind) if case else ()


def point(talk: Conversation) -> str:
    """What matters most to the customer, in one line, in their words."""
    case = talk.case
    if case is None:
        return ""
    hurt = case.problem if case.harm else ""
    told = case.wish or hurt or case.standard or broken_promise(case) or case.problem
    said = (*talk.story, *talk.letter.texts)
    return short(told or next((text for text in said if text.strip()), ""), A_LINE)


def short(words: str, most: int) -> str:
    """On one line, and no longer than that."""
    words = " ".join(words.split())
    return words if len(words) <= most else words[: most - 1] + "…"


def _facts(known: tuple[Fact, ...], text: str, entities: tuple[Entity, ...]) -> tuple[Fact, ...]:
    seen = {(fact.kind, fact.value, fact.clause) for fact in known}
    new = []
    for entity in entities:
        if entity.kind == "promise" or entity.text in _PIECES:
            continue
        fact = Fact(entity.kind, entity.text, entity.value, _clause_of(entity.text, text))
        key = (fact.kind, fact.value, fact.clause)
        if key not in seen:
            seen.add(key)
            new.append(fact)
    return (*known, *new)[:MOST]


def _clause_of(words: str, text: str) -> str:
    return next((c for c in cues.clauses(text) if words in cues.folded(c)), "")


def _promises(
    known: tuple[Promise, ...],
    text: str,
    entities: tuple[Entity, ...],
    at: datetime,
    zone: tzinfo,
) -> tuple[Promise, ...]:
    people = [entity.text for entity in entities if entity.kind == "person"]
    dated = [e for e in entities if e.kind == "promise"]
    found = [_promise(e.text, e.value, text, people, at, zone) for e in dated]
    bare = (c for c in cues.clauses(text) if cues.PROMISED.search(c))
    for clause in bare:
        if not any(cues.folded(clause) in p.text or p.text in cues.folded(clause) for p in found):
            promise = _promise(clause, "", text, people, at, zone)
            found += [promise] if promise.broken else []  # 保证正品 alone is no promise to us
    return _with_new(known, found)


def _with_new(known: tuple[Promise, ...], found: list[Promise]) -> tuple[Promise, ...]:
    """One that is told again may turn out broken; it is never mended by words."""
    by_text = {promise.text: promise for promise in known}
    for promise in found:
        before = by_text.get(promise.text)
        by_text[promise.text] = before if before is not None and before.broken else promise
    return tuple(by_text.values())[:MOST]


def _promise(
    words: str, due: str, text: str, people: list[str], at: datetime, zone: tzinfo
) -> Promise:
    plain = cues.folded(text)
    start = plain.find(words)
    after = plain[start + len(words) :][:NEAR] if start >= 0 else ""
    over = _is_over(due, at, zone)
    broken = over or cues.is_broken(after)
    who = next((name for name in people if name in words), "")
    return Promise(words, due if over or not broken else "", who, broken)


def _is_over(due: str, at: datetime, zone: tzinfo) -> bool:
    if not due:
        return False
    moment = datetime.fromisoformat(due)
    if len(due) == len("2026-11-04"):
        moment = datetime.combine(moment.date(), time.max, zone)
    return moment < at


def _merged(known: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*known, *new)))
