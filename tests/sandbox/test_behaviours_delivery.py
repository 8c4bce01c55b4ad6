"""Behaviours 1, 9 and 10: how updates reach the bot, once more, late, or not at all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.clock import Clock
from bot.sandbox.people import Person
from bot.sandbox.server import serving
from bot.sandbox.world import World
from tests.sandbox.conftest import Line


def ids(updates: list[dict[str, Any]]) -> list[int]:
    return [update["update_id"] for update in updates]


async def test_1_confirm_by_offset_and_at_least_once_delivery(
    world: World, line: Line, wang: Person
) -> None:
    for words in ("一", "二", "三", "四", "五"):
        world.say(wang, words)
    first = ids(await line.updates())

    assert first == list(range(first[0], first[0] + 5))
    assert ids(await line.updates()) == first, "unconfirmed updates come again"
    assert ids(await line.updates(offset=first[1])) == first[1:], (
        "an offset confirms what is older"
    )
    assert ids(await line.updates(offset=first[-1] + 12)) == first[1:], (
        "too far: nothing confirmed"
    )
    assert ids(await line.updates(offset=-2)) == first[3:], "a negative offset deletes"
    assert ids(await line.updates(limit=0)) == first[3:4], "a limit is at least 1"
    assert await line.updates(offset=first[-1] + 1) == []
    assert world.undelivered() == 0


async def test_1_a_long_poll_wakes_at_once(world: World, line: Line, wang: Person) -> None:
    polling = asyncio.create_task(line.updates(timeout=30))
    await asyncio.sleep(0.1)
    world.say(wang, "在吗")
    updates = await asyncio.wait_for(polling, 1)

    assert updates[0]["message"]["text"] == "在吗"


async def test_1_repeating_an_offset_is_slowed_down(
    world: World, line: Line, wang: Person
) -> None:
    world.switches.anti_spin = True
    world.say(wang, "一")
    world.say(wang, "二")

    assert len(await line.updates()) == 2
    assert len(await line.updates()) == 1


async def test_9_allowed_updates_stick(world: World, line: Line, wang: Person, li: Person) -> None:
    sent = await line.result("sendMessage", chat_id=world.group.id, text="谁来?")
    world.react(li, world.group.id, sent["message_id"], "👍")
    assert await line.updates() == [], "reactions must be asked for"

    await line.updates(allowed_updates=["message", "MESSAGE_REACTION", "nonsense"])
    await line.updates(allowed_updates="not json")
    await line.updates()
    world.react(li, world.group.id, sent["message_id"], "👍")
    (update,) = await line.updates()
    world.start(wang)
    world.block(wang)

    assert update["message_reaction"]["new_reaction"] == [{"type": "emoji", "emoji": "👍"}]
    assert [sorted(u)[0] for u in await line.updates()] == ["message_reaction", "message"]
    await line.updates(allowed_updates=[])
    world.unblock(wang)
    assert "my_chat_member" in (await line.updates())[-1]


async def test_9_expiry(world: World, line: Line, clock: Clock, wang: Person) -> None:
    world.start(wang)
    sent = await line.result("sendMessage", chat_id=wang.id, text="几分?")
    query = world.tap(wang, wang.id, sent["message_id"], "5")
    clock.move(timedelta(seconds=151))

    assert [sorted(u)[0] for u in await line.updates()] == ["message"], "a tap lives 150 s"
    late = await line.error("answerCallbackQuery", callback_query_id=query)
    assert late == (
        "Bad Request: query is too old and response timeout expired or query ID is invalid"
    )
    clock.move(timedelta(hours=24))
    assert await line.updates() == [], "a message lives a day"
    assert world.undelivered() == 0


async def test_9_deletions_give_no_update_and_edits_do(
    world: World, line: Line, wang: Person
) -> None:
    message = world.say(wang, "三天了")
    world.edit(wang, message.id, "三天了!")
    world.edit(wang, message.id, "三天了! ")
    world.delete(wang, message.id)
    _, edited = await line.updates()

    assert edited["edited_message"]["text"] == "三天了!"
    assert edited["edited_message"]["edit_date"] >= edited["edited_message"]["date"]


async def test_9_update_ids_start_over_after_a_week_of_silence(
    world: World, line: Line, clock: Clock, wang: Person
) -> None:
    world.say(wang, "早")
    (before,) = await line.updates()
    await line.updates(offset=before["update_id"] + 1)
    clock.move(timedelta(days=8))
    world.say(wang, "又来了")
    (after,) = await line.updates(offset=before["update_id"] + 1)

    assert abs(after["update_id"] - before["update_id"]) > 1000


async def test_10_the_older_poller_gets_409(world: World, line: Line, wang: Person) -> None:
    older = asyncio.create_task(line.call("getUpdates", timeout=20))
    await asyncio.sleep(0.1)
    newer = asyncio.create_task(line.call("getUpdates", timeout=20))
    refused = await asyncio.wait_for(older, 2)
    world.say(wang, "在吗")

    assert refused.status_code == 409
    assert refused.json()["description"] == (
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running"
    )
    assert len((await newer).json()["result"]) == 1


@dataclass
class Receiver:
    """The bot's end of a webhook; answers with the statuses it was given, then 200."""

    statuses: list[int] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    reply: dict[str, Any] | None = None
    slow_lane: str | None = None
    got: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: Request) -> Response:
        body = await request.json()
        self.bodies.append(body)
        self.secrets.append(request.headers.get("x-telegram-bot-api-secret-token"))
        self.got.set()
        status = self.statuses.pop(0) if self.statuses else 200
        if self.slow_lane and self.slow_lane in str(body):
            status = 500
        return JSONResponse(self.reply, status) if self.reply else Response(status_code=status)

    async def until(self, count: int) -> None:
        async with asyncio.timeout(5):
            while len(self.bodies) < count:
                self.got.clear()
                await self.got.wait()


