"""What no message may say: the wording file is read against a list of forbidden phrases."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from .catalog import HERE, Catalog

STAFF = ("staff.", "report.", "severity.", "time.", "command.help_manager")
CASE = (
    "apology.",
    "crisis.",
    "safety.",
    "listening.",
    "gathering.",
    "confirming.",
    "proposing.",
    "consulting.",
    "amends.",
    "irreparable.",
    "returning.",
    "policy.",
    "waiting.",
    "handover.",
    "closing.",
    "follow_up.",
)
READ_AGAIN = (
    "apology.",
    "survey.ask",
    "survey.reach_out",
    "survey.thanks_",
    "checking.ask",
    "listening.",
    "gathering.",
    "confirming.ask",
    "proposing.ask",
    "suggestion.",
    "waiting.",
    "amends.late",
    "amends.way_late",
    "enquiry.",
    "unasked.",
    "closing.ask",
    "follow_up.ask",
    "follow_up.noted",
    "follow_up.glad",
    "stale",
)
ONCE = ("survey.thanks_and_score", "listening.glad_after_all")
LONGEST = 160  # on a phone it fits without scrolling
ANSWERS = ("command.", "erase.")  # these say all there is to say, once, when asked


@dataclass(frozen=True, slots=True)
class Finding:
    key: str
    text: str
    why: str

    def __str__(self) -> str:
        return f"{self.key}: {self.why}: {self.text!r}"


@dataclass(frozen=True, slots=True)
class Rule:
    pattern: re.Pattern[str]
    why: str
    scope: str  # everywhere, apology or case


@cache
def rules(path: Path = HERE / "forbidden.yaml") -> tuple[Rule, ...]:
    stored = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(
        Rule(re.compile(entry["pattern"]), entry["why"], scope)
        for scope, entries in stored.items()
        for entry in entries
    )


def check_catalog(catalog: Catalog) -> tuple[Finding, ...]:
    """Everything that a customer may read, against every rule of its place."""
    return tuple(
        finding
        for key, variants in catalog.templates.items()
        if not key.startswith(STAFF)
        for finding in (*_too_few(key, variants), *_each(key, variants))
    )


def check_text(text: str, key: str = "text") -> tuple[Finding, ...]:
    """One text against the rules that hold for its key."""
    return tuple(
        Finding(key, text, f"「{found[0]}」 {rule.why}")
        for rule in rules()
        if _applies(rule, key) and (found := rule.pattern.search(text))
    )


def _each(key: str, variants: tuple[str, ...]) -> Iterator[Finding]:
    for text in variants:
        yield from check_text(text, key)
        if any(line.count("[[") != line.count("]]") for line in text.split("\n")):
            yield Finding(key, text, "a part in [[…]] has to end on its own line")
        if len(text) > LONGEST and not key.startswith(ANSWERS):
            yield Finding(key, text, f"{len(text)} characters, at most {LONGEST}")
        if text.count("?") + text.count("\uff1f") > 1 and not key.startswith(ANSWERS):
            yield Finding(key, text, "more than one question in a message")


def _too_few(key: str, variants: tuple[str, ...]) -> Iterator[Finding]:
    if key.startswith(READ_AGAIN) and key not in ONCE and len(variants) < 3:
        yield Finding(key, variants[0], "read more than once: needs three variants")


def _applies(rule: Rule, key: str) -> bool:
    match rule.scope:
        case "everywhere":
            return True
        case "apology":
            return key.startswith("apology.")
        case _:
            return key.startswith(CASE)
