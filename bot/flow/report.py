"""The managers' figures in words."""

from datetime import date, datetime

from bot.dialogue.effects import Param
from bot.flow.export import period
from bot.flow.insights import span, told
from bot.flow.mask import masked
from bot.wording.catalog import Catalog
from storage import cases, reports, suggestions
from storage.database import Database
from storage.grants import Totals
from storage.insights import insights
from storage.silent import silent


async def report(
    database: Database, wording: Catalog, since: date, until: date, now: datetime
) -> str:
    first, last = period(since, until, wording.zone)
    found = await database.read(lambda conn: reports.figures(conn, first, last, now))
    learned = await database.read(lambda conn: insights(conn, first, last))
    quiet = await database.read(lambda conn: silent(conn, first, last))
    measures = await database.read(lambda conn: cases.standards(conn, first, last))
    ideas = await database.read(suggestions.counts)
    params: dict[str, Param] = {
        "since": since.isoformat(),
        "until": until.isoformat(),
        "invited": str(found.invited),
        "answered": str(found.answered),
        "rate": _percent(found.response_rate),
        "csat": _percent(found.csat),
        "unhappy": str(found.unhappy),
        "open": str(found.open_cases),
        "overdue": str(found.overdue_cases),
        "median": span(found.median_first_response),
        "grants": _grants(found.grants, wording, now),
        "standards": "；".join(f"「{masked(words)}」" for words in measures),
        "ideas": str(ideas.get(suggestions.NEW, "")),
        **told(learned, quiet, wording, now),
    }
    return wording.render("report.text", params, now)


def _grants(totals: Totals, wording: Catalog, now: datetime) -> str:
    """Left out where nothing was promised and nothing is owed."""
    if not totals.granted and not totals.open:
        return ""
    costs = "、".join(f"{amount} {currency}".strip() for currency, amount in totals.cost)
    params: dict[str, Param] = {
        "count": str(totals.granted),
        "cost": costs,
        "open": str(totals.open) if totals.open else "",
        "late": str(totals.late) if totals.late else "",
    }
    return wording.render("report.grants", params, now)


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"
