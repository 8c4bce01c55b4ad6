"""Timers that fall due become inbox rows: the one `tick` that every clock calls."""

from datetime import datetime
from typing import Any

from bot.dialogue.letters import PAUSE, pending
from bot.flow.reading import Reader
from storage import chats, timers
from storage.database import Database
from storage.timers import Timer

AT_ONCE = 500


async def tick(database: Database, reader: Reader, now: datetime) -> int:
    """Ring everything that is due by `now`; returns how many timers rang.

    A letter is read here, outside the transaction, when its pause ends. If a message slips in
    between, the turn has moved the timer and `fire` lets it be.
    """
    rang = 0
    while due := await database.read(lambda conn: timers.due(conn, now, AT_ONCE)):
        letters = await _letters(database, reader, due)
        fired = await database.write(
            lambda conn, due=due, letters=letters: timers.fire(  # type: ignore[misc]
                conn, now, due, lambda *timer: _payload(timer, now, letters)
            )
        )
        rang += fired
        if len(due) < AT_ONCE or not fired:
            break
    return rang


async def _letters(
    database: Database, reader: Reader, due: list[Timer]
) -> dict[tuple[int, str], dict[str, Any] | None]:
    paused = [(chat, name) for chat, name, _ in due if name.endswith(f":{PAUSE}")]
    if not paused:
        return {}
    states = await database.read(lambda conn: chats.load(conn, {chat for chat, _ in paused}))
    texts = {
        (chat, name): pending(states.get(chat, {}), int(name.partition(":")[0]))
        for chat, name in paused
    }
    wanted = [timer for timer, text in texts.items() if text]
    readings = await reader.read([texts[timer] for timer in wanted])
    return dict(zip(wanted, readings, strict=True))


def _payload(
    timer: Timer, now: datetime, letters: dict[tuple[int, str], dict[str, Any] | None]
) -> dict[str, Any]:
    chat, name, due_at = timer
    return {
        "kind": "timer",
        "at": _ms(now),
        "name": name,
        "due_at": _ms(due_at),
        "letter": letters.get((chat, name)),
    }


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
