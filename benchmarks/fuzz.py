"""A million malformed updates through everything that reads them: not one unhandled exception.

`python benchmarks/fuzz.py [--count 1000000] [--seed 1]`: each is read as it arrives, becomes an
event, and is stepped through the dialogue of a customer whose complaint is open.
"""

import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.malformed import CHAT, GROUP, malformed
from bot.config import load
from bot.dialogue import Chat, from_dict, step, to_dict
from bot.flow.intake import Facts, to_event
from bot.telegram import updates
from bot.telegram.updates import Home
from storage.inbox import Head

ROOT = Path(__file__).parents[1]
HOME = Home(1, "huifang_bot", frozenset({GROUP}))
SETTINGS = load(ROOT / "config.yaml", {"staff": {"group": GROUP}}, environ={})
POLICY = SETTINGS.policy
AT = 1_790_000_000_000


def read(update: Any) -> str:
    """All that the receiver asks of an update; what it becomes can be stored."""
    for question in (updates.callback_id, updates.group_of, updates.migration):
        question(update)
    updates.dedupe_key(update, 1).encode()
    came = updates.read_update(update, HOME, AT)
    if came is None:
        return "not for us"
    json.dumps(came.payload, ensure_ascii=False).encode()
    if not -(2**63) <= came.line < 2**63:
        raise ValueError(f"line {came.line}")
    if came.payload["kind"] == "unreadable":
        return "unreadable"
    came = came.behind((CHAT, 1)) if came.topic else came
    event = to_event(Head(1, came.line, came.lane, came.payload, 0, None), Facts())
    step(complaining(), event, POLICY)
    return type(event).__name__


def complaining() -> Chat:
    """A customer in the middle of a complaint: the most that an update can meet."""
    global _chat
    if _chat is None:
        _chat = Chat()
        person = {"from": {"id": CHAT, "name": "王"}, "message_id": 1, "at": AT}
        words = {"kind": "text", "text": "杯子漏水了,太差了", "reading": None}
        claim = {"kind": "staff_tap", "group": GROUP, "case": [CHAT, 1], "action": "claim"}
        for payload in ({"kind": "command", "command": "complain"}, words, claim):
            head = Head(1, CHAT, 1, {**person, **payload}, 0, None)
            _chat = step(_chat, to_event(head, Facts()), POLICY).chat
        assert from_dict(to_dict(_chat)) == _chat
    return _chat


_chat: Chat | None = None


def run(count: int, seed: int) -> Counter[str]:
    seen: Counter[str] = Counter()
    began = time.perf_counter()
    for number, update in enumerate(malformed(seed, count), 1):
        try:
            seen[read(update)] += 1
        except Exception as error:
            seen["UNHANDLED"] += 1
            print(f"{type(error).__name__}: {error}: {update!r}"[:600], file=sys.stderr)
        if number % 100_000 == 0:
            rate = number / (time.perf_counter() - began)
            print(
                f"{number} updates, {rate:.0f} a second, {seen['UNHANDLED']} unhandled", flush=True
            )
    return seen


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    told = run(options.count, options.seed)
    for kind, times in told.most_common():
        print(f"{times:>9}  {kind}")
    raise SystemExit(1 if told["UNHANDLED"] else 0)
