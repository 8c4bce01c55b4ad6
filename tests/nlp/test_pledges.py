"""A promise of staff is an act of ours and a moment to come, never a question or a wish."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.pledges import pledges

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)  # a Sunday


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("明天下午三点前我给您回电。", "2026-11-23 15:00"),
        ("真是对不住，新的后天一定送到您手上。", "2026-11-24 20:00"),
        ("这边已经报上去了，两个小时内给您答复", "2026-11-22 14:00"),
        ("师傅明早九点上门，您不用跑。", "2026-11-23 09:00"),
        ("钱我已经退了，最晚周三到账", "2026-11-25 20:00"),
        ("下午五点前，店长会亲自给您打电话。", "2026-11-22 17:00"),
        ("李姐已经在重新做了，七点前一定送到", "2026-11-22 19:00"),
        ("11点半前给您回电", "2026-11-22 23:30"),
        ("26号之前换好给您寄过去", "2026-11-26 20:00"),
        ("两三天内给您寄出", "2026-11-25 20:00"),
        ("钱今天晚上十二点前退给您", "2026-11-23 00:00"),
        ("十二点前一定送到", "2026-11-23 00:00"),
        ("新窗帘今天下午给您装上", "2026-11-22 18:00"),
        ("好，周四下午三点，我在店里等您", "2026-11-26 15:00"),
        ("明天师傅带着新的来，下午三点前给您装好", "2026-11-23 15:00"),
        ("15:30前给您回电话", "2026-11-22 15:30"),
        ("师傅今天 15：30 上门", "2026-11-22 15:30"),
        ("10:20前给您送到", "2026-11-23 10:20"),
        ("一刻钟后给您回电话", "2026-11-22 12:15"),
        ("再过两个小时给您答复", "2026-11-22 14:00"),
        ("过半小时我打给您", "2026-11-22 12:30"),
        ("您等我十分钟，我去查了就回复您", "2026-11-22 12:10"),
        ("给我两个小时，我一定给您答复", "2026-11-22 14:00"),
        ("月底前把差价退给您", "2026-11-30 20:00"),
        ("下班前给您答复", "2026-11-22 20:00"),
        ("这周末之前给您寄出", "2026-11-22 20:00"),
    ],
)
def test_an_act_and_a_moment_are_a_promise(text: str, due: str) -> None:
    found = [f"{pledge.due:%Y-%m-%d %H:%M}" for pledge in pledges(text, NOW)]

    assert found == [due]


@pytest.mark.parametrize(
    "text",
    [
        "您明天下午三点方便吗？我给您打电话",
        "我马上给您回电",
        "昨天就给您寄出了",
        "周三就给您寄出了",
        "您今天下午三点前把照片发给我",
        "我们店每天下午两点到四点都可以给您免费护理",
        "我们今天晚上八点关门",
        "您明天过来就行，报我名字",
        "明天上午等您电话",
        "要是周五还没到，我给您重寄一份",
        "三天前给您发的货",
        "加急费也退给您了，仓库那边从今天起延误要先打电话",
        "昨天晚上七点前就给您送了",
        "过了两个小时才给您送到",
        "我们10:30到20:30都可以给您换",
        "让您等了十分钟，这就给您送来",
        "",
        "👌",
    ],
)
def test_what_is_no_promise(text: str) -> None:
    assert pledges(text, NOW) == ()


def test_the_sentence_is_kept_as_it_was_said() -> None:
    [pledge] = pledges("实在抱歉！明天上午十点前，我给您回电话。您先休息。", NOW)

    assert pledge.text == "明天上午十点前，我给您回电话"


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert all(pledge.due > NOW for pledge in pledges(text, NOW))
