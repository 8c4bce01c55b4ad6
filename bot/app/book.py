"""The book of what was done with people's data, at the command line: shown, and verified."""

from bot.app.office import opened
from bot.config import Settings
from storage import audit
from storage.audit import Verdict

AT_ONCE = 1000


async def shown(settings: Settings, most: int) -> list[str]:
    """One line each, the newest first."""
    async with opened(settings) as database:
        rows = await database.read(lambda conn: audit.newest(conn, most))
    return [
        "  ".join(
            part
            for part in (
                str(row.id),
                f"{row.at.astimezone(settings.tz):%Y-%m-%d %H:%M}",
                row.entry.actor,
                row.entry.act,
                "" if row.entry.about is None else f"#{row.entry.about}",
                "" if row.entry.total is None else f"×{row.entry.total}",
                row.entry.detail,
            )
            if part
        )
        for row in rows
    ]


async def verified(settings: Settings, head: str) -> tuple[Verdict, bool]:
    """Whether the chain holds, and whether a hash that was kept elsewhere is still in it."""
    has_head, after, chain = False, 0, audit.Chain()
    async with opened(settings) as database:
        while rows := await database.read(lambda conn, a=after: audit.page(conn, a, AT_ONCE)):  # type: ignore[misc]
            after = rows[-1].id
            has_head = has_head or any(row.hash == head for row in rows)
            if not chain.follows(rows):
                break
    return chain.verdict, has_head
