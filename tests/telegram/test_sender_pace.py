"""How fast it leaves: Telegram's limits are kept, whoever has the sender's seat."""

import asyncio
from datetime import timedelta

import pytest

from bot.flow.leading import make_leading
from bot.sandbox.people import Person
from bot.sandbox.world import GROUP_ID, World
from bot.telegram.pacing import Pace
from bot.telegram.sender import Sender
from storage import leaders, outbox
from storage.database import Connection
from tests.telegram.conftest import QUICK, Desk
from tests.telegram.sending import no_paper, said


@pytest.fixture(autouse=True)
def known(wang: Person, world: World) -> None:
    world.start(wang)


async def test_the_pace_of_a_group_is_kept(desk: Desk, world: World) -> None:
    pace = Pace(per_second=1000, group=timedelta(milliseconds=400))
    await desk.queue(GROUP_ID, *({"kind": "text", "text": str(n)} for n in range(4)))
    started = asyncio.get_running_loop().time()
    await desk.drain(desk.sender(pace))

    assert asyncio.get_running_loop().time() - started >= 1.2


async def test_the_overall_pace_is_kept(desk: Desk, world: World) -> None:
    people = [world.join(f"顾客{n}", "customer") for n in range(15)]
    for person in people:
        world.start(person)
        await desk.queue(person.id, {"kind": "text", "text": "您好"})
    started = asyncio.get_running_loop().time()
    await desk.drain(desk.sender(Pace(per_second=5)))

    assert asyncio.get_running_loop().time() - started >= 1.9


async def test_a_flood_wait_for_all_is_not_tried_by_all(desk: Desk, world: World) -> None:
    """Two refusals in one breath mean everybody: more tries would only make it longer."""
    people = [world.join(f"顾客{n}", "customer") for n in range(60)]
    for person in people:
        world.start(person)
        await desk.queue(person.id, {"kind": "text", "text": "您好"})
    fault = world.faults.add("too_many", method="sendMessage", retry_after=2, times=500)
    sender = desk.sender(Pace(per_second=30))
    running = asyncio.create_task(sender.run())
    await asyncio.sleep(1.5)
    refused = 500 - (fault.times or 0)
    world.faults.clear()
    sender.stop()
    await running

    assert 2 <= refused <= 22  # what was on its way when the second refusal came
    await desk.drain(desk.sender(), within=20)
    assert all(said(world, person.id) == ["您好"] for person in people)


async def test_a_seat_that_is_lost_takes_nothing_more(
    desk: Desk, world: World, wang: Person
) -> None:
    leading = make_leading(desk.database, ("send",), "a", lambda holder: False)
    await leading.beat()
    sender = Sender(desk.bot, desk.database, desk.clock, no_paper, lambda: None, QUICK)
    seated = Sender(
        *(desk.bot, desk.database, desk.clock, no_paper, lambda: None, QUICK),
        seat=leading.seats["send"],
    )
    await desk.database.write(lambda conn: leaders.leave(conn, "a"))  # and it has not heard of it
    await desk.queue(wang.id, {"kind": "text", "text": "您好"})
    running = asyncio.create_task(seated.run())
    await asyncio.sleep(0.5)
    kept = said(world, wang.id)
    seated.stop()
    await running

    assert kept == []
    await desk.drain(sender)
    assert said(world, wang.id) == ["您好"]


async def test_a_successor_keeps_the_pace_and_gets_what_was_leased(
    desk: Desk, world: World, wang: Person
) -> None:
    """The one before died with a message on its way, in the middle of a full second."""
    await desk.queue(wang.id, {"kind": "text", "text": "您好"})
    first = make_leading(desk.database, ("send",), "a", lambda holder: False)
    await first.beat()
    busy = desk.clock.now() + timedelta(seconds=1)

    def lease(conn: Connection) -> None:
        assert leaders.hold(conn, "send", "a", busy)
        assert len(outbox.send_round(conn, (), 5, desk.clock.now())) == 1

    await desk.database.write(lease)
    second = make_leading(desk.database, ("send",), "b", lambda holder: True)
    await second.beat()
    second.seats["send"].quiet = timedelta(seconds=7)
    started = asyncio.get_running_loop().time()
    paper = (desk.bot, desk.database, desk.clock, no_paper, lambda: None, QUICK)
    await desk.drain(Sender(*paper, seat=second.seats["send"]))

    assert said(world, wang.id) == ["您好"]
    assert 0.8 <= asyncio.get_running_loop().time() - started < 5
