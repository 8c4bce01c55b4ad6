"""How long a reply takes while a hundred updates a second come in, beside the stock echo bot.

`python benchmarks/pace.py [--rate 100] [--seconds 20]`; README.md says what the figures mean.
"""

import argparse
import asyncio
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import quantiles
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.stage import ROOT, Stage, environment, sandbox
from benchmarks.start import written

EVERY = 2.0  # seconds between two messages of one person
WARM = 2.0  # seconds that are not counted
PATIENCE = 60


async def measure(rate: int, seconds: float) -> None:
    with tempfile.TemporaryDirectory(prefix="huifang-") as folder:
        async with sandbox() as stage:
            people = await stage.join(f"顾客{n}" for n in range(round(rate * EVERY)))
            config = written(Path(folder), stage)
            rivals = {
                "huifang": (("-m", "benchmarks.unpaced", "--config", str(config)), "/status"),
                "stock echo": (
                    ("-m", "benchmarks.stock", stage.address, stage.token, "--alone"),
                    "好",
                ),
            }
            found = {}
            for name, (words, said) in rivals.items():
                found[name] = await waits(stage, words, said, people, rate, seconds)
    for name, ms in found.items():
        cuts = quantiles(ms, n=100)
        print(f"{name:>10}: {len(ms)} replies, p50 {cuts[49]:.0f} ms, p99 {cuts[98]:.0f} ms")
    mine, theirs = (quantiles(ms, n=100)[98] for ms in found.values())
    print(f"     ratio: {mine / theirs:.2f} at p99; bars: 50 ms on an idle machine, or 2")


async def waits(
    stage: Stage, words: tuple[str, ...], said: str, people: list[int], rate: int, seconds: float
) -> list[float]:
    """Milliseconds from the server's taking of a message to its taking of the reply."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *words),
        cwd=ROOT,
        env=environment(HUIFANG_TOKEN=stage.token, HUIFANG_API_KEY="a-key-for-the-till"),
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await stage.act(act="say", who=people[0], text=said)
        await answered(stage, 1, people[:1])
        before = len(await stage.ledger())
        await spoken(stage, said, people, rate, seconds)
        await answered(stage, 0, people)
        ledger = (await stage.ledger())[before:]
        return pairs(ledger, int(WARM / EVERY))
    finally:
        process.terminate()
        await process.wait()


async def spoken(stage: Stage, said: str, people: list[int], rate: int, seconds: float) -> None:
    loop, tasks = asyncio.get_running_loop(), []
    begun = loop.time()
    for number in range(round(rate * seconds)):
        await asyncio.sleep(max(0.0, begun + number / rate - loop.time()))
        act = stage.act(act="say", who=people[number % len(people)], text=said)
        tasks.append(asyncio.create_task(act))
    await asyncio.gather(*tasks)


async def answered(stage: Stage, at_least: int, people: list[int]) -> None:
    """Until everybody has as many replies as they said words."""
    async with asyncio.timeout(PATIENCE):
        while True:
            count: dict[tuple[int, str], int] = defaultdict(int)
            for entry in await stage.ledger():
                count[entry["chat_id"], entry["direction"]] += 1
            if all(count[p, "out"] >= max(at_least, count[p, "in"]) for p in people):
                return
            await asyncio.sleep(0.3)


def pairs(ledger: list[dict[str, Any]], skipped: int) -> list[float]:
    """The nth reply of a chat belongs to its nth message."""
    said, told = defaultdict(list), defaultdict(list)
    for entry in ledger:
        (said if entry["direction"] == "in" else told)[entry["chat_id"]].append(entry["at"])
    return [
        float(after - before)
        for chat, moments in said.items()
        for before, after in list(zip(moments, told[chat], strict=False))[skipped:]
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=20)
    options = parser.parse_args()
    asyncio.run(measure(options.rate, options.seconds))
