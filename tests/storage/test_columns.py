"""What goes into a column comes out as it was."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from storage import chats, messages, purchases, timers
from storage.columns import Private, from_ms, to_ms
from storage.database import Connection, Database
from storage.tables import metadata
from tests.storage.acts import NOON, bought


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_moment_comes_back_to_the_millisecond(moment: datetime) -> None:
    assert timedelta() <= moment - from_ms(to_ms(moment)) < timedelta(milliseconds=1)


async def test_a_moment_of_another_zone_is_the_same_moment(database: Database) -> None:
    shanghai = datetime(2026, 5, 1, 20, 0, 0, 123000, timezone(timedelta(hours=8)))
    await database.write(lambda conn: timers.set_(conn, [(1, "x", shanghai)]))

    back = await database.read(timers.next_due)
    assert back == shanghai
    assert back.tzinfo is UTC


async def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    naive = datetime(2026, 5, 1, 12)  # noqa: DTZ001

    with pytest.raises(Exception, match="no time zone"):
        await database.write(lambda conn: timers.set_(conn, [(1, "x", naive)]))


async def test_money_is_exact(database: Database) -> None:
    amount = Decimal("99999999.10")
    new = bought("1", amount=amount)
    await database.write(lambda conn: purchases.add(conn, [new], NOON))

    [back] = await database.read(lambda conn: purchases.by_order(conn, "1"))
    assert str(back.amount) == "99999999.10"


async def test_chinese_is_stored_as_it_is(database: Database) -> None:
    def work(conn: Connection) -> str:
        chats.save(conn, {1: {"话": "你好"}})
        return str(conn.scalar(text("select state from chats")))

    assert await database.write(work) == '{"话":"你好"}'


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(words=st.text(st.characters(codec=None), max_size=20))
async def test_any_text_that_json_can_bring_is_stored(database: Database, words: str) -> None:
    """Half an emoji or a NUL in one message must not keep the others of its batch out."""

    def work(conn: Connection) -> object:
        chats.save(conn, {1: {"words": words}})
        row = {"chat_id": 1, "at": NOON, "direction": "in", "speaker": "customer", "kind": "text"}
        messages.log(conn, [{**row, "text": words}])
        return chats.load(conn, [1])[1]["words"]

    assert await database.write(work) == words


def test_every_word_of_a_person_is_in_a_private_column() -> None:
    private = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Private)
    }

    assert private >= {
        "inbox.payload", "outbox.body", "chats.state", "customers.name",
        "customers.customer_ref", "purchases.customer_name", "purchases.customer_ref",
        "purchases.customer_role", "purchases.items", "purchases.clerk", "surveys.comment",
        "messages.text", "messages.sender", "cases.words", "cases.wish", "cases.chosen",
        "cases.standard", "cases.handler_name", "cases.attitude_of", "suggestions.text",
        "api_keys.secret",
    }  # fmt: skip
