"""Reads a scenario file and checks it before anything is played.

Rule: an unknown key, person, place or duration is an error that names its line.
"""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.config.values import zone as known_zone
from bot.sandbox.people import Role
from bot.sandbox.playing.fields import Fields, ScenarioError, compose, moment, one_of
from bot.sandbox.playing.script import Script
from bot.sandbox.playing.steps import CASE, STAFF, Scenario

__all__ = ["Scenario", "ScenarioError", "load"]


def load(path: Path, zone: ZoneInfo) -> Scenario:
    """`zone` is the configured one, for a start without an offset."""
    fields = Fields(compose(path), path, "scenario")
    fields.allow("title", "start", "config", "people", "steps")
    config, zone = _config(fields, zone)
    people = _people(fields)
    return Scenario(
        title=fields.maybe("title") or path.stem,
        start=fields.parsed("start", moment(zone)),
        zone=zone,
        config=config,
        people=people,
        steps=Script(people, zone).steps(fields),
        path=path,
    )


def _config(fields: Fields, zone: ZoneInfo) -> tuple[dict[str, Any], ZoneInfo]:
    if not fields.has("config"):
        return {}, zone
    inner = fields.inner("config")
    if inner.has("zone"):
        zone = ZoneInfo(inner.parsed("zone", known_zone))
    return fields.plain("config"), zone


def _people(fields: Fields) -> dict[str, Role]:
    inner = fields.inner("people")
    for name in inner.values:
        if name in (STAFF, CASE):
            raise inner.fault(f"people: {name} is the name of a place", inner.values[name])
    return {name: Role(inner.parsed(name, one_of(*Role))) for name in inner.values}
