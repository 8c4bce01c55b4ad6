"""The whole log as a file: time and memory, beside a bare `csv.writer` loop over the same rows.

`python benchmarks/export.py [--messages 1000000] [--sealed] [--together 1] [--rounds 1]`;
README.md says what it means.
"""

import argparse
import asyncio
import csv
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.history import fill
from benchmarks.stage import ROOT, environment
from bot.flow.export import export
from storage.database import open_database
from storage.migrations import migrate
from storage.sealing import Masters, new_key, parse_keys

PEOPLE = 5000
EVER = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
# The columns of the file, from the tables that they lie in.
QUERY = """
select m.at, p.shop, p.order_no, coalesce(c.name, p.customer_name), m.direction,
       coalesce(m.sender, m.speaker), m.kind, m.text, m.score, m.sentiment, m.p_unhappy, m.topic,
       k.id, k.status, k.cause
from messages m left join purchases p on p.id = m.purchase_id
     left join customers c on c.chat_id = m.chat_id
     left join cases k on k.chat_id = m.chat_id and k.conversation = m.conversation
order by m.id
"""


def bare(file: Path, target: Path) -> int:
    conn, count = sqlite3.connect(file), 0
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        for row in conn.execute(QUERY):
            writer.writerow(row)
            count += 1
    conn.close()
    return count


def shell(file: Path, target: Path) -> None:
    with target.open("wb") as out:
        words = ("sqlite3", "-csv", str(file), QUERY)
        subprocess.run(words, stdout=out, check=True)


async def ours(file: Path, kind: str, target: Path, key: str) -> int:
    database = open_database(f"sqlite:///{file}", Masters(parse_keys(key)))
    done = await export(database, target, kind, *EVER, ZoneInfo("Asia/Shanghai"))
    await database.close()
    return done.rows


def one(name: str, file: Path, target: Path, key: str) -> None:
    """In a process of its own, so that its peak of memory is its own."""
    begun = perf_counter()
    match name:
        case "bare":
            bare(file, target)
        case "shell":
            shell(file, target)
        case kind:
            asyncio.run(ours(file, kind, target, key))
    status = Path("/proc/self/status").read_text()  # ru_maxrss begins with the parent's
    peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    print(perf_counter() - begun, peak)


def measure(
    count: int, kinds: list[str], sealed: bool = False, together: int = 1
) -> dict[str, tuple[float, float]]:
    key, found = new_key() if sealed else "", {}
    with tempfile.TemporaryDirectory(prefix="huifang-") as folder:
        file = Path(folder) / "huifang.db"
        migrate(f"sqlite:///{file}")
        asyncio.run(filled(file, count, key, together))
        for name in kinds:
            words = (sys.executable, __file__, "--one", name, str(file), f"{folder}/out", key)
            told = subprocess.run(
                words, cwd=ROOT, env=environment(), capture_output=True, text=True, check=True
            )
            seconds, peak = map(float, told.stdout.split())
            found[name] = seconds, peak
            ratio = seconds / found.get("bare", (seconds,))[0]
            print(
                f"{name:>6}: {seconds:7.1f} s, {seconds / count * 1e6:5.1f} µs a row,"
                f" peak {peak:4.0f} MB, {ratio:.2f} of the bare loop",
                flush=True,
            )
    return found


async def filled(file: Path, count: int, key: str, together: int) -> None:
    database = open_database(f"sqlite:///{file}", Masters(parse_keys(key)))
    await fill(database, count, min(PEOPLE, count), together)
    await database.close()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        name, file, target, key = sys.argv[2:]
        one(name, Path(file), Path(target), key)
    else:
        parser = argparse.ArgumentParser(description=__doc__)
        parser.add_argument("--messages", type=int, default=1_000_000)
        parser.add_argument("--sealed", action="store_true", help="words are encrypted")
        parser.add_argument("--together", type=int, default=1, help="messages of one in a row")
        parser.add_argument("--rounds", type=int, default=1, help="of bare and csv")
        options = parser.parse_args()
        print(f"{options.messages} messages, encryption {'on' if options.sealed else 'off'}")
        beside = ["bare", *(["shell"] if shutil.which("sqlite3") else [])]
        kinds = [*beside, "csv", "jsonl", "xlsx", *(["bare", "csv"] * (options.rounds - 1))]
        measure(options.messages, kinds, options.sealed, options.together)
