"""Reports and exports that managers asked for, made when they are sent."""

import os
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from tempfile import mkstemp
from typing import Any

from bot.clock import Clock
from bot.flow.export import export, period
from bot.flow.report import report
from bot.telegram.courier import Paper
from bot.wording.catalog import Catalog
from storage.database import Database

EVER = date(1970, 1, 1)


def paper_maker(
    database: Database, wording: Catalog, clock: Clock
) -> Callable[[dict[str, Any]], Awaitable[Paper]]:
    async def make(body: dict[str, Any]) -> Paper:
        args = body["args"]
        since, until = date.fromisoformat(args["since"]), date.fromisoformat(args["until"])
        if body["paper"] == "report":
            return Paper(text=await report(database, wording, since, until, clock.now()))
        return await _export(args["format"], since, until)

    async def _export(kind: str, since: date, until: date) -> Paper:
        first, last = period(since, until, wording.zone)
        path = _fresh_file(kind)
        done = await export(database, path, kind, first, last, wording.zone)
        name = f"huifang-{until:%Y%m%d}.{kind}"
        params = {
            "since": since.isoformat() if since > EVER else "",
            "until": until.isoformat(),
            "rows": str(done.rows),
            "checksum": done.checksum,
        }
        caption = wording.render("report.export_caption", params, clock.now())
        return Paper(path=path, filename=name, caption=caption)

    return make


def _fresh_file(kind: str) -> Path:
    """Readable by us alone."""
    handle, name = mkstemp(suffix=f".{kind}", prefix="huifang-")
    os.close(handle)
    return Path(name)
