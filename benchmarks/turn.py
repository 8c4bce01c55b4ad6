"""CPU per durable survey turn, beside python-telegram-bot's stock echo bot that stores nothing.

`python benchmarks/turn.py`; README.md says what the figures mean and what they do not.
"""

import argparse
import asyncio
import contextlib
import sys
import tempfile
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.contender import Contender
from benchmarks.postgres import postgres
from benchmarks.stage import Stage, sandbox

# What customers write after a 5; none of them is unhappy, so each is replied to at once, and
# none is written twice in a round: what a reader remembers of a text must not help it.
OPENINGS = (
    *("杯子保温效果很好", "物流快", "店员小刘服务热情", "质量不错"),
    *("第三次买了,喜欢", "颜色很漂亮", "包装很用心", "做工精致"),
)
MIDDLES = (
    *("孩子很喜欢", "妈妈用了说好", "盖子做得很好", "手柄握着很舒服"),
    *("比我想的还要好", "价格也实惠", "一直都很满意", "水到晚上还是热的,真好"),
)
ENDINGS = ("", ",谢谢", ",很满意", ",下次还来", ",已经推荐给同事了", "!", ",五星好评", ",给个赞")
WORDS = tuple(f"{a},{b}{c}" for c in ENDINGS for b in MIDDLES for a in OPENINGS)


async def measure(customers: int, rounds: int, profile: Path | None, database: str) -> None:
    with tempfile.TemporaryDirectory(prefix="huifang-") as folder:
        async with sandbox("--keep", "20") as stage:
            ids = await stage.join(f"顾客{n}" for n in range(customers))
            ours = await Contender.start(
                "benchmarks.ours",
                *(stage.address, stage.token, folder, f"--database={database}"),
            )
            await seeded(stage, ours, ids)
            rival = await Contender.start("benchmarks.stock", stage.address, stage.token)
            texts = cycle(WORDS)
            await round_of(stage, ours, ids, texts)  # uncounted: everything is warm afterwards
            await round_of(stage, rival, ids, texts)
            found = []
            for number in range(rounds):
                if number % 2:
                    theirs = await round_of(stage, rival, ids, texts)
                    mine = await round_of(stage, ours, ids, texts)
                else:
                    mine = await round_of(stage, ours, ids, texts)
                    theirs = await round_of(stage, rival, ids, texts)
                found.append((mine, theirs))
                show(f"round {number + 1}", mine, theirs)
            if profile is not None:
                await round_of(stage, ours, ids, texts, profile=str(profile))
            await ours.stop()
            await rival.stop()
    mine, theirs = (median(side) for side in zip(*found, strict=True))
    print(f"\n{customers * rounds} turns a side, {customers} customers, {shown(database)}")
    show("median", mine, theirs)


async def seeded(stage: Stage, ours: Contender, ids: list[int]) -> None:
    """Uncounted: every customer opens the link, scores 5 and says what made it so."""
    tokens = (await ours.ask(purchases=len(ids)))["tokens"]
    for person, token in zip(ids, tokens, strict=True):
        await stage.act(act="start", who=person, token=token)
    await played(stage, ours, 2 * len(ids))  # the greeting, and the first question
    for word in ("5", "品质"):
        await stage.all_say((person, word) for person in ids)
        await played(stage, ours, len(ids))
    await ours.ask(keep=ids)


async def round_of(
    stage: Stage,
    contender: Contender,
    ids: list[int],
    texts: Iterator[str],
    **more: str,
) -> float:
    """Everybody writes; only then does the contender begin. CPU µs for each message."""
    await stage.all_say(zip(ids, islice(texts, len(ids)), strict=True))
    told = await played(stage, contender, len(ids), **more)
    return float(told["cpu"]) / len(ids) * 1e6


async def played(
    stage: Stage, contender: Contender, messages: int, **more: str
) -> dict[str, float]:
    told = await contender.ask(go=messages, **more)
    await stage.all_delivered()
    await contender.ask(stop=True)
    if told.get("sent", messages) != messages:
        raise RuntimeError(f"{told['sent']} messages were sent where {messages} were due")
    return told


def shown(database: str) -> str:
    return "PostgreSQL (its own CPU not counted)" if database else "SQLite synchronous=FULL"


def show(name: str, mine: float, theirs: float) -> None:
    print(
        f"{name:>9}: durable survey turn {mine:6.0f} µs,"
        f" stock echo {theirs:6.0f} µs, ratio {mine / theirs:.2f}",
        flush=True,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=512)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--profile", type=Path, help="write a cProfile of one more round here")
    parser.add_argument("--postgres", action="store_true")
    options = parser.parse_args()
    with postgres() if options.postgres else contextlib.nullcontext() as server:
        place = server.another("turns") if server is not None else ""
        asyncio.run(measure(options.customers, options.rounds, options.profile, place))
