"""Our `replace` is the standard library's, only quicker."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from bot.dialogue import replacing, state
from bot.dialogue.replacing import replace
from bot.dialogue.state import Chat, Conversation, Customer, Stage

AT = datetime(2026, 11, 2, tzinfo=UTC)
KINDS = [
    kind
    for kind in vars(state).values()
    if isinstance(kind, type) and dataclasses.is_dataclass(kind)
]


def conversation() -> Conversation:
    required = {
        field.name: None
        for field in dataclasses.fields(Conversation)
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    }
    return Conversation(**required)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_value_of_the_state_may_be_changed(kind: type) -> None:
    assert replacing._copier(kind, ())


def test_it_is_the_same_as_the_standard_one() -> None:
    old = conversation()
    for changes in ({"number": 3}, {"stage": Stage.OVER, "number": 7}, {}):
        assert replace(old, **changes) == dataclasses.replace(old, **changes)  # type: ignore[arg-type]
    assert old == conversation()  # and the old one stays as it was
    assert replace(Customer(), name="王女士") == Customer(name="王女士")


def test_a_field_that_there_is_not() -> None:
    with pytest.raises(TypeError, match="nmae"):
        replace(Customer(), nmae="王女士")


def test_a_copy_is_frozen_too() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        replace(Chat(), customer=Customer()).customer = Customer()  # type: ignore[misc]


def test_a_value_that_checks_itself_is_refused() -> None:
    @dataclasses.dataclass(frozen=True, slots=True)
    class Careful:
        wait: timedelta = timedelta()

        def __post_init__(self) -> None:
            raise ValueError

    with pytest.raises(TypeError, match="no plain value"):
        replace(object.__new__(Careful), wait=timedelta(1))
