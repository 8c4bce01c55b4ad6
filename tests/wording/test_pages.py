"""The pages that are generated for the owner are up to date, and leave nothing out."""

import pytest

from bot.wording.lint import STAFF
from docs import messages, rows

RENEW = "docs/MESSAGES.md is stale: renew it by python -m docs.messages"


def test_the_page_of_messages_is_up_to_date() -> None:
    assert messages.PAGE.read_text(encoding="utf-8") == messages.page(), RENEW


def test_every_message_stands_there_once_in_every_variant() -> None:
    customer, staff = messages.placed(messages.WORDING, messages.LAYOUT)
    keys = [key for _, found in (*customer, *staff) for key in found]
    text = messages.page()

    assert sorted(keys) == sorted(messages.WORDING.templates)
    for key, variants in messages.WORDING.templates.items():
        for number in range(len(variants)):
            said = messages.spoken(messages.WORDING, key, number)
            assert said.strip(), key
            assert f"- {said}".replace("\n", "<br>") in text, key


def test_what_a_customer_may_read_is_in_the_first_part() -> None:
    _, staff = messages.placed(messages.WORDING, messages.LAYOUT)
    hidden = {key for _, found in staff for key in found}
    for_staff = (*STAFF, "cause.", "card.", "button.", *messages.LAYOUT["for_staff"])

    assert [key for key in hidden if not key.startswith(for_staff)] == []


def test_no_sign_of_a_template_is_left() -> None:
    text = messages.page()

    assert [sign for sign in ("[[", "]]", "{", "}") if sign in text] == []


def test_the_buttons_below_a_message_are_buttons() -> None:
    for key, names in messages.LAYOUT["buttons"].items():
        assert key in messages.WORDING.templates
        assert [n for n in names if f"button.{n}" not in messages.WORDING.templates] == []


def test_a_message_without_a_place_is_named() -> None:
    layout = {**messages.LAYOUT, "customer": messages.LAYOUT["customer"][:-1]}

    with pytest.raises(ValueError, match=r"menu\.start"):
        messages.placed(messages.WORDING, layout)


OF_THE_CONVERSATION = (  # what the conversation has to show, row by row
    *("S0-04", "S0-05", "S0-06", "S0-13", "S0-17", "S0-18", "S1-01", "S2-09", "S2-10", "S2-14"),
    *(f"S2-{n}" for n in (*range(19, 28), 30, 31, *range(33, 43))),
    *("S3-01", "S3-02", "S3-04", "S3-05", "S3-06", *(f"S3-{n}" for n in range(21, 26))),
)


def test_the_page_of_rows_is_up_to_date() -> None:
    stale = "docs/ROWS.md is stale: renew it by python -m docs.rows"

    assert rows.PAGE.read_text(encoding="utf-8") == rows.page(), stale


@pytest.mark.parametrize("row", OF_THE_CONVERSATION)
def test_a_scenario_named_after_it_shows_the_row(row: str) -> None:
    named = [p for p in rows.shown()[row] if p.name.startswith(f"{row.lower()}-")]

    assert named, f"no tests/scenarios/{row.lower()}-….yaml"


def test_every_row_of_the_page_has_a_scenario_that_is_there() -> None:
    for row, found in rows.shown().items():
        assert found, row
        assert [path.name for path in found if not path.exists()] == [], row
