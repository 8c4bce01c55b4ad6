"""A till's CSV as it comes: good rows kept, bad ones told by line, safe to repeat."""

import csv
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.api.imports import Imported, import_purchases
from bot.api.qr import write_qr
from bot.api.table import NotATable
from storage import purchases
from storage.database import Database
from storage.purchases import NewPurchase, Purchase

NOW = datetime(2026, 11, 2, tzinfo=UTC)
HEAD = "订单号,门店,商品,金额,购买时间,称呼\n"
ROWS = "A-1,南京路店,保温杯,19.9,2026-11-02 10:00,王女士\nA-2,南京路店,茶壶,5,2026/11/2 9:05,\n"


async def load(database: Database, path: Path) -> Imported:
    async def add(new: Sequence[NewPurchase]) -> list[tuple[Purchase, bool]]:
        return await database.write(lambda conn: purchases.add(conn, new, NOW))

    seen: list[tuple[int, int]] = []
    done = await import_purchases(
        path, add, ZoneInfo("Asia/Shanghai"), lambda read, total: seen.append((read, total))
    )
    assert seen[-1][0] == seen[-1][1]
    return done


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
async def test_every_usual_encoding_is_read(
    database: Database, tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes((HEAD + ROWS).encode(encoding))
    first, again = await load(database, path), await load(database, path)

    assert first == Imported(2, 0, 0, None)
    assert again == Imported(0, 2, 0, None)
    (kept,) = await database.read(lambda conn: purchases.by_order(conn, "A-1", "南京路店"))
    assert (kept.customer_name, kept.bought_at.hour) == ("王女士", 2)


async def test_bad_rows_are_told_by_line_and_good_ones_kept(
    database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    bad = (
        "B-1,店,杯,-5,2026-11-02\n"
        'B-2,店,"杯,5,2026-11-02\n'
        "B-3,店,杯,五元,2026-11-02\n"
        ",店,杯,5,昨天\n"
    )
    good = 'A-3,店,"杯\n子","￥1,234.50元",2026年11月2日 9:05,\n'
    path.write_text(HEAD + ROWS + bad + good)
    done = await load(database, path)
    assert done.rejects_path is not None
    told = list(csv.reader(done.rejects_path.read_text("utf-8-sig").splitlines()))

    assert (done.added, done.rejected) == (3, 4)
    assert [line[0] for line in told[1:]] == ["4", "5", "6", "7"]
    assert "金额" in told[1][1]
    assert "引号" in told[2][1]
    path.write_text(HEAD + ROWS)
    assert (await load(database, path)).rejects_path is None
    assert not done.rejects_path.exists()


async def test_a_file_without_the_columns_is_refused_with_their_names(
    database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("订单号,门店\n1,2\n")

    with pytest.raises(NotATable, match="金额"):
        await load(database, path)


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_a_qr_code_is_written(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"qr.{ending}"
    write_qr("https://t.me/huifang_bot?start=abc", path)

    assert path.read_bytes()[:5] in (b"\x89PNG\r", b"<?xml")
    with pytest.raises(ValueError, match="svg"):
        write_qr("https://t.me/x", tmp_path / "qr.gif")
