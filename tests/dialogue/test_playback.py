"""What we understood, said back as a short numbered list."""

from datetime import UTC, datetime

from bot.dialogue import Stage, cues
from bot.dialogue.effects import Say
from bot.dialogue.events import Action
from bot.dialogue.playback import LONGEST, MOST, noted, played_back
from bot.dialogue.scene import Scene
from bot.dialogue.state import Case, CaseKind, Conversation, Customer, Fact
from bot.wording.catalog import load
from tests.dialogue.talk import POLICY, UNHAPPY, ZONE, Talk, apologised, bought

WORDING = load(ZONE)
NOON = datetime(2026, 11, 2, 4, tzinfo=UTC)


def played(
    *story: str, sent: tuple[str, ...] = (), purchase: bool = False, facts: tuple[Fact, ...] = ()
) -> list[str]:
    bag = bought() if purchase else None
    case = Case(CaseKind.COMPLAINT, NOON, facts=facts)
    talk = Conversation(1, Stage.CONFIRMING, bag, case=case, story=story, sent=sent)
    points = played_back(noted(talk, NOON, Scene(POLICY, Customer())))
    return WORDING.render("confirming.ask", {"points": points}, NOON).split("\n")[1:]


def told(sentences: int) -> Talk:
    """They have told so many things, and read them back."""
    story = "。".join(f"第{n}件事" for n in range(sentences))
    return apologised(UNHAPPY).says(story, UNHAPPY).pauses()


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
    assert played("……", "！！！", "你好", "气死我了") == []


def test_braces_are_words_like_any_other() -> None:
    assert played("{name} [[x]]") == ["① {name} [[x]]"]


def test_insults_are_left_out_and_what_happened_stays() -> None:
    assert played("你们这群骗子，杯子第一次用就漏。", "垃圾店！") == ["① 杯子第一次用就漏"]


def test_a_day_that_was_only_hinted_at_gets_its_date() -> None:
    yesterday = Fact("time", "昨天", "2026-11-01", "昨天用了一次就漏")

    assert played("昨天用了一次就漏", facts=(yesterday,)) == ["① 昨天（11月1日）用了一次就漏"]
    said = Fact("time", "11月1日", "2026-11-01", "11月1日用了一次")
    assert played("11月1日用了一次", facts=(said,)) == ["① 11月1日用了一次"]


def test_a_date_that_was_said_is_not_said_again() -> None:
    words = "11月1日等到夜里十点也没有来"
    night = Fact("time", "夜里十点", "2026-11-01T22:00+08:00", words)

    assert played(words, facts=(night,)) == [f"① {words}"]


def test_a_weekday_that_may_be_any_week_gets_no_date_in_the_future() -> None:
    friday = Fact("time", "周五", "2026-11-06", "周五送来就是坏的")

    assert played("周五送来就是坏的", facts=(friday,)) == ["① 周五送来就是坏的"]


def test_minutes_get_no_date() -> None:
    soon = Fact("time", "十分钟之内", "2026-11-02T12:10+08:00", "说十分钟之内回电话")

    assert played("说十分钟之内回电话", facts=(soon,)) == ["① 说十分钟之内回电话"]


def test_people_and_broken_words_come_before_sums() -> None:
    paid = Fact("amount", "128元", "128", "付了128元")
    story = (*(f"第{n}回付了128元" for n in range(9)), "孩子吓哭了", "答应回电话也没回")
    lines = played(*story, facts=(paid,))

    assert lines[3:5] == ["④ 孩子吓哭了", "⑤ 答应回电话也没回"]


def test_what_was_added_after_a_playback_is_in_the_next() -> None:
    talk = told(9).taps(Action.ADD).says("还有我姐差点滑倒", UNHAPPY).pauses()

    [say] = talk.all(Say)
    assert "还有我姐差点滑倒" in str(say.params["points"])


def test_a_line_that_was_put_right_stays_in_sight() -> None:
    late = "。".join(f"店员答应了第{n}回也没做到" for n in range(9))
    story = f"我中午打的电话，说好当天回。{late}"
    talk = apologised(UNHAPPY).says(story, UNHAPPY).pauses()
    lines = talk.chat.talks[-1].points
    place = next(n for n, point in enumerate(lines) if "中午" in str(point))
    talk.taps(Action.CORRECT, str(place)).says("是下午打的电话，不是中午", UNHAPPY).pauses()

    [say] = talk.all(Say)
    points = say.params["points"]
    assert "我中午打的电话，说好当天回" in str(points)
    assert "下午打的电话，不是中午" in str(points)


def test_a_long_sentence_keeps_the_clauses_that_tell() -> None:
    paid = Fact("amount", "128元", "128", "一共128元")
    filler = "那天的天气其实说起来还算是不错的，" * 4
    [line] = played(f"{filler}我在你们这里一共128元，答应我当天一定送到", facts=(paid,))

    assert line.endswith("我在你们这里一共128元，答应我当天一定送到")
    assert line.count("天气") == 2


def test_what_can_be_looked_up_is_kept_when_there_is_no_room() -> None:
    paid = Fact("amount", "128元", "128", "付了128元")
    lines = played(*(f"第{n}件事" for n in range(9)), "付了128元", facts=(paid,))

    assert "⑤ 付了128元" in lines


def test_what_was_said_beside_an_insult_is_kept() -> None:
    assert cues.without_abuse("用了两天就裂了 你们他妈卖的是一次性的吧") == "用了两天就裂了"
    assert cues.says_nothing("说话啊死了")
