"""Played scenarios on the whole stack: windows, places, buttons, failures, the transcript."""

import json
from pathlib import Path

import pytest

from bot.sandbox.playing.player import Failure
from tests.sandbox.playing import FIRST, Played, played, written

COMPLAINT = """\
- purchase: {customer: wang, order_no: A1, items: 保温杯, shop: 徐汇店}
- open: wang
- wait: 2h
- tap: {who: wang, button: "1"}
- say: {who: wang, text: 杯子漏水，盖子也是坏的，太差了}
- tap: {who: wang, button: 说完了}
"""


async def run(folder: Path, steps: str) -> Played:
    return await played(written(folder, steps), folder)


async def failing(folder: Path, steps: str, line: int) -> Failure:
    """The failure, which has to be at this step, counted by lines from 0."""
    failure = (await run(folder, steps)).failure
    assert failure is not None
    assert failure.line == FIRST + line
    assert "\n" not in str(failure)
    return failure


async def test_expectations_in_a_row_look_at_the_same_messages(tmp_path: Path) -> None:
    done = await run(
        tmp_path,
        """
        - say: {who: wang, text: /help}
        - say: {who: wang, text: /privacy}
        - expect: {to: wang, contains: [您的购买记录]}
        - expect: {to: wang, contains: [不再收到回访]}
        - nothing: {to: sun}
        - expect: {to: wang, contains: [您的购买记录]}
        """,
    )

    assert done.failure is None


@pytest.mark.parametrize("between", ["wait: 1s", "say: {who: sun, text: /help}"])
async def test_a_block_does_not_see_what_the_previous_one_saw(
    tmp_path: Path, between: str
) -> None:
    failure = await failing(
        tmp_path,
        f"- say: {{who: wang, text: /help}}\n- expect: {{to: wang}}\n- {between}\n"
        "- expect: {to: wang, any: [回访]}",
        line=3,
    )

    assert failure.step == "expect: {to: wang, any: [回访]}"
    assert failure.expected == "a message with one of [回访]"
    assert failure.came == "nothing"


async def test_nothing_looks_back_over_waits_to_the_last_act(tmp_path: Path) -> None:
    steps = """\
        - say: {who: wang, text: /help}
        - expect: {to: wang}
        - wait: 1m
        - nothing: {to: wang, contains: [没有这句话]}
        - nothing: {to: wang, any: [不再收到回访]}
        """
    failure = await failing(tmp_path, steps, line=4)

    assert failure.expected == "no message with one of [不再收到回访]"
    assert "/delete_me" in failure.came


async def test_nothing_forgets_what_came_before_the_last_act(tmp_path: Path) -> None:
    done = await run(
        tmp_path,
        """
        - say: {who: wang, text: /help}
        - say: {who: sun, text: /help}
        - nothing: {to: wang}
        """,
    )

    assert done.failure is None


async def test_an_edit_is_seen_but_is_no_message_out_of_the_blue(tmp_path: Path) -> None:
    done = await run(
        tmp_path,
        """
        - purchase: {customer: wang, survey: now}
        - open: wang
        - tap: {who: wang, button: "4"}
        - nothing: {to: wang, buttons: ["4"]}
        - expect: {to: wang, buttons: ["4"]}
        """,
    )

    assert done.failure is None
    assert "(edited)" in done.text


async def test_places_are_people_the_staff_group_and_the_newest_case(tmp_path: Path) -> None:
    done = await run(
        tmp_path,
        COMPLAINT
        + """\
- expect: {to: staff, buttons: [认领], contains: [A1]}
- expect: {to: case, buttons: [认领], contains: [A1]}
- expect_case: {status: acknowledged}
- nothing: {to: li}
- say: {who: li, to: case, text: 我马上给您换一个新的}
- expect: {to: wang, contains: [我马上给您换一个新的]}
- expect_case: {status: investigating}
- send: {who: wang, photo: true, caption: 就是这里漏}
- expect: {to: case, contains: [就是这里漏]}
- say: {who: sun, text: 请问几点开门？}
- wait: 30s
- expect: {to: case, contains: [几点开门]}
- nothing: {to: case, contains: [就是这里漏]}
- tap: {who: zhou, button: 结案}
- say: {who: li, text: /help}
- expect: {to: li}
- nothing: {to: wang}
""",
    )

    assert str(done.failure or "") == ""


