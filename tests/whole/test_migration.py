"""Telegram gives the staff group a new id while cases are open: nobody notices."""

from pathlib import Path

from bot.app.staged import rigged
from bot.sandbox.people import Person
from tests.whole.conftest import Stack, stacked


async def converses(stack: Stack, customer: Person, round_: str) -> None:
    """Two words each way; each finds the other side."""
    for number in "一二":
        question, answer = f"{round_}问{number}", f"{round_}答{number}"
        await stack.says(customer, question)
        group, topic = await stack.topic_of(customer)
        assert group == stack.world.group.id
        assert any(question in text for text in stack.in_topic(topic))
        await stack.says(stack.li, answer, topic=topic)
        assert answer in stack.seen_by(customer)


async def complains(stack: Stack, customer: Person, order_no: str) -> None:
    await stack.complains(customer, order_no=order_no)
    await stack.taps(stack.li, "认领", stack.world.group.id)


async def test_cases_of_before_and_after_a_move_go_on(sqlite_url: str, tmp_path: Path) -> None:
    async with stacked(sqlite_url, tmp_path) as stack:
        world, wang, first = stack.world, stack.wang, stack.world.group.id
        zhao, sun = world.join("赵先生", "customer"), world.join("孙小姐", "customer")
        await complains(stack, zhao, "A1")
        await complains(stack, wang, "B1")
        await converses(stack, wang, "先前")
        world.migrate()
        await converses(stack, wang, "搬了")
        await complains(stack, sun, "C1")
        await converses(stack, sun, "新来")
        await converses(stack, zhao, "最后")

    over = {"staff": {"group": first}}  # as config.yaml still says
    config = Path("config.yaml")
    for settings in (over, {}):  # and then as somebody corrected it
        async with rigged(world, stack.rig.clock, settings, sqlite_url, config) as rig:
            stack.rig = rig
            for person in (wang, sun, zhao):
                await converses(stack, person, f"{len(settings)}后来{person.name}")
            assert (await stack.audited()).wrong() == {}


async def test_a_topic_of_the_old_group_is_not_taken_for_one_of_the_new(stack: Stack) -> None:
    """Numbers begin anew: what staff write in a topic of their own stays theirs."""
    for _ in range(5):
        stack.world.say(stack.li, "早上好", in_group=True)
    await complains(stack, stack.wang, "B1")
    _, old = await stack.topic_of(stack.wang)
    group = stack.world.migrate()
    for _ in range(group.last_id + 1, old):
        stack.world.say(stack.li, "占一个编号", in_group=True)
    assert stack.world.open_topic(group, stack.li.user(), "自己的").id == old
    await stack.says(stack.li, "这是我们自己的话题", topic=old)

    assert "这是我们自己的话题" not in stack.seen_by(stack.wang)
