"""How long a silence ends a letter, and in which order its parts are kept."""

from datetime import timedelta

import pytest

from bot.dialogue.events import MediaReceived, TextReceived
from bot.dialogue.letters import added
from bot.dialogue.parcels import Letter
from bot.dialogue.pausing import pause_after
from tests.dialogue.talk import NOON, UNHAPPY, rated

USUAL = timedelta(seconds=25)
SHORT, LONG = timedelta(seconds=12), timedelta(seconds=40)


def text(words: str, number: int = 1, after: float = 0, *, edited: bool = False) -> TextReceived:
    return TextReceived(NOON + timedelta(seconds=after), words, number, edited=edited)


@pytest.mark.parametrize(
    ("words", "pause"),
    [
        ("杯子第一次用就漏水，烫到了我的手。", SHORT),
        ("你们这种态度到底有没有人来管一管？", SHORT),
        ("杯子漏水，热水洒了一桌子，你们看着办", SHORT),
        ("杯子漏水烫到手", USUAL),
        ("气死我了。", USUAL),  # an outburst: more will come
        ("垃圾店，骗子，再也不来了，退钱！", USUAL),  # and so does whoever shouts
        ("杯子漏水，", LONG),
        ("杯子漏水……", LONG),
        ("热水洒了一桌子，还有", LONG),
        ("第一，杯子漏水，一点都不保温。", LONG),
        ("第一，杯子漏水。第二，没有人接电话。", SHORT),
        ("第一次用就漏水，热水洒了一桌子。", SHORT),
        ("漏" * 4096, LONG),  # Telegram has cut it
    ],
)
def test_the_pause_fits_how_the_words_end(words: str, pause: timedelta) -> None:
    assert pause_after(Letter(), text(words), USUAL) == pause


def test_while_texts_keep_coming_it_waits_longer() -> None:
    letter = Letter()
    for number, words in enumerate(("杯子漏水", "烫到手")):
        letter = added(letter, text(words, number, number * 3))

    assert pause_after(letter, text("没有人接电话。", 3, 9), USUAL) == LONG
    assert pause_after(letter, text("打了三次电话没有人接", 3, 20), USUAL) == USUAL


def test_the_pieces_of_an_album_are_one_breath() -> None:
    letter = Letter()
    for number in range(5):
        letter = added(letter, MediaReceived(NOON, "photo", number))

    assert pause_after(letter, MediaReceived(NOON, "photo", 6), USUAL) == USUAL


def test_parts_that_overtook_each_other_stand_in_their_order() -> None:
    letter = Letter()
    for number in (3, 1, 2):
        letter = added(letter, text(f"第{number}段", number))
    assert letter.texts == ("第1段", "第2段", "第3段")

    later = added(letter.as_told(), text("迟到的", 0))
    assert later.untold.texts == ("迟到的",)  # staff have the others already


def test_an_edit_takes_the_place_of_what_it_corrects() -> None:
    letter = added(added(Letter(), text("周二送到", 1)), text("盒子破了", 2))

    assert added(letter, text("周三送到", 1, edited=True)).texts == ("周三送到", "盒子破了")
    told = added(letter.as_told(), text("周三送到", 1, edited=True))
    assert told.untold.texts == ("周三送到",)  # staff have read the old one: they get the new one


def test_nothing_is_said_while_they_speak_and_then_at_once() -> None:
    talk = rated(1).says("杯子漏水，", UNHAPPY).waits(timedelta(seconds=39))
    assert talk.said == []
    assert talk.waits(timedelta(seconds=1)).said[0].startswith("apology.")
