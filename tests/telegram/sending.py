"""What the tests of the sender share: cases with their topics, and what stands in a chat."""

from typing import Any

from bot.sandbox.world import World
from bot.telegram.courier import Paper
from storage import cases
from tests.telegram.conftest import Desk


async def no_paper(body: dict[str, Any]) -> Paper:
    raise LookupError(body)


def said(world: World, chat_id: int, topic: int | None = None) -> list[str]:
    """What stands in a chat, service messages left out."""
    found = world.messages(chat_id, topic)
    return [m.content["text"] for m in found if m.by_bot and "text" in m.content]


async def open_case(desk: Desk, chat_id: int, conversation: int = 1) -> None:
    row = {
        "chat_id": chat_id,
        "conversation": conversation,
        "kind": "complaint",
        "opened_at": desk.clock.now(),
        "status": "received",
    }
    await desk.database.write(lambda conn: cases.upsert(conn, [row]))


async def topic_of(desk: Desk, chat_id: int) -> int:
    topics = await desk.database.read(lambda conn: cases.topics(conn, [(chat_id, 1)]))
    return topics[chat_id, 1][1]
