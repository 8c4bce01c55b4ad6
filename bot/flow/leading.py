"""Elects, for each seat that only one process may hold, one process; the rest stand by.

Rule 1: nothing is lost or applied twice if two believe that they lead: rows see to that. The
        seats are for Telegram's limits (one sender), its 409 (one poller), economy (one clock).
Rule 2: a holder whose beat could not be written stops before anybody may follow it.
Rule 3: watches, not clocks: a beat that stands still for `STALE` by our own watch is dead.
"""

import asyncio
import os
import secrets
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import structlog

from storage import leaders
from storage.database import Connection, Database
from storage.leaders import Beat

log = structlog.get_logger()

RECEIVE, SEND, TICK = "receive", "send", "tick"
BEAT = 2.0  # seconds between two beats of a holder
LOOK = 1.0  # between two looks of whoever waits
VALID = 5.0  # so long after its last beat a holder goes on
STALE = 7.0  # so long must a beat stand still: longer than VALID; a follower is in within 9 s


@dataclass(slots=True)
class Seat:
    """One seat as this process sees it."""

    name: str
    me: str
    watch: Callable[[], float]
    term: int = 0  # rises whenever we take the seat from somebody
    quiet: timedelta = timedelta()  # how long the one before had been silent when we took it
    until: float = 0.0

    @property
    def is_held(self) -> bool:
        return self.watch() < self.until


@dataclass(slots=True)
class Leading:
    """Holds what seats it can get; `run` it beside the loops that ask `Seat.is_held`."""

    database: Database
    me: str
    seats: dict[str, Seat]
    is_dead: Callable[[str], bool]
    watch: Callable[[], float]
    _seen: dict[str, tuple[Beat, float]] = field(default_factory=dict)

    async def run(self) -> None:
        while True:
            try:
                await self.beat()
            except Exception as error:  # the database is out: seats run out by themselves
                log.warning("no_beat", error=type(error).__name__)
            waits = not all(seat.is_held for seat in self.seats.values())
            await asyncio.sleep(LOOK if waits else BEAT)

    async def beat(self) -> None:
        """Say that we live, look at the others, and take what is free."""
        begun = self.watch()
        held = [name for name, seat in self.seats.items() if seat.until]
        found = await self._look(held)
        for name, seat in self.seats.items():
            beat = found.get(name)
            if beat is not None and beat.holder == self.me:
                seat.until = begun + VALID
                continue
            if seat.until:
                log.warning("seat_lost", seat=name)
                seat.until = 0.0
            await self._try(seat, beat, begun)

    async def _look(self, held: list[str]) -> dict[str, Beat]:
        if not held:
            return await self.database.read(leaders.look)

        def work(conn: Connection) -> dict[str, Beat]:
            leaders.beat(conn, self.me, held)
            return leaders.look(conn)

        return await self.database.write(work)

    async def _try(self, seat: Seat, beat: Beat | None, begun: float) -> None:
        quiet = self._quiet(seat.name, beat, begun)
        if beat is not None and beat.holder and quiet < STALE and not self.is_dead(beat.holder):
            return
        if await self.database.write(lambda conn: leaders.claim(conn, seat.name, self.me, beat)):
            seat.term += 1
            seat.quiet = timedelta(seconds=quiet)
            seat.until = begun + VALID
            if beat is not None and beat.holder:
                log.warning("seat_taken_over", seat=seat.name, quiet=round(quiet, 1))

    def _quiet(self, name: str, beat: Beat | None, now: float) -> float:
        """For how long we have seen this very beat."""
        if beat is None:
            return 0.0
        known = self._seen.get(name)
        if known is None or known[0] != beat:
            known = self._seen[name] = (beat, now)
        return now - known[1]

    async def leave(self) -> None:
        """Give up everything, so that the next need not wait; nothing may be under way."""
        for seat in self.seats.values():
            seat.until = 0.0
        try:
            await self.database.write(lambda conn: leaders.leave(conn, self.me))
        except Exception as error:  # then the next waits until our beat is stale
            log.warning("seats_not_left", error=type(error).__name__)


def make_leading(
    database: Database,
    names: Iterable[str],
    me: str | None = None,
    is_dead: Callable[[str], bool] | None = None,
) -> Leading:
    who = me or own_name()
    watch = asyncio.get_running_loop().time
    seats = {name: Seat(name, who, watch) for name in names}
    return Leading(database, who, seats, is_dead or is_dead_here, watch)


def own_name() -> str:
    """Machine and process, and a word that no other process of that number has."""
    return f"{_machine()}/{os.getpid()}/{secrets.token_hex(4)}"


def _machine() -> str:
    """Two containers may have one name, and each its own process 1."""
    try:
        numbers = Path("/proc/self/ns/pid").readlink().name
    except OSError:  # not Linux
        numbers = ""
    return f"{socket.gethostname()}{numbers.removeprefix('pid:')}"


def is_dead_here(holder: str) -> bool:
    """Whether a process of this machine is surely gone: a restart then waits for nothing."""
    machine, _, rest = holder.partition("/")
    number = rest.partition("/")[0]
    if machine != _machine() or not number.isdecimal():
        return False
    if int(number) == os.getpid():
        return True  # its number is ours now
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
