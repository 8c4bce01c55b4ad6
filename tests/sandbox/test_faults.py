"""Faults on demand: what the network and the cloud do to a call, over real HTTP."""

import httpx
import pytest
from telegram import Bot
from telegram.error import NetworkError

from bot.sandbox.acts import act
from bot.sandbox.people import Person
from bot.sandbox.world import World
from tests.sandbox.conftest import Line


@pytest.fixture
def here(world: World, wang: Person) -> int:
    world.start(wang)
    return wang.id


async def test_a_reset_does_nothing(line: Line, world: World, here: int) -> None:
    world.faults.add("reset")
    with pytest.raises(httpx.TransportError):
        await line.call("sendMessage", chat_id=here, text="好")

    assert len(world.messages(here)) == 1


@pytest.mark.parametrize("html", [True, False])
async def test_a_server_error_as_page_or_json(
    bot: Bot, world: World, here: int, html: bool
) -> None:
    world.faults.add("server_error", code=502, html=html)
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(here, "好")

    assert len(world.messages(here)) == 1


async def test_an_answer_that_is_no_json_after_success(bot: Bot, world: World, here: int) -> None:
    world.faults.add("garbled")
    with pytest.raises(Exception, match=r"(?i)json|invalid server response"):
        await bot.send_message(here, "好")

    assert len(world.messages(here)) == 2


async def test_a_refusal_of_ones_own_hits_only_its_method_and_chat(
    line: Line, world: World, here: int
) -> None:
    rights = "not enough rights to send text messages to the chat"
    world.faults.add("refused", method="sendMessage", chat_id=here, code=400, description=rights)
    await line.result("sendMessage", chat_id=world.group.id, text="好")

    assert await line.error("sendMessage", chat_id=here, text="好") == f"Bad Request: {rights}"
    await line.result("sendMessage", chat_id=here, text="好")


async def test_updates_repeated_reordered_and_malformed(
    line: Line, world: World, wang: Person
) -> None:
    world.say(wang, "一")
    (one,) = await line.updates()
    world.say(wang, "二")
    world.say(wang, "三")
    world.faults.add("repeated_updates")
    repeated = await line.updates(offset=one["update_id"] + 1)
    world.faults.add("reordered_updates")
    reordered = await line.updates(offset=one["update_id"] + 1)
    world.faults.add("malformed_update")
    malformed = await line.updates(offset=one["update_id"] + 1)

    assert [u["message"]["text"] for u in repeated] == ["一", "二", "三"]
    assert [u["message"]["text"] for u in reordered] == ["三", "二"]
    assert malformed[-1]["message"] == {"message_id": "?", "chat": 7}
    assert malformed[-1]["update_id"] > malformed[0]["update_id"]


async def test_faults_over_http(line: Line, world: World, here: int) -> None:
    url = f"{line.address}/sandbox/faults"
    fault = {"kind": "too_many", "retry_after": 7, "times": None}
    assert (await line.client.post(url, json=fault)).json()["ok"] is True
    for _ in range(3):
        assert "retry after 7" in await line.error("sendMessage", chat_id=here, text="好")
    await line.client.post(url, json={"clear": True})
    await line.result("sendMessage", chat_id=here, text="好")
    wrong = await line.client.post(url, json={"kind": "earthquake"})

    assert wrong.status_code == 400
    assert "没有这种故障" in wrong.json()["error"]


async def test_update_ids_start_over_once_nothing_waits(
    line: Line, world: World, wang: Person
) -> None:
    world.faults.add("restarted_ids")
    world.say(wang, "一")
    (one,) = await line.updates()
    await line.updates(offset=one["update_id"] + 1)
    world.say(wang, "二")
    (two,) = await line.updates(offset=one["update_id"] + 1)

    assert abs(two["update_id"] - one["update_id"]) > 1000


async def test_lost_rights(line: Line, world: World) -> None:
    act(world, {"act": "seat", "status": "administrator", "rights": ["can_delete_messages"]})
    error = await line.error("createForumTopic", chat_id=world.group.id, name="新")
    (update,) = await line.updates()

    assert error == "Bad Request: not enough rights to create a topic"
    assert update["my_chat_member"]["old_chat_member"]["can_manage_topics"] is True
    assert update["my_chat_member"]["new_chat_member"]["can_manage_topics"] is False


async def test_a_fault_may_spoil_getupdates_too(line: Line, world: World, wang: Person) -> None:
    world.faults.add("server_error", method="getUpdates", code=500)
    world.say(wang, "一")

    assert await line.error("getUpdates") == "Internal Server Error"
    assert len(await line.updates()) == 1
