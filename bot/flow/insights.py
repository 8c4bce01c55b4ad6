"""What a shop learns from a report: causes, manner, fairness, and who keeps silent."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.dialogue.effects import Lines, Param
from bot.wording.catalog import Catalog
from storage.insights import Attitude, Insights, Treatment
from storage.silent import Silent

MOST_SHOPS = 5
WHYS = ("unanswered", "broken_off", "faint")


def told(
    found: Insights, quiet: Iterable[Silent], wording: Catalog, now: datetime
) -> dict[str, Param]:
    """Each part by itself; one that has nothing to tell is empty, and vanishes."""
    return {
        "causes": _causes(found, wording, now),
        "attitudes": "、".join(_attitude(each, wording, now) for each in found.attitudes),
        "fairness": _fairness(found.treatments, wording, now),
        "silent": _silent(quiet, wording, now),
    }


def _causes(found: Insights, wording: Catalog, now: datetime) -> str:
    """Pareto: the most frequent first."""
    named = [f"{wording.render(f'cause.{code}', {}, now)} {n}" for code, n in found.causes]
    if found.uncaused:
        named.append(wording.render("report.uncaused", {"count": str(found.uncaused)}, now))
    return "、".join(named)


def _attitude(each: Attitude, wording: Catalog, now: datetime) -> str:
    params: dict[str, Param] = {"staff": each.staff, "mean": f"{each.mean:.1f}"}
    return wording.render("report.attitude", {**params, "count": str(each.answers)}, now)


def _fairness(treatments: Iterable[Treatment], wording: Catalog, now: datetime) -> str:
    """Only where there is somebody to compare with."""
    groups = Counter(each.kind for each in treatments)
    shops = 0
    lines = []
    for each in treatments:
        shops += each.kind == "shop"
        if groups[each.kind] < 2 or (each.kind == "shop" and shops > MOST_SHOPS):
            continue
        lines.append(("report.treatment", _treatment(each, wording, now)))
    return (
        wording.render("report.fairness", {"lines": Lines(tuple(lines), "·")}, now)
        if lines
        else ""
    )


def _treatment(each: Treatment, wording: Catalog, now: datetime) -> dict[str, str]:
    match each.kind:
        case "customer":
            name = wording.render(f"report.customers_{each.name}", {}, now)
        case "severity":
            name = wording.render(f"severity.{each.name}", {}, now)
        case _:
            name = each.name
    return {
        "name": name,
        "count": str(each.complaints),
        "solved": f"{each.solved:.0%}",
        "median": span(each.median_first_response),
    }


def _silent(quiet: Iterable[Silent], wording: Catalog, now: datetime) -> str:
    counts = Counter(each.why for each in quiet)
    if not counts:
        return ""
    params: dict[str, Param] = {why: str(counts[why]) if counts[why] else "" for why in WHYS}
    params["count"] = str(counts.total())
    return wording.render("report.silent", params, now)


def span(time: timedelta | None) -> str:
    if time is None:
        return ""
    minutes = round(time.total_seconds() / 60)
    hours, rest = divmod(minutes, 60)
    return f"{hours} 小时 {rest} 分" if hours else f"{rest} 分钟"
