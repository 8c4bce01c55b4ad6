"""The shop's own calibration: only with consent, kept beside the old model, and undone."""

from pathlib import Path

import pytest

from bot.app import study
from bot.config import Settings, load
from nlp.calibrate import TooFew
from storage import cases, consents
from storage.database import open_database
from storage.migrations import migrate
from tests.storage.acts import NOON

REPLIES = ("等了三天还没到", "一般般", "还行吧", "盒子瘪了", "客服没回我", "没有发票", "少了一袋")


def settings_of(folder: Path) -> Settings:
    own = {"url": f"sqlite:///{folder}/shop.db"}
    return load(over={"database": own, "sentiment": {"model": str(folder / "model.bin")}})


async def handled(settings: Settings, *said: bool, count: int = 40) -> None:
    migrate(settings.database.url)
    database = open_database(settings.database.url)
    rows = [
        {
            "chat_id": chat,
            "conversation": 1,
            "words": f"{REPLIES[chat % len(REPLIES)]}，第{chat}单",
            "claimed_at": NOON,
            "misread": True,
        }
        for chat in range(1, count + 1)
    ]
    await database.write(lambda conn: cases.upsert(conn, rows))
    ledger = [
        {"chat_id": row["chat_id"], "at": NOON, "given": given, "wording": "v1"}
        for given in said
        for row in rows
    ]
    await database.write(lambda conn: consents.log(conn, ledger))
    await database.close()


@pytest.mark.parametrize("said", [(), (False,), (True, False)])
async def test_the_words_of_whoever_has_not_agreed_teach_nothing(
    tmp_path: Path, said: tuple[bool, ...]
) -> None:
    """Never asked, declined, or taken back."""
    settings = settings_of(tmp_path)
    await handled(settings, *said)

    with pytest.raises(TooFew):
        await study.calibrate(settings)
    assert not settings.sentiment.model.exists()


async def test_corrected_replies_move_the_intercept_and_it_can_be_undone(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    await handled(settings, True)

    done = await study.calibrate(settings)
    assert done.count == 40
    assert done.shift < 0  # forty times we heard a complaint where there was none
    assert settings.sentiment.model.exists()

    first = settings.sentiment.model.read_bytes()
    await study.calibrate(settings)
    assert study.undo(settings) is True
    assert settings.sentiment.model.read_bytes() == first
    assert study.undo(settings) is True
    assert study.undo(settings) is False
