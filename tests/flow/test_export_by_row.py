"""What is done column by column writes the very bytes that row by row would write."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.flow import export as exporting
from bot.flow.export import _clocks, export
from bot.flow.mask import all_masked, masked
from bot.flow.sheets import COLUMNS, harmless
from storage import cases, keys, messages, pages, private, purchases
from storage.cases import STEPS
from storage.columns import from_ms
from storage.database import Connection, open_database
from storage.sealing import Masters, new_key, parse_keys
from storage.tables import customers as known
from tests.flow import by_row
from tests.storage.acts import NOON, bought

SINCE, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
PEOPLE, COUNT = 9, 700
NUMBERS = "0123456789０１８３٣18086"
PARTS = [
    *NUMBERS,
    *" -+\u00a0\u3000=@\t\r\n,\"'xXA吗＝＋－＠\x01😀:.",
    "+86",
    "0086",
    "\x01s7.ab:",
    "\x01p",
]
texts = st.lists(st.sampled_from(PARTS), max_size=40).map("".join)


@given(st.lists(st.none() | texts))
@example(["a+8613812345678", "86 86 138 1234 5678", "0086-13812345678", "110101199003071234x"])
def test_masks(column: list[str | None]) -> None:
    assert all_masked(column) == [by_row.masked(text) if text else None for text in column]
    assert [masked(text or "") for text in column] == [by_row.masked(t or "") for t in column]


@given(st.lists(st.none() | texts | st.text()) | st.lists(st.none() | st.floats()))
@example([-0.0, 0.0, -1.5])
def test_guard(column: list[Any]) -> None:
    assert list(map(repr, harmless(column))) == [repr(by_row.harmless(cell)) for cell in column]


ZONES = ("Asia/Shanghai", "America/St_Johns", "Africa/Casablanca", "Australia/Lord_Howe", "UTC")


@given(st.lists(st.none() | st.integers(10**11, 4 * 10**12)), st.sampled_from(ZONES))
def test_clocks(moments: list[int | None], name: str) -> None:
    zone = ZoneInfo(name)
    told = [None if at is None else by_row.clock(from_ms(at), zone) for at in moments]
    assert _clocks(moments, zone) == told


def fill(conn: Connection, chance: Random) -> None:
    """Purchases, cases in all their steps, erased people, and words meant to break us."""

    def words(most: int = 30) -> str:
        return "".join(chance.choices(PARTS, k=chance.randrange(most)))

    def some(*values: Any) -> Any:
        return chance.choice(values)

    new = [
        bought(f"={n}", customer_name=some(None, words()), customer_ref=some(None, f"V{n}"))
        for n in range(PEOPLE)
    ]
    sold = [each.id for each, _ in purchases.add(conn, new, NOON)]
    for n in range(1, PEOPLE, 2):
        row = {"chat_id": n, "name": some(None, "", words()), "first_seen": NOON}
        conn.execute(known.insert(), private.seal(conn, known, [row]))
    for n in range(PEOPLE):
        taken = {at.name: NOON + chance.randrange(60) * MINUTE for at in STEPS.values()}
        case = {"chat_id": n, "conversation": 1, "cause": some(None, "价格"), **taken}
        cases.upsert(conn, [{**case, "kind": some("complaint", "complaint", "enquiry")}])
    messages.log(conn, [_said(n, some, words, sold, chance) for n in range(COUNT)])
    keys.keys_of(conn).destroy([3])  # a backup's rows: nobody can read them any more


MINUTE = timedelta(minutes=1)


def _said(number: int, some: Any, words: Any, sold: list[int], chance: Random) -> dict[str, Any]:
    return {
        "key": f"k{number}",
        "chat_id": chance.randrange(PEOPLE),
        "conversation": some(None, 1, 2),
        "at": NOON + chance.randrange(60) * MINUTE + timedelta(milliseconds=some(0, 0, 999)),
        "direction": some("in", "out", "note"),
        "speaker": some("customer", "bot", "staff"),
        "sender": some(None, "", words(), "13812345678"),
        "kind": some("text", "photo", "rating", "tap", "command"),
        "text": some(None, "", words(), words(90)),
        "score": some(None, 1, 5),
        "p_unhappy": some(None, 0.0, 1.0, 1e-9, chance.random()),
        "purchase_id": some(None, *sold),
    }


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("key", ["", new_key()], ids=["open", "sealed"])
async def test_the_whole_log(
    database_url: str, key: str, seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "PAGE", 300)
    monkeypatch.setattr(pages, "SOME", 70)
    zone, path = ZoneInfo("Asia/Shanghai"), tmp_path / "log"
    database = open_database(database_url, Masters(parse_keys(key)))
    await database.write(lambda conn: fill(conn, Random(seed)))
    for unmasked in (False, True):
        rows = await database.read(lambda conn, u=unmasked: by_row.log(conn, zone, unmasked=u))  # type: ignore[misc]
        for kind, told in (
            ("csv", by_row.as_csv(rows, list(COLUMNS.values()))),
            ("jsonl", by_row.as_jsonl(rows)),
        ):
            done = await export(database, path, kind, SINCE, UNTIL, zone, unmasked=unmasked)
            assert done.rows == COUNT
            assert path.read_bytes() == told
    await database.close()
