"""The shop's own calibration: only with consent, kept beside the old model, and undone."""

from pathlib import Path
from typing import Any

import pytest

from bot.app import study
from bot.config import Settings, load
from bot.dialogue import Chat, to_dict
from bot.dialogue.state import Customer
from nlp.calibrate import TooFew
from storage import cases, chats
from storage.database import open_database
from storage.migrations import migrate
from tests.storage.acts import NOON

AGREED = to_dict(Chat(Customer(consented=True)))
NOT_ASKED = to_dict(Chat())
REPLIES = ("等了三天还没到", "一般般", "还行吧", "盒子瘪了", "客服没回我", "没有发票", "少了一袋")


def settings_of(folder: Path) -> Settings:
    own = {"url": f"sqlite:///{folder}/shop.db"}
    return load(over={"database": own, "sentiment": {"model": str(folder / "model.bin")}})


async def handled(settings: Settings, state: dict[str, Any], count: int) -> None:
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
    await database.write(lambda conn: chats.save(conn, {row["chat_id"]: state for row in rows}))
    await database.close()


async def test_the_words_of_whoever_has_not_agreed_teach_nothing(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    await handled(settings, NOT_ASKED, 40)

    with pytest.raises(TooFew):
        await study.calibrate(settings)
    assert not settings.sentiment.model.exists()


async def test_corrected_replies_move_the_intercept_and_it_can_be_undone(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    await handled(settings, AGREED, 40)

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
