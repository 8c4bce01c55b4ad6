"""Keys for programs at the command line: made, listed, revoked; each act stands in the book."""

from collections.abc import Sequence

from bot.app.office import opened
from bot.clock import Clock
from bot.config import Settings
from storage import api_keys, audit
from storage.database import Connection


class NoSuchScope(ValueError):
    """A key for something that no door knows."""


async def issued(
    settings: Settings, name: str, scopes: Sequence[str], *, signs: bool
) -> tuple[int, str]:
    unknown = [scope for scope in scopes if not api_keys.known_scope(scope)]
    if unknown:
        raise NoSuchScope(unknown[0])
    now = Clock().now()

    def work(conn: Connection) -> tuple[int, str]:
        number, key = api_keys.issue(conn, name, scopes, now, signs=signs)
        audit.add(conn, [audit.Entry("operator", "key_issued", about=number)], now)
        return number, key

    async with opened(settings) as database:
        return await database.write(work)


async def listed(settings: Settings) -> list[str]:
    async with opened(settings) as database:
        found = await database.read(api_keys.listed)
    zone = settings.tz
    return [
        f"{key.id}  {key.created_at.astimezone(zone):%Y-%m-%d}  "
        f"{'签名' if key.signs else '密钥'}  {'、'.join(key.scopes)}  {key.name}"
        + (f"  {key.revoked_at.astimezone(zone):%Y-%m-%d} 收回" if key.revoked_at else "")
        for key in found
    ]


async def revoked(settings: Settings, number: int) -> bool:
    now = Clock().now()

    def work(conn: Connection) -> bool:
        done = api_keys.revoke(conn, number, now)
        if done:
            audit.add(conn, [audit.Entry("operator", "key_revoked", about=number)], now)
        return done

    async with opened(settings) as database:
        return await database.write(work)