async def test_a_case_that_differs_is_told(tmp_path: Path) -> None:
    failure = await failing(
        tmp_path, COMPLAINT + "- expect_case: {status: closed, topic: 物流}", line=6
    )

    assert failure.expected == "status: closed, topic: 物流"
    assert failure.came.startswith("status: acknowledged, topic: ")


async def test_there_is_no_case_before_the_first(tmp_path: Path) -> None:
    failure = await failing(tmp_path, "- expect_case: {status: closed}", line=0)
    assert failure.came == "no case"
    failure = await failing(tmp_path, "- say: {who: li, to: case, text: 在吗}", line=0)
    assert failure.came == "no case"


async def test_a_button_that_is_not_there(tmp_path: Path) -> None:
    steps = """\
        - purchase: {customer: wang, survey: now}
        - open: wang
        - tap: {who: wang, button: 认领}
        """
    failure = await failing(tmp_path, steps, line=2)

    assert failure.expected == "a button 认领"
    assert failure.came == "[1] [2] [3] [4] [5] [有不满意]"


async def test_staff_do_not_press_the_buttons_of_customers(tmp_path: Path) -> None:
    failure = await failing(tmp_path, COMPLAINT + '- tap: {who: li, button: "1"}', line=6)

    assert failure.came == "[认领] [判断有误]"


async def test_somebody_else_may_try_the_same_link(tmp_path: Path) -> None:
    done = await run(
        tmp_path,
        """
        - purchase: {customer: wang, items: 保温杯}
        - open: wang
        - expect: {to: wang, contains: [保温杯]}
        - open: {who: sun, invitation_of: wang}
        - expect: {to: sun, absent: [保温杯]}
        - purchase: {customer: wang, items: 雨伞}
        - open: wang
        - expect: {to: wang, contains: [雨伞]}
        """,
    )

    assert str(done.failure or "") == ""


async def test_what_a_person_cannot_do_is_a_failure(tmp_path: Path) -> None:
    steps = """\
        - say: {who: wang, text: /start}
        - block: wang
        - say: {who: wang, text: 在吗}
        """
    failure = await failing(tmp_path, steps, line=2)

    assert "屏蔽" in failure.came


async def test_a_purchase_that_the_bot_refuses_is_a_failure(tmp_path: Path) -> None:
    failure = await failing(tmp_path, "- purchase: {customer: wang, amount: -1}", line=0)

    assert "amount" in failure.came


async def test_the_clock_stands_still_but_for_waits(tmp_path: Path) -> None:
    done = await run(
        tmp_path,
        """
        - say: {who: wang, text: /help}
        - wait: 2h
        - say: {who: wang, text: /privacy}
        """,
    )
    asked = [line.at for line in done.lines if line.sender == "wang"]

    assert [f"{at:%d %H:%M}" for at in asked] == ["02 10:00", "02 12:00"]


async def test_the_transcript_reads_as_people_would_see_it(tmp_path: Path) -> None:
    done = await run(tmp_path, COMPLAINT + "- send: {who: wang, document: true, caption: 明细}")

    assert "11-02 10:00:00  -- wang buys 保温杯 at 徐汇店, order A1 --" in done.text
    assert "-- wait: 2h --" in done.text
    assert "[1] [2] [3] [4] [5]" in done.text
    assert "wang taps [1]" in done.text
    assert "wang → bot: 杯子漏水，盖子也是坏的，太差了" in done.text
    assert "wang → bot: 明细 <订单明细.txt>" in done.text
    assert "bot → staff #" in done.text


async def test_the_transcript_as_json(tmp_path: Path) -> None:
    done = await run(tmp_path, COMPLAINT + "- send: {who: wang, voice: true}")
    found = [json.loads(line.json()) for line in done.lines if not line.is_note]

    keys = {"at", "from", "to", "text", "buttons", "document", "reply_to"}
    assert all(set(row) == keys for row in found)
    assert found[0]["at"] == "2026-11-02T10:00:00+08:00"
    assert {row["from"] for row in found} == {"wang", "bot"}
    assert {row["to"] for row in found} == {"wang", "bot", "staff"}
    assert ["1", "2", "3", "4", "5"] in [row["buttons"] for row in found]
    assert "<语音>" in [row["text"] for row in found if row["from"] == "wang"]
    assert all("\n" not in line.json() for line in done.lines)
