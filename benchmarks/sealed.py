"""What encryption at rest costs a turn: the same bot with a master key and without, in one run.

`python benchmarks/sealed.py`; README.md says what a turn is.
"""

import argparse
import asyncio
import contextlib
import sys
import tempfile
from itertools import cycle
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.contender import Contender
from benchmarks.stage import Stage, sandbox
from benchmarks.turn import WORDS, round_of, seeded
from storage.sealing import new_key


async def measure(customers: int, rounds: int) -> None:
    found: dict[str, list[float]] = {"plain": [], "sealed": []}
    async with contextlib.AsyncExitStack() as stack:
        sides = {
            "plain": await side(stack, customers),
            "sealed": await side(stack, customers, "--master-key", new_key()),
        }
        texts = cycle(WORDS)
        for stage, bot, ids in sides.values():  # uncounted: everything is warm afterwards
            await round_of(stage, bot, ids, texts)
        for number in range(rounds):
            for name in ("plain", "sealed") if number % 2 else ("sealed", "plain"):
                stage, bot, ids = sides[name]
                found[name].append(await round_of(stage, bot, ids, texts))
            show(f"round {number + 1}", found["plain"][-1], found["sealed"][-1])
        for _, bot, _ in sides.values():
            await bot.stop()
    print(f"\n{customers * rounds} turns a side, SQLite synchronous=FULL")
    show("median", median(found["plain"]), median(found["sealed"]))
    show("best", min(found["plain"]), min(found["sealed"]))  # what others did, left out


async def side(
    stack: contextlib.AsyncExitStack, customers: int, *options: str
) -> tuple[Stage, Contender, list[int]]:
    """A server, a bot and its customers; each side has its own."""
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="huifang-"))
    stage = await stack.enter_async_context(sandbox("--keep", "20"))
    bot = await Contender.start("benchmarks.ours", stage.address, stage.token, folder, *options)
    ids = await stage.join(f"顾客{n}" for n in range(customers))
    await seeded(stage, bot, ids)
    return stage, bot, ids


def show(name: str, plain: float, sealed: float) -> None:
    ratio = sealed / plain
    print(
        f"{name:>9}: plain {plain:5.0f} µs, sealed {sealed:5.0f} µs, ratio {ratio:.3f}", flush=True
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=256)
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args()
    asyncio.run(measure(options.customers, options.rounds))
