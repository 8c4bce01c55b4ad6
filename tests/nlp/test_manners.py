"""What is held and what passes, where, and what could be said instead."""

import json
import zlib

import pytest

from nlp import manners
from nlp.manners import Bounds, check, checking, learned, lexicon
from nlp.manners.clauses import cut, said
from nlp.manners.judging import heard, row
from nlp.manners.money import value

RULES = lexicon.from_yaml()["rules"]
ANSWERS = lexicon.from_yaml()["answers"]


@pytest.mark.parametrize(
    "text",
    [
        "不但是正品，批号我也查给您看",
        "我应该早点联系您",
        "您应该得到一个说法",
        "按规定您可以退货",
        "我没有权限，已经请店长来定，三点前给您回电话",
        "您没弄错，是我们标签贴错了",
        "您生气是应该的，是我们没做好",
        "他跟您说“别激动”，这话不该说，我替他道歉",
        "不怪骑手，是我们出餐晚了",
        "这双鞋您花了1280，我记着，能不能全退我去请示店长",
        "",
        "  \n",
        "😀",
        "一碗十八块的面，晚了半个钟头，赔您五十，您看行吗",  # less than three times over
        "您付了四十，定金二百，现在两样都退给您",
        "等了您四十分钟的时间是我们的错，补偿您一百块",
    ],
)
def test_what_is_fine_passes(text: str) -> None:
    assert check(text).verdict == "pass", text


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("您先冷静一下", "accusing"),
        ("您可能不明白，这是正常损耗", "accusing"),
        ("您肯定弄混了，我们只有白色的", "accusing"),
        ("您应该看清楚再买", "accusing"),
        ("這不可能，我們天天消毒的", "accusing"),
        ("很抱歉，但是水温都是您自己调的", "adversative"),
        ("按规定不行", "refusal"),
        ("我没有权限", "refusal"),
        ("都怪快递，我们发出去的时候好好的", "blame"),
        ("隔壁那家卖的才是假货", "blame"),
        ("赔您五百块，您看行吗", "promise"),
        ("假一赔十", "promise"),
        ("手机壳二十五，发错色，赔您一百，行不行", "promise"),
        ("一碗十八块的面，汤里飞了只虫，赔您一百块整", "promise"),
        ("花束39，少了两枝，补偿您150", "promise"),
        ("您这双袜子十五块，我赔您八十。", "promise"),
        ("茶杯是二十五一个，给您按一百二十块赔。", "promise"),
        ("误了婚礼，我们赔五千，您看能不能消气", "promise"),
        ("羊毛衫洗缩了，除原价之外我们再补您七百块", "promise"),
    ],
)
def test_what_is_held(text: str, rule: str) -> None:
    done = check(text)

    assert done.verdict == "hold"
    assert rule in {finding.rule for finding in done.findings}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["pattern"][:30])
def test_a_pattern_knows_its_examples(rule: dict[str, str]) -> None:
    def found(text: str) -> bool:
        clauses = cut(text)
        faults = checking.by_pattern(clauses, said(clauses))
        return any(fault.rule == rule["rule"] for fault in faults)

    assert [text for text in rule["hits"] if not found(text)] == []
    assert [text for text in rule["misses"] if found(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "房费每晚三百六，是我们把您的房给错了，现在给您升到湖景的。",
        "二十倍的显微镜下能看到毛刺，我们拍了图发给您，您说的扎手是真的。",
        "您这双袜子十五块，我赔您二十。",
        "这条项链打八折是五百二，您那天多付了三十，已经打回去。",
    ],
)
def test_a_figure_that_promises_nothing_beyond(text: str) -> None:
    assert [finding.rule for finding in check(text).findings] == []


def test_the_span_is_the_clause_as_it_was_written() -> None:
    text = "对不起。\n可您先冷靜一下，慢慢說"

    (finding, *_) = [f for f in check(text).findings if f.rule == "accusing"]
    assert text[finding.start : finding.end] == "可您先冷靜一下"


