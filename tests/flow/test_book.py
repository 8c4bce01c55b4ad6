"""What stands in the book after what was done, and that nobody's words do."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app.papers import paper_maker
from bot.clock import Clock
from storage import audit, consents
from storage.database import Database
from tests.flow.acts import CHAT, GROUP, NOON, WORDING, Shell, command, tap, text

HARSH = "这是您自己的问题，我们不管"


@pytest.fixture
def shell(database: Database) -> Shell:
    return Shell(database)


async def book(shell: Shell) -> list[tuple[str, str]]:
    rows = await shell.database.read(lambda conn: audit.page(conn, 0, 99))
    return [(row.entry.actor, row.entry.act) for row in rows]


def said(words: str, **more: Any) -> dict[str, Any]:
    sender = {"id": 8001, "name": "小李"}
    about = {"case": [CHAT, 1], "message_id": 9, "group": GROUP, "from": sender}
    return {"kind": "staff_text", "text": words, **about, **more}


async def complained(shell: Shell) -> None:
    await shell.opens(await shell.buys(survey="now"))
    await shell.hears(tap("1:rate:1"), text("杯子漏水了"))
    await shell.waits(timedelta(minutes=15))


async def test_a_reply_that_was_sent_nevertheless(shell: Shell) -> None:
    fault = {"rule": "blame", "words": "自己的问题", "why": "推责", "suggestion": "我来看看"}
    await complained(shell)
    await shell.hears(said(HARSH, manners={"faults": [fault], "rewritten": ""}))
    tapped = {**said(""), "kind": "staff_tap", "action": "anyway:9"}
    await shell.hears(tapped)

    assert ("staff:8001", "override") in await book(shell)


async def test_a_customer_who_is_forgotten(shell: Shell) -> None:
    await complained(shell)
    await shell.hears(command("privacy"), tap("0:agree"), tap("0:erase"))

    assert ("customer", "erased") in await book(shell)
    rows = await shell.database.read(lambda conn: audit.page(conn, 0, 99))
    assert str(CHAT) not in repr([row.entry for row in rows])
    assert await shell.database.read(lambda conn: consents.agreed(conn, [CHAT])) == frozenset()


async def test_consent_is_a_ledger(shell: Shell) -> None:
    await shell.hears(command("privacy"), tap("0:agree"), tap("0:agree"), tap("0:decline"))

    rows = await shell.database.read(lambda conn: consents.of_chat(conn, CHAT))
    version = WORDING.version("command.privacy")
    assert [(row["given"], row["wording"]) for row in rows] == [(True, version), (False, version)]


async def test_an_export_and_a_customers_own_data(shell: Shell) -> None:
    await complained(shell)
    await shell.hears(command("my_data"))
    papers = paper_maker(shell.database, WORDING, Clock(stopped_at=NOON))
    [body] = [body for body in await shell.sent(CHAT) if body["kind"] == "paper"]
    mine = await papers(body)
    args = {"format": "csv", "since": "2026-01-01", "until": "2026-12-31"}
    export = await papers({"paper": "export", "args": args, "who": 9001})

    page = read_and_drop(mine.path)
    assert "杯子漏水了" in page
    assert "保温杯" in page
    assert "杯子漏水了" in read_and_drop(export.path)
    assert await book(shell) == [("customer", "my_data"), ("manager:9001", "export")]


def read_and_drop(path: Path | None) -> str:
    assert path is not None
    found = path.read_text("utf-8-sig")
    path.unlink()
    return found


async def test_a_page_of_somebody_is_that_persons_alone(shell: Shell) -> None:
    await complained(shell)
    other = {"id": CHAT + 1, "name": "li"}
    await shell.hears(text("<b>我是另一位</b>", **{"from": other}), chat=CHAT + 1)
    papers = paper_maker(shell.database, WORDING, Clock(stopped_at=NOON))
    page = read_and_drop((await papers({"paper": "my_data", "args": {}, "who": CHAT + 1})).path)

    assert "杯子漏水了" not in page
    assert "&lt;b&gt;我是另一位&lt;/b&gt;" in page
