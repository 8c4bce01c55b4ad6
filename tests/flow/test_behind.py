"""Two groups, one case: after harsh words only what comes from the seniors counts."""

from datetime import timedelta
from typing import Any

import pytest

from bot.config import load
from bot.flow.turn import Turns
from storage import cases, groups
from storage.database import Database
from storage.tables import messages, outbox
from tests.flow.acts import CHAT, GROUP, ROOT, WORDING, Shell, tap, text

SENIORS, LI, ZHOU = -1009, 8001, 8002
STAFF = {
    "group": GROUP,
    "senior_group": SENIORS,
    "supervisors": [{"id": ZHOU, "name": "周店长"}],
}
SETTINGS = load(ROOT / "config.yaml", {"staff": STAFF}, environ={})


@pytest.fixture
async def shell(database: Database) -> Shell:
    """A case that li has claimed, each topic where the sender would have made it."""
    shell = Shell(database)
    shell.turns = Turns(database, SETTINGS, SETTINGS.policy, WORDING, lambda: shell.now, {9001})
    await shell.opens(await shell.buys(survey="now"))
    await shell.hears(tap("1:rate:1"), text("杯子漏水"))
    await shell.waits(timedelta(minutes=15))
    await shell.database.write(lambda conn: cases.set_topic(conn, CHAT, 1, GROUP, 55))
    await shell.hears(at_the_desk("staff_tap", GROUP, LI, action="claim"))
    await shell.hears(text("你们这群废物"))
    put = shell.database.write
    await put(lambda conn: cases.set_topic(conn, CHAT, 1, SENIORS, 7, behind=True))
    return shell


def at_the_desk(kind: str, group: int, person: int, **more: Any) -> dict[str, Any]:
    who = {"id": person, "name": str(person)}
    return {"kind": kind, "group": group, "case": [CHAT, 1], "message_id": 5, "from": who, **more}


def says(words: str, group: int, person: int) -> dict[str, Any]:
    more = {"text": words, "reply_to": None, "edited": False}
    return at_the_desk("staff_text", group, person, **more)


async def handler(shell: Shell) -> int | None:
    [case] = (await shell.database.read(lambda conn: cases.of(conn, [(CHAT, 1)]))).values()
    return case["handler_id"]  # type: ignore[no-any-return]


async def test_the_words_go_to_the_seniors_alone(shell: Shell) -> None:
    assert all("废物" not in words for words in await shell.texts(GROUP))
    assert await handler(shell) is None
    kinds = [(body["kind"], body["behind"]) for body in await shell.sent(SENIORS)]
    assert kinds == [("topic", True), *[("text", True)] * 3]
    [left] = [body for body in await shell.sent(GROUP) if "says" in body]
    assert (left["kind"], left["closed"], "behind" in left) == ("topic_state", True, False)
    assert "废物" not in left["says"]


async def test_a_reply_in_the_old_topic_reaches_nobody_and_is_answered_there(
    shell: Shell,
) -> None:
    before = len(await shell.sent(CHAT))
    await shell.hears(says("马上给您换", GROUP, LI))

    assert len(await shell.sent(CHAT)) == before
    last = (await shell.sent(GROUP))[-1]
    assert "没有发给顾客" in last["says"]
    assert await handler(shell) is None
    log = await shell.all(messages)
    assert all(row["text"] != "马上给您换" for row in log)


async def test_a_note_in_the_old_topic_is_nobodys_business(shell: Shell) -> None:
    before = len(await shell.all(outbox))
    await shell.hears(says("// 唉", GROUP, LI))

    assert len(await shell.all(outbox)) == before


async def test_buttons_count_where_the_case_lies(shell: Shell) -> None:
    await shell.hears(at_the_desk("staff_tap", GROUP, ZHOU, action="claim"))
    assert await handler(shell) is None

    await shell.hears(at_the_desk("staff_tap", SENIORS, LI, action="claim"))
    assert await handler(shell) == LI, "a member of that group, in their own role"


async def test_what_the_seniors_write_reaches_the_customer(shell: Shell) -> None:
    await shell.hears(says("马上给您换", SENIORS, ZHOU))

    [reply] = [body for body in await shell.sent(CHAT) if body.get("text") == "马上给您换"]
    assert reply["from_chat"] == SENIORS


async def test_a_group_of_the_seniors_that_moved_is_the_same(shell: Shell) -> None:
    await shell.database.write(lambda conn: groups.moved(conn, SENIORS, -1010))
    await shell.hears(at_the_desk("staff_tap", -1010, ZHOU, action="claim"))

    assert await handler(shell) == ZHOU


async def test_the_seniors_have_no_hand_in_what_lies_with_the_staff(database: Database) -> None:
    shell = Shell(database)
    shell.turns = Turns(database, SETTINGS, SETTINGS.policy, WORDING, lambda: shell.now, {9001})
    await shell.opens(await shell.buys(survey="now"))
    await shell.hears(tap("1:rate:1"), text("杯子漏水"))
    await shell.waits(timedelta(minutes=15))
    await shell.hears(at_the_desk("staff_tap", SENIORS, ZHOU, action="claim"))

    assert await handler(shell) is None


async def test_a_group_that_was_given_up_gives_its_cases_back(shell: Shell) -> None:
    shell.turns = shell.worker()  # the settings without it
    await shell.hears(says("马上给您换", GROUP, LI))

    [reply] = [body for body in await shell.sent(CHAT) if body.get("text") == "马上给您换"]
    assert reply["from_chat"] == GROUP
