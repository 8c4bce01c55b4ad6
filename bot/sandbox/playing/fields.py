"""A YAML document read with its lines, so that every fault of a scenario names its place."""

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import yaml
from yaml import MappingNode, Node, ScalarNode, SequenceNode

Value = TypeVar("Value")


class ScenarioError(Exception):
    """A scenario cannot be played; the text names file and line."""


class Fields:
    """The keys and values of one mapping, each asked for by name."""

    def __init__(self, node: Node, path: Path, what: str) -> None:
        self.node = node
        self.path = path
        self.what = what
        self.values = dict(self._pairs())

    def _pairs(self) -> Iterator[tuple[str, Node]]:
        if not isinstance(self.node, MappingNode):
            raise self.fault(f"{self.what} needs keys and values, not {shown(self.node)!r}")
        seen: set[str] = set()
        for key, value in self.node.value:
            name = scalar(key)
            if name is None:
                raise self.fault(f"{self.what}: a key must be a word", key)
            if name in seen:
                raise self.fault(f"{self.what}: {name} stands twice", key)
            seen.add(name)
            yield name, value

    def fault(self, text: str, at: Node | None = None) -> ScenarioError:
        line = (at or self.node).start_mark.line + 1
        return ScenarioError(f"{self.path}:{line}: {text}")

    def allow(self, *known: str) -> None:
        for key, _ in self.node.value:
            if key.value not in known:
                text = f"unknown key {key.value}{meant(key.value, known)}"
                raise self.fault(f"{self.what}: {text}", key)

    def inner(self, name: str, *known: str) -> "Fields":
        """The mapping behind a key; only the `known` keys may stand there, if any are given."""
        found = Fields(self.need(name), self.path, name)
        if known:
            found.allow(*known)
        return found

    def has(self, name: str) -> bool:
        return name in self.values

    def need(self, name: str) -> Node:
        if name not in self.values:
            raise self.fault(f"{self.what}: {name} is missing")
        return self.values[name]

    def text(self, name: str) -> str:
        """A word or a number, just as it is written."""
        node = self.need(name)
        text = scalar(node)
        if not text:
            raise self.fault(f"{self.what}: {name} must be a text, not {shown(node)!r}", node)
        return text

    def maybe(self, name: str) -> str | None:
        return self.text(name) if self.has(name) else None

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; one alone needs no brackets."""
        if not self.has(name):
            return ()
        node = self.values[name]
        if not isinstance(node, SequenceNode):
            return (self.text(name),)
        found = [scalar(item) for item in node.value]
        if not found or not all(found):
            raise self.fault(f"{self.what}: {name} must be a list of texts", node)
        return tuple(filter(None, found))

    def plain(self, name: str) -> Any:
        """The value as YAML understands it: numbers, lists, mappings."""
        node = self.need(name)
        try:
            return yaml.SafeLoader("").construct_document(node)
        except yaml.MarkedYAMLError as error:
            raise self.fault(f"{name}: {error.problem}", node) from error

    def parsed(self, name: str, parse: Callable[[str], Value]) -> Value:
        """The text as `parse` understands it, whose ValueError becomes a fault with its line."""
        text = self.text(name)
        try:
            return parse(text)
        except ValueError as error:
            raise self.fault(f"{self.what}: {name}: {error}", self.values[name]) from error


def compose(path: Path) -> Node:
    """The root of the one document in a file."""
    try:
        root = yaml.compose(path.read_text("utf-8"), yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ScenarioError(f"{path}:{line}: {error.problem}") from error
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise ScenarioError(f"{path}: {error}") from error
    if root is None:
        raise ScenarioError(f"{path}:1: the file is empty")
    return root


def scalar(node: Node) -> str | None:
    return node.value if isinstance(node, ScalarNode) else None


def shown(node: Node) -> str:
    """The node on one line, as it could be written."""
    if isinstance(node, MappingNode):
        return "{" + ", ".join(f"{shown(k)}: {shown(v)}" for k, v in node.value) + "}"
    if isinstance(node, SequenceNode):
        return "[" + ", ".join(map(shown, node.value)) + "]"
    return " ⏎ ".join(str(node.value).splitlines())


def one_of(*known: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in known:
            raise ValueError(f"unknown {text}{meant(text, known)}")
        return text

    return parse


def moment(zone: ZoneInfo) -> Callable[[str], datetime]:
    """ISO 8601; without an offset a time of this zone."""

    def parse(text: str) -> datetime:
        found = datetime.fromisoformat(text)
        return found if found.tzinfo is not None else found.replace(tzinfo=zone)

    return parse


def amount(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{text!r} is no amount: write 128.00") from None


def meant(given: str, known: tuple[str, ...]) -> str:
    close = get_close_matches(given, known, 1)
    return f"; did you mean {close[0]}?" if close else f" (known: {', '.join(known)})"
