"""`huifang lint`: one staff reply a line in, one verdict a line out."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.__main__ import main

Lint = Callable[..., str]


@pytest.fixture
def lint(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Lint:
    def run(text: str, *words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["huifang", "lint", *words])
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))
        with pytest.raises(SystemExit) as left:
            main()
        assert not left.value.code
        return capsys.readouterr().out

    return run


def test_one_object_a_line_with_the_span_in_the_text_as_it_was(lint: Lint) -> None:
    text = "按规定您可以退货\r\n\n  杯子我看了，可您先冷靜一下"
    fine, empty, held = map(json.loads, lint(text, "--json").splitlines())

    assert fine == {"text": "按规定您可以退货", "verdict": "pass", "findings": []}
    assert empty == {"text": "", "verdict": "pass", "findings": []}
    assert held["verdict"] == "hold"
    (found,) = [f for f in held["findings"] if f["rule"] == "accusing"]
    assert held["text"][slice(*found["span"])] == "可您先冷靜一下"
    assert found.keys() == {"rule", "span", "why", "suggestion"}


def test_no_line_is_taken_for_a_first_reply(lint: Lint) -> None:
    assert json.loads(lint("新的三点送到", "--json"))["findings"] == []


def test_people_read_a_table(lint: Lint) -> None:
    said = lint("您先冷静一下\n新的三点送到\n")

    assert "✋" in said
    assert "✓" in said
    assert "冒犯" in said


def test_the_shops_own_bounds_hold(lint: Lint, tmp_path: Path) -> None:
    assert json.loads(lint("赔您五百块", "--json"))["verdict"] == "hold"

    own = tmp_path / "own.yaml"
    shipped = Path("config.yaml").read_text("utf-8")
    own.write_text(shipped.replace("most_money: 200", "most_money: 800"), "utf-8")

    assert json.loads(lint("赔您五百块", "--json", "--config", str(own)))["verdict"] == "pass"


def test_without_a_config_the_defaults_hold(lint: Lint) -> None:
    said = lint("赔您五百块", "--json", "--config", "nowhere.yaml")

    assert json.loads(said)["verdict"] == "hold"
