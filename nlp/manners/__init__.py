"""The art of answering: may this reply of a member of staff be read by a customer as it is?

`check` never raises, does no I/O after the first call and may be called from any thread. It says
what is wrong, where, why, and what could be said instead; the words are data (`lexicon.yaml`,
`sentences.yaml`), the weights are learned (`model.bin`, made by `nlp.manners.train`).
"""

import re
from typing import NamedTuple

from nlp.manners import checking, learned, promises
from nlp.manners.checking import RULES, Bounds
from nlp.manners.clauses import cut, said
from nlp.manners.rewriting import answer, rewritten
from nlp.manners.whom import whom

__all__ = ["RULES", "Bounds", "Check", "Finding", "check", "given", "gives_all", "load", "whom"]


_SILENCE = re.compile(r"^[\s。.…·,，?？]*[。.…]{2,}[\s。.…·,，?？]*$")


class Finding(NamedTuple):
    rule: str
    start: int
    end: int
    why: str
    suggestion: str


class Check(NamedTuple):
    is_held: bool
    findings: tuple[Finding, ...] = ()
    rewritten: str = ""  # the whole reply, as it could be said

    @property
    def verdict(self) -> str:
        return "hold" if self.is_held else "pass"


def check(text: str, *, first: bool = False, bounds: Bounds = Bounds()) -> Check:  # noqa: B008
    """Check one reply; `first`: it is the first in its case, so it should see the person."""
    clauses = cut(text)
    if not clauses:
        return _silent() if _SILENCE.search(text) else Check(False)
    faults = checking.faults(clauses, bounds)
    findings = []
    for rule, clause in faults:
        said = answer(rule, clause.text)
        findings.append(Finding(rule, clause.start, clause.end, said.why, said.suggestion))
    if first and checking.lacks_care(clauses):
        said = answer("care", "")
        findings.append(Finding("care", 0, clauses[0].end, said.why, said.suggestion))
    if not faults:
        return Check(False, tuple(findings))
    return Check(True, tuple(findings), rewritten(clauses, faults, bounds))


def _silent() -> Check:
    """。。。: somebody waits for words."""
    said = answer("accusing", "哦")
    return Check(True, (Finding("accusing", 0, 0, said.why, said.suggestion),), said.suggestion)


def given(text: str) -> float:
    """The sum, in yuan, that a reply gives to the customer; 0: none."""
    return promises.given(said(cut(text)))


def gives_all(text: str) -> bool:
    """The whole price goes back, or nothing is charged."""
    return promises.gives_all(said(cut(text)))


def load() -> None:
    """Ready everything that `check` needs; blocking, for a background thread."""
    learned.load()
    check("预热")