@asynccontextmanager
async def listening(receiver: Receiver) -> AsyncIterator[str]:
    app = Starlette(routes=[Route("/hook", receiver.take, methods=["POST"])])
    async with serving(app, World(Clock())) as address:
        yield f"{address}/hook"


async def test_10_a_webhook_excludes_polling_and_tells_the_truth(
    world: World, line: Line, wang: Person
) -> None:
    world.switches.retry_delays = (0.0, 0.05, 0.05)
    receiver = Receiver(statuses=[500, 302])
    waiting = asyncio.create_task(line.error("getUpdates", timeout=20))
    await asyncio.sleep(0.1)
    async with listening(receiver) as url:
        answer = (await line.call("setWebhook", url=url, secret_token="s3cret")).json()
        world.say(wang, "在吗")
        await receiver.until(3)
        await asyncio.sleep(0.05)
        info = await line.result("getWebhookInfo")
        conflict = await line.error("getUpdates")
        deleted = (await line.call("deleteWebhook")).json()

    assert answer == {"ok": True, "result": True, "description": "Webhook was set"}
    assert await waiting == "Conflict: terminated by setWebhook request"
    assert conflict.startswith("Conflict: can't use getUpdates method while webhook is active")
    assert ids(receiver.bodies) == [receiver.bodies[0]["update_id"]] * 3, "the same one, retried"
    assert receiver.secrets == ["s3cret"] * 3
    assert info["pending_update_count"] == 0
    assert info["last_error_message"] == "Wrong response from the webhook: 302 Found"
    assert deleted["description"] == "Webhook was deleted"


async def test_10_a_failing_lane_blocks_only_itself_and_nothing_is_lost(
    world: World, line: Line, wang: Person
) -> None:
    world.switches.retry_delays = (0.0, 30.0)
    zhao = world.join("赵先生", "customer")
    receiver = Receiver(slow_lane="王女士")
    async with listening(receiver) as url:
        await line.result("setWebhook", url=url)
        world.say(wang, "一")
        world.say(wang, "二")
        world.say(zhao, "三")
        await receiver.until(3)
        pending = (await line.result("getWebhookInfo"))["pending_update_count"]
        await line.result("deleteWebhook")
    left = await line.updates()

    assert [b["message"]["text"] for b in receiver.bodies].count("二") == 0
    assert pending == 2
    assert [u["message"]["text"] for u in left] == ["一", "二"]


async def test_10_a_method_in_the_webhooks_answer_is_carried_out(
    world: World, line: Line, wang: Person
) -> None:
    reply = {"method": "sendMessage", "chat_id": wang.id, "text": "收到"}
    receiver = Receiver(reply=reply)
    async with listening(receiver) as url:
        await line.result("setWebhook", url=url)
        world.say(wang, "在吗")
        await receiver.until(1)
        await asyncio.sleep(0.05)
        await line.result("deleteWebhook", drop_pending_updates=True)

    assert [m.text for m in world.messages(wang.id)] == ["在吗", "收到"]


async def test_10_a_failed_set_webhook_leaves_none(world: World, line: Line, wang: Person) -> None:
    world.switches.webhook_pace = 0.0
    async with listening(Receiver()) as url:
        await line.result("setWebhook", url=url)
        world.switches.local = False
        refused = await line.error("setWebhook", url="http://example.com/hook")
        loopback = await line.error("setWebhook", url="https://127.0.0.1:8443/hook")
        port = await line.error("setWebhook", url="https://1.1.1.1:8080/hook")
        secret = await line.error("setWebhook", url=url, secret_token="没有")

    assert refused == "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
    assert loopback == "Bad Request: bad webhook: IP address 127.0.0.1 is reserved"
    assert port.endswith("Webhook can be set up only on ports 80, 88, 443 or 8443")
    assert secret == "Bad Request: secret token contains unallowed characters"
    assert (await line.result("getWebhookInfo"))["url"] == ""
    world.say(wang, "在吗")
    assert len(await line.updates()) == 1


async def test_10_drop_pending_updates_really_drops(
    world: World, line: Line, wang: Person
) -> None:
    world.say(wang, "在吗")
    await line.result("deleteWebhook")
    assert world.undelivered() == 1

    await line.result("deleteWebhook", drop_pending_updates=True)

    assert world.undelivered() == 0
    assert await line.updates() == []
