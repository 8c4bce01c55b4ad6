"""The backlog of suggestions at the command line: listed, adopted, turned down."""

from bot.app.office import opened
from bot.clock import Clock
from bot.config import Settings
from bot.flow.mask import masked
from storage import suggestions


async def listed(settings: Settings, most: int = 100) -> list[str]:
    """One line each, the newest first, with the number that adopts it."""
    async with opened(settings) as database:
        rows = await database.read(lambda conn: suggestions.listed(conn, most=most))
    zone = settings.tz
    return [
        f"{row['id']}  {row['at'].astimezone(zone):%Y-%m-%d}  {masked(row['text'])}"
        for row in rows
    ]


async def answer(settings: Settings, number: int, outcome: str) -> bool:
    """Adopt or decline one; False where nothing waits under this number."""
    act = {suggestions.ADOPTED: suggestions.adopt, suggestions.DECLINED: suggestions.decline}
    now = Clock().now()
    async with opened(settings) as database:
        return await database.write(lambda conn: act[outcome](conn, number, now))
