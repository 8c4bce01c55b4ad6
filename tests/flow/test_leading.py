"""One process has the seat, and another is in it within ten seconds of a death."""

from dataclasses import dataclass

from bot.flow import leading
from bot.flow.leading import BEAT, LOOK, STALE, VALID, Leading, make_leading
from storage.database import Database


@dataclass
class Watch:
    """Seconds that pass when a test says so."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now


def process(database: Database, me: str, watch: Watch, dead: tuple[str, ...] = ()) -> Leading:
    made = make_leading(database, ("send", "tick"), me, lambda holder: holder in dead)
    made.watch = watch
    for seat in made.seats.values():
        seat.watch = watch
    return made


def held(process: Leading) -> list[str]:
    return [name for name, seat in process.seats.items() if seat.is_held]


async def test_the_first_leads_and_the_second_stands_by(database: Database) -> None:
    watch = Watch()
    first, second = process(database, "a", watch), process(database, "b", watch)
    for _ in range(12):
        await first.beat()
        await second.beat()
        watch.now += BEAT

        assert (held(first), held(second)) == (["send", "tick"], [])


async def test_a_death_is_followed_within_ten_seconds(database: Database) -> None:
    watch = Watch()
    first, second = process(database, "a", watch), process(database, "b", watch)
    await first.beat()
    await second.beat()
    died = watch.now
    while not held(second):
        watch.now += LOOK
        await second.beat()

    assert held(first) == []
    assert VALID < watch.now - died <= 10
    assert second.seats["send"].quiet.total_seconds() >= STALE


async def test_never_do_two_lead(database: Database) -> None:
    """A process that hangs finds its seat taken, and takes it back from nobody."""
    watch = Watch()
    first, second = process(database, "a", watch), process(database, "b", watch)
    await first.beat()
    for _ in range(20):
        await second.beat()
        assert not (held(first) and held(second))
        watch.now += LOOK
    await first.beat()

    assert (held(first), held(second)) == ([], ["send", "tick"])


async def test_whoever_leaves_is_followed_at_once(database: Database) -> None:
    watch = Watch()
    first, second = process(database, "a", watch), process(database, "b", watch)
    await first.beat()
    await second.beat()
    await first.leave()
    await second.beat()

    assert (held(first), held(second)) == ([], ["send", "tick"])


async def test_a_process_that_is_surely_dead_is_followed_at_once(database: Database) -> None:
    watch = Watch()
    await process(database, "a", watch).beat()
    again = process(database, "b", watch, dead=("a",))
    await again.beat()

    assert held(again) == ["send", "tick"]
    assert again.seats["send"].quiet.total_seconds() == 0


async def test_a_beat_that_cannot_be_written_ends_the_seat_in_time(
    database: Database,
) -> None:
    watch = Watch()
    first = process(database, "a", watch)
    await first.beat()
    watch.now += VALID - 1
    assert held(first) == ["send", "tick"]
    watch.now += 1

    assert held(first) == []
    await first.beat()
    assert held(first) == ["send", "tick"]
    assert first.seats["send"].term == 1  # nobody was in between: nothing is to be taken over


def test_only_this_machine_can_tell_that_a_process_is_gone() -> None:
    mine = leading.own_name()
    machine = mine.partition("/")[0]

    assert leading.is_dead_here(f"{machine}/999999999/x")
    assert not leading.is_dead_here(f"{machine}/1/x")
    assert not leading.is_dead_here("elsewhere/999999999/x")
    assert leading.is_dead_here(mine)  # of somebody who had our number before us
    assert not leading.is_dead_here("")


async def test_a_database_that_is_gone_takes_nobody_down(database: Database) -> None:
    first = process(database, "a", Watch())
    await first.beat()
    await database.close()
    await first.leave()  # says so, and raises nothing

    assert held(first) == []
