"""From process start to the first reply, and how much memory stays resident, beside the stock bot.

`python benchmarks/start.py [--times 5]`; README.md says what the figures mean.
"""

import argparse
import asyncio
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, time  # noqa: TID251

import yaml

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.stage import ROOT, Stage, environment, sandbox
from bot.config import laid_over

MB = 1 << 20
SETTLE = 1.5  # seconds until what is read in behind the first reply is read in


@dataclass(frozen=True, slots=True)
class Start:
    seconds: float
    resident: float  # MB


async def measure(times: int) -> None:
    with tempfile.TemporaryDirectory(prefix="huifang-") as folder:
        async with sandbox() as stage:
            config, code = written(Path(folder), stage), Path(folder, "code")
            ours = ("-m", "bot", "run", "--config", str(config))
            stock = ("-m", "benchmarks.stock", stage.address, stage.token, "--alone")
            found: dict[str, list[Start]] = {"huifang": [], "stock echo": []}
            for number in range(times + 1):  # the first makes the database and the byte code
                for name, words, text in (
                    ("huifang", ours, "/status"),
                    ("stock echo", stock, "好"),
                ):
                    start = await started(stage, words, f"{name} {number}", text, code)
                    if number:
                        found[name].append(start)
    for name, starts in found.items():
        seconds, resident = median(s.seconds for s in starts), median(s.resident for s in starts)
        print(f"{name:>10}: first reply after {seconds:.2f} s, resident {resident:.0f} MB")
    mine, theirs = (median(s.seconds for s in starts) for starts in found.values())
    print(f"     ratio: {mine / theirs:.2f} in time; bars: 1 s, 150 MB")


async def started(stage: Stage, words: tuple[str, ...], name: str, text: str, code: Path) -> Start:
    """Somebody wrote while the bot was down; it comes up and answers.

    Byte code is kept in `code`, whatever our own environment says of it: so it is wherever pip
    installs, and without it a start measures Python's compiler.
    """
    [person] = await stage.join([name])
    await stage.act(act="say", who=person, text=text)
    begun, at = perf_counter(), time()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *words),
        cwd=ROOT,
        env=environment(
            HUIFANG_TOKEN=stage.token,
            HUIFANG_API_KEY="a-key-for-the-till",
            PYTHONDONTWRITEBYTECODE="",
            PYTHONPYCACHEPREFIX=str(code),
        ),
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(60):
            seconds = None
            while seconds is None:
                await asyncio.sleep(0.01)
                seconds = await replied(stage, person, at)
        await asyncio.sleep(SETTLE)
        return Start(min(seconds, perf_counter() - begun), resident(process.pid))
    finally:
        process.terminate()
        await process.wait()


async def replied(stage: Stage, person: int, since: float) -> float | None:
    """When the server took the answer, on its own clock, which is this machine's."""
    for entry in await stage.ledger():
        if entry["chat_id"] == person and entry["direction"] == "out":
            return float(entry["at"]) / 1000 - since
    return None


def resident(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MB


def written(folder: Path, stage: Stage) -> Path:
    own = {
        "telegram": {"base_url": stage.address},
        "http": {"port": 0},
        "database": {"url": f"sqlite:///{folder / 'huifang.db'}"},
        "survey": {"quiet_hours": None},
    }
    path = folder / "config.yaml"
    config = laid_over(yaml.safe_load((ROOT / "config.yaml").read_text("utf-8")), own)
    path.write_text(yaml.safe_dump(config, allow_unicode=True), "utf-8")
    return path


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    asyncio.run(measure(parser.parse_args().times))
