"""What a shop may give and promise: a catalogue that would break a promise is refused."""

from pathlib import Path
from typing import Any

import pytest

from bot.config import ConfigError, load
from bot.dialogue.compensation import Fulfil, Kind

ROOT = Path(__file__).parents[2]
CALL: dict[str, Any] = {
    "key": "call",
    "label": "请店长来谈",
    "says": "请店长来谈",
    "kind": "call",
    "cost": 0,
    "critical": True,
}
CARE = {**CALL, "key": "care", "kind": "small_gift", "cost": 20}


def loaded(*offers: dict[str, Any], **more: Any) -> Any:
    over = {"complaint": {"compensations": list(offers)}, **more}
    return load(ROOT / "config.yaml", over, environ={})


def test_two_that_are_always_there_are_enough() -> None:
    offers = loaded(CALL, CARE).policy.compensations

    assert [offer.kind for offer in offers] == [Kind.CALL, Kind.SMALL_GIFT]
    assert {offer.fulfil for offer in offers} == {Fulfil.STAFF}


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"kind": "present"}, "kind"),
        ({"cost": None}, "what does it cost"),
        ({"share": 1}, "cost or share"),
        ({"cost": -1}, "cost"),
        ({"cost": None, "share": 2}, "share"),
        ({"stock": -1}, "stock"),
        ({"stock": 3}, "everybody has a choice"),
        ({"topics": ["物流"]}, "everybody has a choice"),
        ({"topics": ["发货"]}, "topics"),
        ({"kind": "refund"}, "everybody has a choice"),
        ({"critical": False}, "everybody has a choice"),
        ({"fulfil": "code"}, "go together"),
        ({"code": "HF20"}, "go together"),
        ({"key": "care"}, "only once, not care"),
        ({"key": "custom"}, "kept for"),
        ({"within": "soon"}, "no duration"),
        ({"prize": 1}, "unknown key"),
    ],
)
def test_a_bad_catalogue_is_refused_with_its_place(fault: dict[str, Any], told: str) -> None:
    with pytest.raises(ConfigError, match=r"complaint\.compensations") as refused:
        loaded({**CALL, **fault}, CARE)

    assert told in str(refused.value)


@pytest.mark.parametrize(
    "authority",
    [
        {"staff": {"amount": 500}, "supervisor": {"amount": 100, "kinds": ["call"]}},
        {"staff": {"amount": None}, "supervisor": {"amount": 100}},
        {"staff": {"kinds": ["call"]}, "supervisor": {"kinds": ["refund"]}},
    ],
)
def test_whoever_is_asked_can_do_more(authority: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="authority"):
        loaded(CALL, CARE, authority=authority)


def test_who_decides_comes_from_the_staff() -> None:
    people = {"supervisors": [{"id": 1, "name": "周"}], "managers": [{"id": 2, "name": "陈"}]}
    authority = loaded(CALL, CARE, staff=people).policy.authority

    assert (authority.supervisors, authority.managers) == ({1}, {2})
