"""Kill the bot at random moments while people write; then compare what they know with the books.

`python benchmarks/chaos.py [--kills 200] [--gently] [--postgres --workers 3 --restarts 2]`
"""

import argparse
import asyncio
import random
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.audit import Books, Findings, audit, is_at_rest
from benchmarks.crowd import Crowd
from benchmarks.order import Order, order
from benchmarks.postgres import Server, postgres
from benchmarks.shop import Shop, Worker
from benchmarks.stage import Stage, sandbox
from bot.clock import Clock
from storage import leaders
from storage.database import Database, Unavailable, open_database

UNHAPPY_SCORE = 2
LOOK = 0.05
DOWN = 2.0  # seconds that a database is gone
WHILE_STARTING = 0.15  # the share of kills that do not wait for it to be up
REST = 180.0


@dataclass(frozen=True, slots=True)
class Plan:
    kills: int = 200
    gently: bool = False
    workers: int = 1
    restarts: int = 0  # of the database
    apart: bool = False  # as on machines of their own
    people: int = 16
    per_second: float = 12.0
    between: tuple[float, float] = (0.0, 1.5)  # seconds between two ends
    seed: int = 1


@dataclass(slots=True)
class Story:
    findings: Findings
    order: Order
    ends: list[str]
    died: list[int] = field(default_factory=list)  # ms
    followed: list[float] = field(default_factory=list)  # seconds until a sender's seat was taken
    acts: int = 0
    seconds: float = 0.0

    def wrong(self) -> dict[str, list[object]]:
        too_often = self.order.too_often(self.died)
        found = {**self.findings.wrong(), **self.order.wrong()}
        return {**found, "doubled_too_often": list(too_often)} if too_often else found


async def chaos(plan: Plan, folder: Path, server: Server | None = None) -> Story:
    begun, chance = perf_counter(), random.Random(plan.seed)
    async with sandbox() as stage:
        complaint = {"listen_pause": "1s", "alert_within": "3s"}
        url = server.url if server else None
        shop = Shop(stage, folder, {"complaint": complaint}, url, plan.workers, plan.apart)
        await shop.start()
        crowd = Crowd(stage, shop, chance)
        database = open_database(shop.database_url)
        try:
            await crowd.gather(plan.people)
            await stage.spoil(kind="slow", method="sendMessage", delay=0.03, times=None)
            living = asyncio.create_task(crowd.live(plan.per_second))
            died, followed = await _deaths(plan, shop, database, chance, server)
            living.cancel()
            await asyncio.gather(living, return_exceptions=True)
            await stage.spoil(clear=True)
            await _came_to_rest(stage, database)
            ledger = await stage.ledger()
            findings = await audit(database, ledger, UNHAPPY_SCORE, folder)
            books = await database.read(Books.read)
            # The reading of praise is no business of ours: only the angry must have a case.
            findings.without_case = [c for c in findings.without_case if crowd.is_angry(c)]
        finally:
            await database.close()
            ends = list(shop.ends)
            await shop.stop()
    story = Story(findings, order(books, ledger), ends, died, followed, stage.acted)
    story.seconds = perf_counter() - begun
    return story


async def _deaths(
    plan: Plan, shop: Shop, database: Database, chance: random.Random, server: Server | None
) -> tuple[list[int], list[float]]:
    """Ends one worker after another, at random; says when, and how soon a sender was followed."""
    died, followed = [], []
    restart_at = {plan.kills * n // (plan.restarts + 1) for n in range(1, plan.restarts + 1)}
    for number in range(plan.kills):
        if server is not None and number in restart_at:
            how = chance.choice(("fast", "immediate"))
            await asyncio.to_thread(server.stop, how)
            await asyncio.sleep(DOWN)
            await asyncio.to_thread(server.start)
        await asyncio.sleep(chance.uniform(*plan.between))
        worker = chance.choice(shop.workers)
        holder = await _sender(database)
        await (worker.stop() if plan.gently else worker.kill())
        died.append(_now())
        following = asyncio.create_task(_followed(database, holder))
        await worker.launch()
        if chance.random() >= WHILE_STARTING or number == plan.kills - 1:
            await _up(worker)
        followed.append(await following)
    for worker in shop.workers:
        await _up(worker)
    return died, [gap for gap in followed if gap]


async def _up(worker: Worker) -> None:
    """A worker that found no database gives up, as under a supervisor that starts it again."""
    async with asyncio.timeout(REST):
        while True:
            if not worker.is_running:
                await worker.launch()
            elif await worker.is_up():
                return
            await asyncio.sleep(LOOK)


async def _sender(database: Database) -> str:
    try:
        return (await database.read(leaders.look))["send"].holder
    except (Unavailable, KeyError):
        return ""


async def _followed(database: Database, was: str) -> float:
    """How long the seat stayed with whoever had it, if that is who died; 0.0: it lives."""
    begun, beat = perf_counter(), None
    while perf_counter() - begun < 15:
        try:
            seat = (await database.read(leaders.look)).get("send")
        except Unavailable:
            seat = None
        if seat is not None and seat.holder not in (was, ""):
            return perf_counter() - begun
        if seat is not None and beat is not None and seat.count != beat:
            return 0.0  # it beats on: another died
        beat = seat.count if seat is not None else beat
        await asyncio.sleep(LOOK)
    return 15.0


async def _came_to_rest(stage: Stage, database: Database) -> None:
    async with asyncio.timeout(REST):
        while await stage.undelivered() or not await database.read(is_at_rest):  # noqa: ASYNC110
            await asyncio.sleep(LOOK)


def _now() -> int:
    return round(Clock().now().timestamp() * 1000)


def show(plan: Plan, story: Story) -> None:
    found, kept = story.findings, story.order
    how = "stopped (SIGTERM)" if plan.gently else "killed (SIGKILL)"
    print(f"{how} {len(story.ends)} times in {story.seconds:.0f} s, {plan.workers} workers")
    print(f"acts of people {story.acts}; texts said {found.texts}, stored {found.texts}")
    print(f"messages stored {found.messages}, exported {found.exported}, sent {found.sent}")
    print(f"staff's words {kept.staff_heard}, cases {found.complaints}, alerted {found.alerts}")
    doubled = {each.chat_id for each in kept.doubled}
    print(f"messages seen twice {len(kept.doubled)}, in {len(doubled)} chats")
    if story.followed:
        print(
            f"sender died {len(story.followed)} times, followed after at most "
            f"{max(story.followed):.1f} s"
        )
    for name, what in story.wrong().items():
        print(f"WRONG {name}: {len(what)}, such as {what[:3]}")
    if not story.wrong():
        print("nothing lost, nothing done twice, nobody overtaken")


def _asked() -> tuple[Plan, bool]:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--gently", action="store_true", help="SIGTERM, and nothing may double")
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--restarts", type=int, default=0, help="of the database")
    parser.add_argument("--apart", action="store_true", help="each worker as on another machine")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    between = (0.5, 3.0) if given.workers > 1 else (0.0, 1.5)
    plan = Plan(
        *(given.kills, given.gently, given.workers, given.restarts, given.apart),
        between=between,
        seed=given.seed,
    )
    return plan, given.postgres


def main() -> int:
    plan, on_postgres = _asked()
    with tempfile.TemporaryDirectory(prefix="huifang-") as folder:
        if on_postgres:
            with postgres() as server:
                story = asyncio.run(chaos(plan, Path(folder), server))
        else:
            story = asyncio.run(chaos(plan, Path(folder)))
    show(plan, story)
    return 1 if story.wrong() or (plan.gently and story.order.doubled) else 0


if __name__ == "__main__":
    sys.exit(main())
