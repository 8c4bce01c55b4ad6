"""The transport: verbs, bodies, downloads, limits, stopping."""

import asyncio
import json
from datetime import timedelta
from time import perf_counter

import httpx
import pytest

from bot.sandbox.people import Person
from bot.sandbox.server import serving, standalone
from bot.sandbox.world import World
from tests.sandbox.conftest import Line


@pytest.fixture
def here(world: World, wang: Person) -> int:
    world.start(wang)
    return wang.id


async def test_query_form_json_and_multipart_are_all_read(line: Line, here: int) -> None:
    url = f"{line.address}/bot{line.token}/sendMessage"
    values = {"chat_id": str(here), "text": "好 & 好?"}
    answers = [
        await line.client.get(url, params=values),
        await line.client.post(url, params=values),
        await line.client.post(url, data=values),
        await line.client.post(url, json=values | {"chat_id": here, "disable_notification": True}),
        await line.client.post(url, files={k: (None, v) for k, v in values.items()}),
    ]

    assert [a.json()["result"]["text"] for a in answers] == ["好 & 好?"] * 5


async def test_the_first_occurrence_of_a_name_wins(line: Line, here: int) -> None:
    url = f"{line.address}/bot{line.token}/sendMessage?text=一&text=二&chat_id={here}"

    assert (await line.client.post(url, data={"text": "三"})).json()["result"]["text"] == "一"


async def test_structured_values_may_be_json_text(line: Line, here: int) -> None:
    markup = {"inline_keyboard": [[{"text": "好", "callback_data": "1"}]]}
    for given in (markup, json.dumps(markup)):
        sent = await line.result("sendMessage", chat_id=here, text="好", reply_markup=given)
        assert sent["reply_markup"] == markup


async def test_too_many_parameters_are_413_with_an_empty_body(line: Line, here: int) -> None:
    response = await line.call("sendMessage", chat_id=here, text="x" * (1 << 20))

    assert (response.status_code, response.content) == (413, b"")


async def test_a_download_wants_the_right_token_and_path(
    line: Line, world: World, wang: Person
) -> None:
    sent = world.send(wang, "document")
    file = await line.result("getFile", file_id=sent.content["document"]["file_id"])
    encoded = line.token.replace(":", "%3A")
    good = await line.client.get(f"{line.address}/file/bot{encoded}/{file['file_path']}")
    bad = await line.client.get(f"{line.address}/file/bot1:x/{file['file_path']}")
    lost = await line.client.get(f"{line.address}/file/bot{line.token}/documents/none")

    assert good.content.decode().startswith("订单明细")
    assert (bad.status_code, lost.status_code) == (404, 404)


async def test_after_log_out_nothing_is_answered(line: Line) -> None:
    assert await line.result("logOut") is True
    assert await line.error("getMe") == "Logged out"


async def test_answers_are_not_held_back_by_nagle(line: Line, here: int) -> None:
    begun = perf_counter()
    for _ in range(60):
        await line.result("sendMessage", chat_id=here, text="好")

    assert perf_counter() - begun < 1.8, "40 ms each would make 2.4 s"


async def test_a_server_that_stops_sends_the_poller_away(world: World) -> None:
    async with serving(standalone(world), world) as address:
        client = httpx.AsyncClient(timeout=10)
        url = f"{address}/bot{world.token}/getUpdates?timeout=30"
        polling = asyncio.create_task(client.get(url))
        await asyncio.sleep(0.2)
    answer = await asyncio.wait_for(polling, 2)
    await client.aclose()

    assert answer.json()["description"] == "Internal Server Error: restart"


async def test_a_second_conflict_is_held_back(line: Line, world: World, wang: Person) -> None:
    waiting = [asyncio.create_task(line.call("getUpdates", timeout=30)) for _ in range(3)]
    done, still = await asyncio.wait(waiting, timeout=1)
    world.say(wang, "在吗")
    done_later, held = await asyncio.wait(still, timeout=1)
    for task in held:
        task.cancel()

    assert [task.result().status_code for task in done] == [409]
    assert [task.result().status_code for task in done_later] == [200]
    assert len(held) == 1


async def test_a_tap_is_answered_in_time_or_not_at_all(
    line: Line, world: World, wang: Person, here: int
) -> None:
    sent = await line.result("sendMessage", chat_id=here, text="几分?")
    query = world.tap(wang, here, sent["message_id"], "5")

    assert await line.result("answerCallbackQuery", callback_query_id=query) is True
    assert "query is too old" in await line.error("answerCallbackQuery", callback_query_id="x")
    long = await line.error("answerCallbackQuery", callback_query_id=query, text="字" * 201)
    assert long == "Bad Request: MESSAGE_TOO_LONG"
    world.clock.move(timedelta(seconds=200))
    assert "query is too old" in await line.error("answerCallbackQuery", callback_query_id=query)
