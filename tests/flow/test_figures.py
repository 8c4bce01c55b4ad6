"""Whoever is forgotten, and whatever fades: every report stays as it was, to the last digit."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.config.settings import Retention
from bot.flow.fading import fade
from bot.flow.report import report
from storage import cases, insights, purchases, reports, silent, suggestions, surveys
from storage.database import Connection, Database
from storage.tables import messages as log
from tests.flow.acts import CHAT, GROUP, NOON, WORDING, Shell, command, tap, text

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MARK = "漏水了"


@pytest.fixture
def shell(database: Database) -> Shell:
    return Shell(database)


def told(words: str) -> dict[str, Any]:
    sender = {"id": 8001, "name": "小李"}
    about = {"case": [CHAT, 1], "message_id": 9, "group": GROUP, "from": sender}
    return {"kind": "staff_text", "text": words, **about}


async def lived(shell: Shell) -> None:
    """Two purchases, a complaint that was solved and rated, and a faint word beside a 5."""
    await shell.opens(await shell.buys(survey="now", customer_ref="V1"))
    await shell.hears(tap("1:rate:1"), text(f"杯子{MARK}"))
    await shell.waits(timedelta(minutes=15))
    await shell.hears(told("马上给您换一个"), at_the_desk("close"))
    await shell.hears(tap("1:solved"), tap("1:attitude:5"), at_the_desk("cause:overload"))
    await shell.waits(2 * DAY)
    await shell.hears(tap("1:solved"))
    await shell.buys("A002", customer_ref="V1")
    await shell.database.write(lambda conn: _said_faintly(conn, shell.now))
    await shell.waits(30 * DAY)


def at_the_desk(action: str) -> dict[str, Any]:
    sender = {"id": 8001, "name": "小李"}
    about = {"case": [CHAT, 1], "message_id": 9, "group": GROUP, "from": sender}
    return {"kind": "staff_tap", "action": action, **about}


def _said_faintly(conn: Connection, at: datetime) -> None:
    """A 5 with faint words, an idea that was taken up, and somebody who never came."""
    new = [purchases.NewPurchase(**_bought(), order_no=n) for n in ("B1", "B2")]
    [(faint, _), _] = purchases.add(conn, new, at)
    purchases.claim(conn, faint.token, CHAT, at)
    asked = {"purchase_id": faint.id, "chat_id": CHAT, "sent_at": at, "outcome": "answered"}
    said = {"score": 5, "comment": MARK, "p_unhappy": 0.5, "answered_at": at}
    surveys.upsert(conn, [{**asked, **said}])
    idea = {"chat_id": CHAT, "text": MARK, "at": at, "status": "adopted"}
    suggestions.file(conn, [idea])


def _bought() -> dict[str, Any]:
    about = {"shop": "徐汇店", "items": "保温杯", "amount": Decimal(9), "currency": "CNY"}
    return {**about, "bought_at": NOON, "customer_name": "王女士"}


async def figures(shell: Shell) -> tuple[str, Any]:
    """The report as a manager reads it, and all that it is made from."""
    since, until = date(2026, 1, 1), date(2027, 12, 31)
    far = NOON + 400 * DAY

    def work(conn: Connection) -> Any:
        whys = sorted(each.why for each in silent.silent(conn, NOON - DAY, far))
        return (
            reports.figures(conn, NOON - DAY, far, shell.now),
            insights.insights(conn, NOON - DAY, far),
            whys,
            suggestions.counts(conn),
        )

    words = await report(shell.database, WORDING, since, until, shell.now)
    return words, await shell.database.read(work)


async def test_an_erasure_changes_no_figure(shell: Shell) -> None:
    await lived(shell)
    before = await figures(shell)
    await shell.hears(command("delete_me"), tap("0:erase"))

    assert await figures(shell) == before
    for figure in ("loyal", "faint", "overload", "小李", "adopted"):
        assert figure in repr(before)
    assert MARK not in repr(await shell.all(log))


async def test_what_fades_changes_no_figure(shell: Shell) -> None:
    await lived(shell)
    before = await figures(shell)
    count = await fade(shell.database, Retention(words=30 * DAY, names=DAY), shell.now + 60 * DAY)

    assert count > 0
    assert await figures(shell) == before
    for table in (log, cases.cases, surveys.surveys, suggestions.suggestions):
        assert MARK not in repr(await shell.all(table))
    names = [row["customer_name"] for row in await shell.all(purchases.purchases)]
    assert names.count(None) == 1  # whoever never came; a customer keeps theirs


async def test_what_is_young_or_open_stays(shell: Shell) -> None:
    await shell.opens(await shell.buys(survey="now"))
    await shell.hears(tap("1:rate:1"), text(f"杯子{MARK}"))
    await shell.waits(timedelta(minutes=15))
    kept = Retention(words=30 * DAY, names=None)

    assert await fade(shell.database, kept, shell.now + DAY) == 0
    await fade(shell.database, kept, shell.now + 60 * DAY)  # the case is open still
    assert MARK in repr(await shell.all(log))
    assert MARK in repr(await shell.all(cases.cases))
