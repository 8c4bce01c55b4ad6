"""Once a night: what has been kept for as long as the shop said says nothing any more."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.config.settings import Retention
from storage import api_keys, fading
from storage.database import Database
from storage.fading import Kind

AT_ONCE = 1000
SIGNED = timedelta(hours=1)  # longer than a signature is taken


async def fade(database: Database, keep: Retention, now: datetime) -> int:
    """Words and names past their time; returns in how many rows."""
    count = 0
    if keep.words is not None:
        count += await _all(database, fading.WORDS, now - keep.words)
    if keep.names is not None:
        count += await _all(database, fading.NAMES, now - keep.names)
    await database.write(lambda conn: api_keys.forget_signatures(conn, now - SIGNED))
    return count


async def _all(database: Database, kinds: Iterable[Kind], before: datetime) -> int:
    count = 0
    for kind in kinds:
        after: int | None = 0
        while after is not None:
            done, after = await database.write(
                lambda conn, k=kind, a=after: fading.fade(conn, k, before, a, AT_ONCE)  # type: ignore[misc]
            )
            count += done
    return count
