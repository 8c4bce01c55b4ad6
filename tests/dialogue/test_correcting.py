"""A line of the playback put right: by a tap, or in words."""

from dataclasses import replace

import pytest

from bot.dialogue import Stage
from bot.dialogue.effects import Say
from bot.dialogue.events import Action, Entity
from tests.dialogue.talk import NEUTRAL, SMALL_TALK, UNHAPPY, Talk, rated

TUESDAY = Entity("time", "周二", "2026-11-03")
WEDNESDAY = Entity("time", "周三", "2026-11-04")


def told(*texts: str) -> Talk:
    reading = replace(UNHAPPY, entities=(TUESDAY,))
    return rated(1).says(texts[0], reading).pauses().says("\n".join(texts[1:]), reading).pauses()


def lines(talk: Talk) -> list[str]:
    return [line for line in talk.words.split("\n") if line[:1] in "①②③④⑤⑥"]


def test_each_line_has_its_button() -> None:
    talk = told("周二送到的", "盒子是破的")

    [ask] = [e for e in talk.all(Say) if e.key == "confirming.ask"]
    assert [b.action for b in ask.buttons[0]] == [Action.RIGHT, Action.ADD]
    assert [b.arg for b in ask.buttons[1]] == ["0", "1", "2"]


def test_a_tapped_line_is_asked_for_and_what_comes_takes_its_place() -> None:
    talk = told("周二送到的", "盒子是破的").taps(Action.CORRECT, "1")
    assert talk.said == ["confirming.ask_line"]

    talk.says("是周三傍晚才送到楼下的", NEUTRAL).pauses()
    assert talk.said == ["confirming.ask"]
    assert lines(talk)[1:] == ["② 周三傍晚才送到楼下的", "③ 盒子是破的"]
    assert "staff.corrected" in talk.posted
    assert talk.stage is Stage.CONFIRMING


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("第二条不对，是周三", "② 周三送到的"),
        ("第二条错了，应该是周三。", "② 周三送到的"),
        ("②不是周二，是周三", "② 周三送到的"),
        ("不是周二，是周三", "② 周三送到的"),
        ("第2条不对，快递员放在门卫那里就走了", "② 快递员放在门卫那里就走了"),
        ("第二条，下午", "② 周二送到的（更正：下午）"),
        ("第一条不对，是静安店", "① 11月2日在徐汇店买的保温杯（更正：静安店）"),
    ],
)
def test_a_correction_in_words_is_applied(words: str, line: str) -> None:
    reading = replace(NEUTRAL, entities=(WEDNESDAY,) if "周三" in words else ())
    talk = told("周二送到的", "盒子是破的").says(words, reading).pauses()

    assert talk.said == ["confirming.ask"]
    assert line in lines(talk)
    assert len(lines(talk)) == 3  # put right, not added


def test_what_is_no_correction_is_added() -> None:
    talk = told("周二送到的", "盒子是破的").says("门框也磕掉了漆", NEUTRAL).pauses()

    assert lines(talk)[-1] == "④ 门框也磕掉了漆"


def test_a_line_put_right_stays_so_when_more_is_added() -> None:
    talk = told("周二送到的", "盒子是破的").says("第二条不对，是周一早上才来的", NEUTRAL).pauses()
    talk.taps(Action.ADD).says("门框也磕掉了漆", NEUTRAL).pauses()

    assert lines(talk)[1:] == ["② 周一早上才来的", "③ 盒子是破的", "④ 门框也磕掉了漆"]


@pytest.mark.parametrize("place", ["9", "", "x", "99999999"])
def test_a_forged_place_is_a_stale_button(place: str) -> None:
    assert told("周二送到的", "盒子破").taps(Action.CORRECT, place).said == ["stale"]


def test_thanks_while_a_line_is_open_changes_nothing() -> None:
    talk = told("周二送到的", "盒子是破的").taps(Action.CORRECT, "1")
    talk.says("谢谢", SMALL_TALK).pauses()
    talk.says("其实是周三傍晚才送到的", NEUTRAL).pauses()

    assert lines(talk)[1] == "② 周三傍晚才送到的"


def test_what_was_noted_of_the_old_words_goes_with_them() -> None:
    talk = told("周二送到的", "盒子是破的")
    assert [fact.text for fact in talk.case.facts] == ["周二"]

    talk.says("第二条不对，是周三", replace(NEUTRAL, entities=(WEDNESDAY,))).pauses()
    assert [(fact.text, fact.clause) for fact in talk.case.facts] == [("周三", "周三送到的")]


def test_a_message_written_anew_takes_the_place_of_what_it_had_said() -> None:
    talk = told("周二送到的", "盒子是破的，里面少了一个杯盖")
    talk.says("盒子是破的，里面少了两个杯盖", UNHAPPY, edited=True).pauses()

    assert lines(talk)[1:] == ["② 周二送到的", "③ 盒子是破的，里面少了两个杯盖"]
    assert "staff.corrected" in talk.posted
    assert "盒子是破的，里面少了一个杯盖" not in "\n".join(talk.last.story)


def test_what_the_new_words_add_is_a_new_line() -> None:
    talk = told("周二送到的", "盒子是破的")
    talk.says("盒子是破的。门框也磕掉了漆", UNHAPPY, edited=True).pauses()

    assert lines(talk)[1:] == ["② 周二送到的", "③ 盒子是破的", "④ 门框也磕掉了漆"]


def test_new_words_that_resemble_nothing_are_only_added() -> None:
    talk = told("周二送到的", "盒子是破的").says("师傅说话难听", UNHAPPY, edited=True).pauses()

    assert lines(talk)[1:] == ["② 周二送到的", "③ 盒子是破的", "④ 师傅说话难听"]
