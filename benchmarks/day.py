"""A day of purchases whose customers answer with the texts of a CSV; then everything is compared.

`python benchmarks/day.py replies.csv [--customers N] [--kill]`; README.md says more.
"""

import argparse
import asyncio
import csv
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter
from zlib import crc32

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.audit import Findings, audit, is_at_rest
from benchmarks.shop import Shop
from benchmarks.stage import Stage, sandbox
from bot.sandbox.core import GROUP_ID
from storage.database import Database, open_database

GOODS = ("保温杯", "生日蛋糕", "洗发水", "图书三本", "苹果一箱", "蓝牙耳机")
SCORES = (5, 5, 4, 3, 1)
KILLS = 4
ACTS = 8 / 3  # of a customer: the link, a tap by two thirds, the words
LOOK = 0.5
UNHAPPY_SCORE = 2
SHOWN = 5  # of what was doubled


@dataclass(frozen=True, slots=True)
class Reply:
    """What one customer does when asked."""

    text: str
    is_unhappy: bool | None  # what the label says
    score: int | None  # None: words instead of a tap


@dataclass(slots=True)
class Day:
    findings: Findings
    people: dict[int, Reply]
    seconds: float
    ends: list[str]  # of the bot, while the day was on


def replies(path: Path, n: int | None) -> list[Reply]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        reply(row["text"], {"0": True, "1": False}.get(row.get("label", "")), number)
        for number, row in enumerate(islice(cycle(rows), n or len(rows)))
    ]


def reply(text: str, is_unhappy: bool | None, number: int) -> Reply:
    """Every third writes instead of tapping; the others' scores follow from their words."""
    score = None if number % 3 == 0 else SCORES[crc32(text.encode()) % len(SCORES)]
    return Reply(text, is_unhappy, score)


async def day(
    answers: Sequence[Reply],
    folder: Path,
    kills: int = 0,
    pause: float = 4,
    gently: bool = False,
) -> Day:
    """Sell, be opened, ask, be answered, come to rest; then compare."""
    begun = perf_counter()
    async with sandbox("--join", "小刘:staff", "陈经理:manager") as stage:
        complaint = {"listen_pause": f"{pause}s", "alert_within": f"{3 * pause}s"}
        shop = Shop(stage, folder, {"complaint": complaint})
        await shop.start()
        try:
            people = dict(zip(await joined(stage, len(answers)), answers, strict=True))
            tokens = await sold(shop, len(answers))
            killing = asyncio.create_task(ended(shop, len(answers), kills, gently))
            await lived(stage, people, tokens)
            await killing
            database = open_database(shop.database_url)
            try:
                await came_to_rest(stage, database)
                seconds, ends = perf_counter() - begun, list(shop.ends)
                findings = await audit(database, await stage.ledger(), UNHAPPY_SCORE, folder)
            finally:
                await database.close()
        finally:
            await shop.stop()
    return Day(findings, people, seconds, ends)


async def joined(stage: Stage, n: int) -> list[int]:
    return await stage.join(f"顾客{number}" for number in range(1, n + 1))


async def sold(shop: Shop, n: int) -> list[str]:
    orders = [
        {
            "order_no": f"D{number:05}",
            "shop": "徐汇店" if number % 2 else "静安店",
            "items": GOODS[number % len(GOODS)],
            "amount": f"{19 + number % 300}.00",
            "bought_at": "2026-11-02T10:00:00+08:00",
            "customer_name": f"顾客{number}",
        }
        for number in range(1, n + 1)
    ]
    found = []
    for first in range(0, n, 500):
        found += await shop.sell(orders[first : first + 500])
    return found


async def came_to_rest(stage: Stage, database: Database) -> None:
    while await stage.undelivered() or not await database.read(is_at_rest):  # noqa: ASYNC110
        await asyncio.sleep(LOOK)


