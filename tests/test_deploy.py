"""The files in deploy/ name nothing that is not there. No test runs Docker or systemd."""

import configparser
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from bot.__main__ import cli
from bot.api.meters import Meters
from bot.api.metrics import Metrics
from bot.clock import Clock
from bot.config import Secrets
from bot.config.loading import secrets
from storage.database import Database

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text().replace("\\\n", " ")
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
UNITS = sorted(DEPLOY.glob("*.service"))


def commands(group: Any = None, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in (group or typer.main.get_command(cli())).commands.items():
        yield (*before, name)
        if hasattr(command, "commands"):
            yield from commands(command, (*before, name))


def instructions(name: str) -> list[str]:
    return re.findall(rf"^{name}\s+(.+)$", DOCKERFILE, re.MULTILINE)


def unit(path: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in path.read_text().splitlines():
        if "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


def test_the_image_copies_what_there_is_and_runs_as_nobody_special() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    for words in map(shlex.split, instructions("COPY")):
        if not words[0].startswith("--from"):
            for source in words[:-1]:
                assert (ROOT / source).exists()
                assert f"!{source}" in ignored  # else the build does not see it
    assert instructions("USER") == ["huifang"]
    assert DOCKERFILE.rindex("USER huifang") < DOCKERFILE.rindex("ENTRYPOINT")
    assert all(image.startswith("python:3.11-slim") for image in instructions("FROM"))
    assert len(instructions("FROM")) == 2


def test_the_image_starts_a_command_that_there_is() -> None:
    [entry], [command] = instructions("ENTRYPOINT"), instructions("CMD")
    assert (yaml.safe_load(entry), yaml.safe_load(command)) == (["huifang"], ["run"])
    assert ("run",) in set(commands())
    [check] = instructions("HEALTHCHECK")
    code = yaml.safe_load(check[check.index("CMD") + 3 :])
    assert code[:2] == ["python", "-c"]
    compile(code[2], "healthcheck", "exec")
    assert "/healthz" in code[2]


def test_compose_is_two_bots_and_a_database() -> None:
    bot, db = COMPOSE["services"]["bot"], COMPOSE["services"]["db"]
    assert bot["deploy"]["replicas"] == 2
    assert tuple(bot["command"]) in set(commands())
    assert (ROOT / "deploy" / bot["build"]["context"] / bot["build"]["dockerfile"]).exists()
    assert db["image"] == "postgres:18"
    assert db["volumes"] == ["rows:/var/lib/postgresql"]  # where 18 keeps its data
    url = bot["environment"]["HUIFANG_DATABASE_URL"]
    assert re.fullmatch(r"postgresql://huifang:\$\{POSTGRES_PASSWORD:\?[^}]+\}@db/huifang", url)
    named = {v.partition(":")[0] for s in (bot, db) for v in s["volumes"] if v[0] != "."}
    assert named == COMPOSE["volumes"].keys()
    assert set(bot["depends_on"]) <= COMPOSE["services"].keys()
    assert bot["read_only"] is True


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_starts_commands_that_there_are(path: Path) -> None:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(path.read_text())
    assert {"Unit", "Service"} <= set(parser.sections())
    found = unit(path)
    assert found["User"] == ["huifang"]
    known = set(commands())
    for line in found["ExecStart"]:
        words = shlex.split(line)
        assert words[0].startswith("/")  # systemd looks nowhere
        called = re.search(r"bin/huifang ([a-z ]+[a-z])", line)
        if called:
            parts = tuple(called[1].split())
            assert parts in known or parts[:1] in known, line


def test_a_stop_waits_for_what_is_on_its_way() -> None:
    from bot.telegram.sender import LAST_WAIT

    [service] = [path for path in UNITS if path.name == "huifang.service"]
    assert int(unit(service)["TimeoutStopSec"][0]) > LAST_WAIT
    assert int(COMPOSE["services"]["bot"]["stop_grace_period"][:-1]) > LAST_WAIT


def test_every_secret_has_its_place() -> None:
    lines = (DEPLOY / "huifang.env.example").read_text().splitlines()
    given = {line.rstrip("="): "x" * 44 for line in lines if not line.startswith("#")}
    assert all(secrets(given).model_dump().values())
    assert len(given) == len(Secrets.model_fields)


async def test_alerts_ask_for_figures_that_there_are(database: Database) -> None:
    text = (DEPLOY / "alerts.yaml").read_text()
    rules = yaml.safe_load(text)["groups"][0]["rules"]
    metrics = Metrics(database, Clock().now, Meters(), lambda: None)
    page = (await metrics.get(None)).body.decode()  # type: ignore[arg-type]
    shown = set(re.findall(r"^# TYPE (\w+)", page, re.MULTILINE))
    for rule in rules:
        for name in re.findall(r"huifang_\w+", rule["expr"]):
            assert name in shown, rule["alert"]
