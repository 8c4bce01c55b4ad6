"""The staff group moves, or its topics vanish, while a case is open: the case goes on."""

from tests.whole.conftest import PAUSE, Stack

LONGEST = "杯子漏水了,我很不满意。" * 341 + "还有这样"


async def test_the_longest_text_reaches_staff_whole(stack: Stack) -> None:
    assert 4090 <= len(LONGEST) <= 4096
    topic = await stack.complains(stack.wang)
    await stack.taps(stack.li, "认领", stack.world.group.id)
    before = len(stack.in_topic(topic))
    await stack.says(stack.wang, LONGEST)

    relayed = "".join(stack.in_topic(topic)[before:])
    assert LONGEST in relayed
    assert (await stack.audited()).wrong() == {}


async def test_the_longest_text_is_an_answer_like_any_other(stack: Stack) -> None:
    await stack.complains(stack.wang, LONGEST)

    found = await stack.audited()
    assert found.wrong() == {}
    assert found.alerts == 1
    assert found.unhappy_texts == 1


async def test_a_topic_that_staff_deleted_is_made_again(stack: Stack) -> None:
    topic = await stack.complains(stack.wang)
    await stack.taps(stack.li, "认领", stack.world.group.id)
    stack.world.delete_topic(stack.li, topic)
    await stack.says(stack.wang, "我还在等")
    await stack.rig.move(PAUSE)

    case = await stack.rig.newest_case()
    assert case is not None
    assert case["topic_id"] != topic
    told = stack.in_topic(case["topic_id"])
    assert any("我还在等" in text for text in told)
    assert any("重新建的" in text and "已接手" in text for text in told), "a card of what it is"
    await stack.taps(stack.li, "结案", stack.world.group.id)
    await stack.says(stack.li, "马上给您换一个", topic=case["topic_id"])
    assert "马上给您换一个" in stack.seen_by(stack.wang)