async def ended(shop: Shop, n: int, times: int, gently: bool) -> None:
    """SIGKILL or SIGTERM in the middle, again and again; the rows are all that is left."""
    begun, all_acts = shop.stage.acted, ACTS * n
    for number in range(1, times + 1):
        while shop.stage.acted - begun < all_acts * number / (times + 1):  # noqa: ASYNC110
            await asyncio.sleep(LOOK / 100)
        bot = shop.workers[0]
        await (bot.stop() if gently else bot.kill())
        await bot.start()


async def lived(stage: Stage, people: dict[int, Reply], tokens: Sequence[str]) -> None:
    """Everybody opens their link, waits to be asked, taps or does not, and writes."""
    for person, token in zip(people, tokens, strict=True):
        await stage.act(act="start", who=person, token=token)
    to_ask = dict(people)
    to_write: dict[int, int] = {}  # person: after so many messages
    while to_ask or to_write:
        told: dict[int, list[int]] = {}
        for entry in await stage.ledger():
            if entry["direction"] == "out" and entry["kind"] == "text":
                told.setdefault(entry["chat_id"], []).append(entry["message_id"])
        for person, reply in list(to_ask.items()):
            asked = told.get(person, [])
            if len(set(asked)) < 2:  # the greeting, then the question
                continue
            del to_ask[person]
            if reply.score is not None:
                data = f"1:rate:{reply.score}"
                await stage.act(
                    act="tap", who=person, chat_id=person, message_id=asked[-1], data=data
                )
            to_write[person] = len(asked) + (reply.score is not None)
        for person, after in list(to_write.items()):
            if len(told.get(person, [])) >= after:
                del to_write[person]
                await stage.act(act="say", who=person, text=people[person].text)
        await asyncio.sleep(LOOK / 5)


def show(lived: Day) -> None:
    found = lived.findings
    labelled = {chat: r for chat, r in lived.people.items() if r.is_unhappy is not None}
    sad = {chat for chat, r in labelled.items() if r.is_unhappy}
    read = found.unhappy_chats
    glad = labelled.keys() - sad
    print(f"customers {len(lived.people)}, texts said {found.texts}, seconds {lived.seconds:.0f}")
    print(f"messages stored {found.messages}, rows exported {found.exported}")
    print(f"messages sent {found.sent}, bot killed {len(lived.ends)} times")
    print(f"texts read as unhappy {found.unhappy_texts}")
    print(f"complaint cases {found.complaints}, of them seen by staff {found.alerts}")
    print(f"enquiries {found.enquiries}")
    if sad and glad:
        print(
            f"of {len(sad)} labelled unhappy, read as such: {len(sad & read)}"
            f" (recall {len(sad & read) / len(sad):.3f});"
            f" of {len(glad)} labelled happy, taken for unhappy: {len(glad & read)}"
        )
    doubled = Counter(chat for chat, _ in found.sent_twice)
    print(f"doubled towards Telegram {len(found.sent_twice)}, at most {_most(doubled)} a chat")
    for chat, text in found.sent_twice[:SHOWN]:
        print(f"    {'staff group' if chat == GROUP_ID else chat}: {text[:30]!r} …")
    for name, what in found.wrong().items():
        print(f"WRONG {name}: {len(what)}, such as {what[:3]}")
    if not found.wrong():
        print("nothing lost, nothing stored twice, every unhappy customer has a case")


def _most(doubled: Counter[int]) -> int:
    return max(doubled.values(), default=0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("csv", type=Path, help="columns label (0 unhappy, 1 happy), text, …")
    parser.add_argument("--customers", type=int)
    parser.add_argument("--kill", action="store_true", help="SIGKILL the bot, several times")
    options = parser.parse_args()
    answers = replies(options.csv, options.customers)
    with tempfile.TemporaryDirectory(prefix="huifang-") as folder:
        lived_day = asyncio.run(day(answers, Path(folder), KILLS if options.kill else 0))
        show(lived_day)
    sys.exit(1 if lived_day.findings.wrong() else 0)