@pytest.mark.parametrize("rule", [rule for rule in ANSWERS])
def test_what_is_suggested_passes_itself(rule: str) -> None:
    said_instead = [answer["suggestion"] for answer in ANSWERS[rule]]

    assert [text for text in said_instead if check(text).is_held] == []


@pytest.mark.parametrize(
    ("reply", "gone"),
    [
        ("课停了三周，真的委屈大家了。每位会员补三百块现金，周一发。", "周一发"),
        ("课时没法恢复了。我个人掏五百块给您，算交个朋友，好吧？", "好吧"),
        (
            "这张卡我看到了。上个店长答应您的十次卡是他个人行为，他已经走了，我们没法替他认。您见谅。",
            "没法",
        ),
        ("因为箱子耽误了您出国，机票损失我们出八千，您放心。", "因为"),
        ("这不可能的，我们的肉当天现切，从来没出过这种事。", "现切"),
    ],
)
def test_what_belongs_to_the_bad_sentence_goes_with_it(reply: str, gone: str) -> None:
    done = check(reply)

    assert done.is_held
    assert gone not in done.rewritten


def test_a_sorry_before_the_but_stays() -> None:
    done = check("不好意思让您等了四十分钟，但是周末中午哪家面馆不排队呢。")

    assert done.rewritten.startswith("不好意思让您等了四十分钟。")


def test_a_rewritten_reply_keeps_what_was_good() -> None:
    done = check("手还疼吗？对不起，但是您自己也没看清楚提示")

    assert done.is_held
    assert done.rewritten.startswith("手还疼吗")
    assert "但是" not in done.rewritten
    assert not check(done.rewritten).is_held


def test_one_bad_sentence_in_a_long_good_letter_is_found() -> None:
    good = "您的杯子我查到了，是我们装箱的时候没垫好。新的今晚七点前送到您家，旧的不用寄回。"
    assert not check(good * 3).is_held

    assert check(good + "您别激动，激动解决不了问题。" + good).is_held


def test_care_is_a_hint_and_only_in_the_first_reply() -> None:
    text = "新的下午三点送到"

    assert check(text).findings == ()
    done = check(text, first=True)
    assert not done.is_held
    assert [finding.rule for finding in done.findings] == ["care"]
    assert check("对不起，新的下午三点送到", first=True).findings == ()


def test_bounds_are_the_shops_own() -> None:
    assert check("赔您五百块").is_held
    assert not check("赔您五百块", bounds=Bounds(most_money=500)).is_held
    assert check("五倍赔您", bounds=Bounds(500, 3)).is_held
    assert not check("五倍赔您", bounds=Bounds(500, 5)).is_held


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("1280", 1280), ("1,280", 1280), ("三百五十", 350), ("两千二", 2200), ("一万三", 13000),
        ("五百八", 580), ("六七百", 700), ("5万", 50000), ("一千零五", 1005), ("十二", 12),
        ("两百", 200), ("8百", 800),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(words: str, number: float) -> None:
    assert value(words) == number


def test_nothing_raises() -> None:
    for text in ("\0", "\ud800", "a" * 5000, "但是" * 2000, "，，，", "退" * 4096, "１２３４５"):
        check(text, first=True)


def test_the_packed_lists_are_the_ones_people_read() -> None:
    packed = zlib.decompress((lexicon.FOLDER / "compiled.bin").read_bytes())

    assert json.loads(packed) == lexicon.from_yaml(), "run python -m nlp.manners"


def test_every_answer_ends_with_one_that_always_fits() -> None:
    assert set(ANSWERS) == set(manners.RULES)
    assert [rule for rule, answers in ANSWERS.items() if answers[-1]["kinds"]] == []


def test_the_weights_are_small_and_their_formula_fits_the_row() -> None:
    assert learned.FILE.stat().st_size < 1_200_000
    reply = heard(cut("好的。我这就去查"), learned.margins)
    assert len(learned.load().formula) == len(row(reply)) + 1
