"""What we understood, said back as a short numbered list."""

from datetime import UTC, datetime

from bot.dialogue import Stage
from bot.dialogue.playback import LONGEST, MOST, played_back
from bot.dialogue.state import Conversation
from bot.wording.catalog import load
from tests.dialogue.talk import ZONE, bought

WORDING = load(ZONE)
NOON = datetime(2026, 11, 2, 4, tzinfo=UTC)


def played(*story: str, sent: tuple[str, ...] = (), purchase: bool = False) -> list[str]:
    bag = bought() if purchase else None
    talk = Conversation(1, Stage.CONFIRMING, bag, story=story, sent=sent)
    points = played_back(talk, ZONE)
    return WORDING.render("confirming.ask", {"points": points}, NOON).split("\n")[1:]


def test_the_purchase_comes_first_in_the_shops_own_day() -> None:
    assert played(purchase=True) == ["① 11月2日在徐汇店买的保温杯（订单 A001）"]


def test_each_sentence_is_a_line_in_the_customers_words() -> None:
    assert played("漏水了。烫到手！客服不理人？") == ["① 漏水了", "② 烫到手", "③ 客服不理人"]


def test_what_was_said_twice_is_said_back_once() -> None:
    assert played("漏水了", "漏水了。") == ["① 漏水了"]


def test_a_long_story_fits_on_a_phone() -> None:
    lines = played(*(f"第{n}件事" for n in range(20)))

    assert len(lines) == MOST
    assert "原话都留着" in lines[-1]


def test_a_long_sentence_is_cut() -> None:
    [line] = played("漏" * 200)

    assert len(line) == len("① ") + LONGEST
    assert line.endswith("…")


def test_what_was_sent_is_counted_by_kind() -> None:
    sent = ("photo", "photo", "voice", "sticker")

    assert played(sent=sent) == ["① 您发来的 2 张照片", "② 您发来的 1 段语音"]


def test_what_was_sent_is_never_cut_off_by_words() -> None:
    lines = played(*(f"第{n}件事" for n in range(20)), sent=("photo",))

    assert len(lines) == MOST
    assert lines[-1].endswith("您发来的 1 张照片")


def test_marks_alone_are_no_sentence() -> None:
    assert played("……", "！！！") == []


def test_braces_are_words_like_any_other() -> None:
    assert played("{name} [[x]]") == ["① {name} [[x]]"]
