"""Reports and exports that managers asked for, made when they are sent."""

import os
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from tempfile import mkstemp
from typing import Any

from bot.clock import Clock
from bot.flow.export import export, period
from bot.flow.mine import Page
from bot.flow.report import report
from bot.telegram.courier import Paper
from bot.wording.catalog import Catalog
from storage import audit, mine
from storage.database import Database

EVER = date(1970, 1, 1)


def paper_maker(
    database: Database, wording: Catalog, clock: Clock
) -> Callable[[dict[str, Any]], Awaitable[Paper]]:
    async def make(body: dict[str, Any]) -> Paper:
        args = body["args"]
        if body["paper"] == "my_data":
            return await _mine(body["who"])
        since, until = date.fromisoformat(args["since"]), date.fromisoformat(args["until"])
        if body["paper"] == "report":
            return Paper(text=await report(database, wording, since, until, clock.now()))
        return await _export(args["format"], since, until, body.get("who"))

    async def _export(kind: str, since: date, until: date, who: int | None) -> Paper:
        first, last = period(since, until, wording.zone)
        path = _fresh_file(kind)
        done = await export(database, path, kind, first, last, wording.zone)
        detail = f"{kind} {since:%Y-%m-%d} {until:%Y-%m-%d}"
        await _book(audit.Entry(f"manager:{who}", "export", total=done.rows, detail=detail))
        name = f"huifang-{until:%Y%m%d}.{kind}"
        params = {
            "since": since.isoformat() if since > EVER else "",
            "until": until.isoformat(),
            "rows": str(done.rows),
            "checksum": done.checksum,
        }
        caption = wording.render("report.export_caption", params, clock.now())
        return Paper(path=path, filename=name, caption=caption)

    async def _mine(who: int) -> Paper:
        """Written down without the number: the book outlives an erasure."""
        found = await database.read(lambda conn: mine.mine(conn, who))
        path = _fresh_file("html")
        path.write_text(Page(wording, clock.now()).of(found), "utf-8")
        await _book(audit.Entry("customer", "my_data", total=len(found.messages)))
        caption = wording.render("my_data.caption", {}, clock.now())
        return Paper(path=path, filename="my-data.html", caption=caption)

    async def _book(entry: audit.Entry) -> None:
        await database.write(lambda conn: audit.add(conn, [entry], clock.now()))

    return make


def _fresh_file(kind: str) -> Path:
    """Readable by us alone."""
    handle, name = mkstemp(suffix=f".{kind}", prefix="huifang-")
    os.close(handle)
    return Path(name)
