"""Whether everybody was heard and answered in order, and what reached somebody twice, and when."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from benchmarks.audit import Books, Entry
from bot.telegram.pieces import pieces

ARRIVES = 500  # ms; what was on its way at a death may arrive after it, but before a successor's


@dataclass(frozen=True, slots=True)
class Doubled:
    """A copy that nobody marked as sent, because the bot died with it on its way."""

    chat_id: int
    at: int  # ms
    text: str


@dataclass(slots=True)
class Order:
    """Every list but `doubled` is empty on a day on which nobody was overtaken."""

    heard: int = 0
    staff_heard: int = 0
    told: int = 0
    overtaken_in: list[tuple[int, str]] = field(default_factory=list)
    overtaken_out: list[tuple[int, str]] = field(default_factory=list)
    untold: list[tuple[int, str]] = field(default_factory=list)
    unheard_staff: list[str] = field(default_factory=list)
    parked: list[int] = field(default_factory=list)
    turns_broken: list[str] = field(default_factory=list)
    doubled: list[Doubled] = field(default_factory=list)

    def wrong(self) -> dict[str, list[object]]:
        names = ("overtaken_in", "overtaken_out", "untold", "unheard_staff", "parked")
        names += ("turns_broken",)
        return {name: getattr(self, name) for name in names if getattr(self, name)}

    def too_often(self, ends: Sequence[int]) -> list[tuple[int, int]]:
        """Chats with more than one message on its way at one death of the bot."""
        edges = [0, *(end + ARRIVES for end in sorted(ends))]
        counted: dict[tuple[int, int], int] = defaultdict(int)
        for each in self.doubled:
            number = sum(each.at >= edge for edge in edges)
            counted[each.chat_id, number] += 1
        return [key for key, times in counted.items() if times > 1]


def order(books: Books, ledger: Sequence[Entry]) -> Order:
    found = Order()
    _heard(found, books, ledger)
    _staff_heard(found, books, ledger)
    _told(found, books, ledger)
    _turns(found, books)
    return found


def _heard(found: Order, books: Books, ledger: Iterable[Entry]) -> None:
    """What a person wrote stands in the log in the order in which they wrote it."""
    said: dict[int, list[str]] = defaultdict(list)
    for entry in sorted(ledger, key=lambda entry: int(entry["message_id"])):
        is_text = entry["direction"] == "in" and entry["kind"] == "text"
        if is_text and entry["chat_id"] > 0 and not entry["text"].startswith("/"):
            said[entry["chat_id"]].append(entry["text"])
    kept: dict[int, list[str]] = defaultdict(list)
    for row in books.messages:
        if row.speaker == "customer" and row.kind == "text":
            kept[row.chat_id].append(row.text)
    for chat, texts in said.items():
        found.heard += len(texts)
        for was, is_ in zip(texts, kept[chat], strict=False):
            if was != is_:
                found.overtaken_in.append((chat, is_))
                break


def _staff_heard(found: Order, books: Books, ledger: Iterable[Entry]) -> None:
    """Every word of staff in a case's topic is in the log once."""
    topics = {(case.group_id, case.topic_id) for case in books.cases}
    said = [
        entry["text"]
        for entry in ledger
        if entry["direction"] == "in"
        and entry["kind"] == "text"
        and (entry["chat_id"], entry["topic"]) in topics
    ]
    kept = [row.text for row in books.messages if row.speaker == "staff" and row.kind == "text"]
    found.staff_heard = len(said)
    found.unheard_staff = [text for text in said if kept.count(text) != 1]


def _told(found: Order, books: Books, ledger: Iterable[Entry]) -> None:
    """What left for a chat reached it in the order in which it was decided."""
    due: dict[int, list[tuple[str, bool]]] = defaultdict(list)
    marked: set[tuple[int, int]] = set()
    for row in books.outbox:
        if row.body["kind"] == "text" and not row.error:
            chat, parts = books.now(row.chat_id), list(pieces(row.body["text"]))
            due[chat] += [(piece.strip(), number == 0) for number, piece in enumerate(parts)]
            marked.add((chat, row.message_id))
    got: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
    for entry in ledger:
        if entry["direction"] == "out" and entry["kind"] == "text":
            told = (entry["text"].strip(), entry["at"], entry["message_id"])
            got[books.now(entry["chat_id"])].append(told)
    for chat, wanted in due.items():
        found.told += len(wanted)
        _follow(found, chat, wanted, [text for text, _, _ in got[chat]])
        copies = [(text, at) for text, at, number in got[chat] if (chat, number) not in marked]
        found.doubled += [Doubled(chat, at, text) for text, at in copies]


def _follow(
    found: Order, chat: int, wanted: Sequence[tuple[str, bool]], got: Sequence[str]
) -> None:
    """Each message is the next one that was due, or the last one once more."""
    reached = 0
    for text in got:
        if reached < len(wanted) and text == wanted[reached][0]:
            reached += 1
            continue
        again = next((n for n in range(reached - 1, -1, -1) if wanted[n][0] == text), None)
        if again is None or any(first for _, first in wanted[again + 1 : reached]):
            found.overtaken_out.append((chat, text))
    found.untold += [(chat, text) for text, _ in wanted[reached:]]


def _turns(found: Order, books: Books) -> None:
    """No row is parked or left, and the messages of each turn are numbered without a gap."""
    found.parked = [row.id for row in books.inbox if row.error or row.handled_at is None]
    numbers: dict[str, list[int]] = defaultdict(list)
    for row in books.outbox:
        turn, _, number = row.dedupe_key.rpartition(":")
        if turn.isdecimal() and number.isdecimal():
            numbers[turn].append(int(number))
    for turn, given in numbers.items():
        if any(later - sooner != 1 for sooner, later in pairwise(sorted(given))):
            found.turns_broken.append(turn)
