"""Whatever lies in a till's file or in config.yaml: good rows are kept, faults are told."""

import contextlib
import copy
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.api.imports import import_purchases
from bot.api.table import NotATable
from bot.config import ConfigError, load
from storage.purchases import NewPurchase, Purchase

QUICK = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
CELL = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["99.00", "¥1,234.50", "-1", "1e999", "NaN", "2026/11/2 9:05", "2026-13-40", '"', "=1+1"]
    ),
)
LINE = st.lists(CELL, max_size=8).map(",".join)
TABLE = st.lists(LINE, max_size=12).map("\n".join)
HEADER = "订单号,门店,商品,金额,购买时间\n"


def in_gbk(text: str) -> bytes:
    return text.encode("gbk", "replace")


ROOT = Path(__file__).parents[2]


async def taken(batch: Sequence[NewPurchase]) -> list[tuple[Purchase, bool]]:
    kept: list[tuple[Purchase, bool]] = []
    for number, new in enumerate(batch):
        fields = {name: getattr(new, name) for name in NewPurchase.__slots__}
        known = {"id": number, "token": "t", "chat_id": None, "created_at": datetime.now(UTC)}  # noqa: TID251
        kept.append((Purchase(**fields, **known), True))
    return kept


@QUICK
@given(
    body=st.one_of(
        TABLE.map(str.encode), TABLE.map(lambda t: t.encode("gbk", "replace")), st.binary()
    ),
    headed=st.booleans(),
    encoding=st.sampled_from(["utf-8", "gbk", "utf-16"]),
)
async def test_any_file_of_a_till(
    tmp_path: Path, body: bytes, headed: bool, encoding: str
) -> None:
    file = tmp_path / "till.csv"
    file.write_bytes((HEADER.encode(encoding) if headed else b"") + body)
    try:
        done = await import_purchases(file, taken, ZoneInfo("Asia/Shanghai"), lambda *_: None)
    except NotATable:
        return
    assert done.added >= 0
    assert (done.rejected == 0) == (done.rejects_path is None)


VALUE = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
CONFIG: dict[str, Any] = yaml.safe_load((ROOT / "config.yaml").read_text("utf-8"))
PLACES = [(part,) for part in CONFIG] + [
    (part, name) for part, under in CONFIG.items() if isinstance(under, dict) for name in under
]


@settings(parent=QUICK, max_examples=30)  # the file is long, and each is read whole
@given(place=st.sampled_from(PLACES), value=VALUE)
def test_any_value_in_the_configuration(
    tmp_path: Path, place: tuple[str, ...], value: object
) -> None:
    stored = copy.deepcopy(CONFIG)
    under = stored
    for part in place[:-1]:
        under = under[part]
    under[place[-1]] = value
    file = tmp_path / "config.yaml"
    file.write_text(yaml.safe_dump(stored, allow_unicode=True), "utf-8")
    with contextlib.suppress(ConfigError):
        load(file, environ={}).policy  # noqa: B018


@QUICK
@given(text=st.one_of(st.text(max_size=60), st.binary(max_size=60)))
def test_any_text_for_a_configuration(tmp_path: Path, text: str | bytes) -> None:
    file = tmp_path / "config.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "replace"))
    with contextlib.suppress(ConfigError):
        load(file, environ={})
