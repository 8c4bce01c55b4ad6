"""A button's words may be typed by hand, where the stage has that button."""

import pytest

from bot.dialogue import STAGES, Stage
from bot.dialogue.events import Action
from bot.dialogue.saying import (
    asks_for_a_person,
    asks_to_be_forgotten,
    asks_to_be_left_alone,
    asks_whether_we_are_a_machine,
    asks_whether_we_are_here,
    says_it_is_not_settled,
    says_later,
    says_no_more,
    says_they_wait,
)
from bot.dialogue.typed import ACCEPTS, as_tap, slipped


@pytest.mark.parametrize(
    "text",
    [
        "等下我在开会 晚点说",
        "我先跟我老公商量一下",
        "我再想想",
        "回头再说吧",
        "让我考虑一下",
        "忙完再聊",
    ],
)
def test_whoever_wants_time_is_heard(text: str) -> None:
    assert says_later(text)


@pytest.mark.parametrize(
    "text",
    ["你们先商量一下", "你们再想想办法", "上次也说回头再看，结果呢，三个月都没人管", "晚点送到的"],
)
def test_not_every_later_asks_for_time(text: str) -> None:
    assert not says_later(text)


@pytest.mark.parametrize(
    "text", ["把我的资料全删了！！", "请把我所有的信息都删掉", "马上把我的数据清空"]
)
def test_who_wants_to_be_forgotten_in_their_own_words(text: str) -> None:
    assert asks_to_be_forgotten(text)


def test_a_slip_without_a_score_is_asked_about() -> None:
    assert slipped("没有啊，随便点点")
    assert not slipped("随便点的菜都难吃")


def test_every_stage_has_a_function_and_says_what_it_accepts() -> None:
    assert set(STAGES) == set(Stage)
    assert set(ACCEPTS) == set(Stage)


@pytest.mark.parametrize(
    ("words", "stage", "tap"),
    [
        ("说完了", Stage.LISTENING, (Action.DONE, "")),
        ("我说完了！", Stage.GATHERING, (Action.DONE, "")),
        ("哎呀点错了 我想点5分", Stage.LISTENING, (Action.RATE, "5")),
        ("手滑了，改成四分", Stage.REASON, (Action.RATE, "4")),
        ("就是这些", Stage.LISTENING, (Action.DONE, "")),
        ("大概就是这么个情况吧", Stage.GATHERING, (Action.DONE, "")),
        ("就这些情况。", Stage.CONFIRMING, (Action.RIGHT, "")),
        ("没错。", Stage.CONFIRMING, (Action.RIGHT, "")),
        ("我要补充", Stage.CONFIRMING, (Action.ADD, "")),
        ("都不合适~", Stage.PROPOSING, (Action.NONE_FITS, "")),
        ("已解决", Stage.CLOSING, (Action.SOLVED, "")),
        ("没解决", Stage.FOLLOWING_UP, (Action.NOT_SOLVED, "")),
        ("对", Stage.CLOSING, (Action.SOLVED, "")),
        ("嗯嗯，解决了", Stage.CLOSING, (Action.SOLVED, "")),
        ("是的，都好了", Stage.CLOSING, (Action.SOLVED, "")),
        ("嗯呐", Stage.CONFIRMING, (Action.RIGHT, "")),
        ("跳过", Stage.COMMENT, (Action.SKIP, "")),
        ("品质", Stage.REASON, (Action.REASON, "quality")),
        ("给5分", Stage.RATING, (Action.RATE, "5")),
        ("3 星".replace(" ", ""), Stage.RATING, (Action.RATE, "3")),
    ],
)
def test_the_words_of_a_button(words: str, stage: Stage, tap: tuple[Action, str]) -> None:
    assert as_tap(words, stage) == tap


@pytest.mark.parametrize(
    ("words", "stage"),
    [
        ("没错", Stage.LISTENING),
        ("说完了吗你们", Stage.LISTENING),
        ("就是这些人骂我", Stage.GATHERING),
        ("就这些？少了两样", Stage.LISTENING),
        ("5", Stage.GATHERING),
        ("6", Stage.RATING),
        ("对，还有一件事", Stage.CONFIRMING),
        ("没解决问题", Stage.CLOSING),
        ("好的", Stage.CLOSING),
        ("对了还有个事", Stage.CLOSING),
        ("", Stage.RATING),
        ("已解决", Stage.WITH_STAFF),
    ],
)
def test_other_words_are_words(words: str, stage: Stage) -> None:
    assert as_tap(words, stage) is None


@pytest.mark.parametrize(
    "words",
    [
        "人呢",
        "人呢？",
        "在吗",
        "有人吗？？",
        "喂！",
        "还在吗~",
        "你们到底有没有人管啊？？",
        "？",
        "??",
    ],
)
def test_are_you_there(words: str) -> None:
    assert asks_whether_we_are_here(words)


@pytest.mark.parametrize("words", ["人呢，杯子漏了", "他在吗", "", "人人都说好"])
def test_not_every_person_is_that_question(words: str) -> None:
    assert not asks_whether_we_are_here(words)


BLUNT = ("别给我来这套，叫个活人出来", "我说了要找真人！机器人滚", "不想跟你说，给我转人工")
TOLD = ("昨天转人工等了半小时", "转人工没人接，杯子也漏", "这花不是真花，要人工浇水吗")


@pytest.mark.parametrize(
    "words", ["人工", "转人工", "我要找人工", "请转人工客服。", "叫个真人", *BLUNT]
)
def test_a_person_please(words: str) -> None:
    assert asks_for_a_person(words)


@pytest.mark.parametrize("words", ["人工费太贵", "人", "我找到人工湖了", *TOLD])
def test_not_every_hand_is_a_person(words: str) -> None:
    assert not asks_for_a_person(words)


def test_traditional_words_and_polite_endings_are_the_same_tap() -> None:
    assert as_tap("沒錯", Stage.CONFIRMING) == (Action.RIGHT, "")
    assert as_tap("已解决，谢谢", Stage.CLOSING) == (Action.SOLVED, "")
    assert as_tap("還沒解決", Stage.FOLLOWING_UP) == (Action.NOT_SOLVED, "")


@pytest.mark.parametrize("words", ["没了", "没有了", "没有", "没别的了。", "就这样吧"])
def test_nothing_is_left_to_say(words: str) -> None:
    assert as_tap(words, Stage.GATHERING) == (Action.DONE, "")
    assert as_tap(words, Stage.CONFIRMING) == (Action.RIGHT, "")
    assert as_tap(words, Stage.CLOSING) is None


@pytest.mark.parametrize("text", ["是的，删除", "删除我的信息", "请删除"])
def test_the_wish_to_be_forgotten_may_be_typed(text: str) -> None:
    assert asks_to_be_forgotten(text)
    assert not asks_to_be_forgotten("把那条差评删除")


@pytest.mark.parametrize(
    "words",
    ["你是机器人吗", "你是真人吗？", "你们是真人还是机器人", "是不是机器人啊", "请问是人工回复吗"],
)
def test_what_are_you(words: str) -> None:
    assert asks_whether_we_are_a_machine(words)


@pytest.mark.parametrize(
    "words", ["机器人", "扫地机器人坏了吗", "你们的机器人是坏的", "转人工", "你是店长吗", "真人"]
)
def test_not_every_machine_is_us(words: str) -> None:
    assert not asks_whether_we_are_a_machine(words)


@pytest.mark.parametrize(
    "words",
    [
        "算了，不想说了",
        "都说了算了",
        "懒得说了",
        "算了算了",
        "别问了",
        "没什么好说的",
        "随便你们吧",
    ],
)
def test_no_more_words(words: str) -> None:
    assert says_no_more(words)


@pytest.mark.parametrize(
    "words",
    [
        "算了，退钱吧",
        "算了，已经解决了",
        "不想说了，你们看着办",
        "别问了，直接退",
        "",
        "？",
        "随便看看",
    ],
)
def test_a_wish_beside_it_is_heard(words: str) -> None:
    assert not says_no_more(words)


@pytest.mark.parametrize(
    ("words", "score"), [("五分", "5"), ("10分！", "5"), ("打三分", "3"), ("给4星", "4")]
)
def test_a_score_in_words(words: str, score: str) -> None:
    assert as_tap(words, Stage.RATING) == (Action.RATE, score)


def test_what_was_best_may_be_said_otherwise() -> None:
    assert as_tap("味道", Stage.REASON) == (Action.REASON, "quality")
    assert as_tap("态度", Stage.REASON) == (Action.REASON, "service")


@pytest.mark.parametrize(
    "words", ["没错没错", "对，没错，就是这样", "是的是的", "👌", "yes, correct", "系啊"]
)
def test_a_yes_in_ordinary_words(words: str) -> None:
    assert as_tap(words, Stage.CONFIRMING) == (Action.RIGHT, "")


@pytest.mark.parametrize("words", ["别再给我发消息了，烦死了", "不要再发了", "退订", "别打扰我"])
def test_leave_me_alone(words: str) -> None:
    assert asks_to_be_left_alone(words)


@pytest.mark.parametrize("words", ["别再给我发错货了", "不要发货了", "别发顺丰", "不想收到坏的"])
def test_a_wish_about_goods_is_no_wish_for_quiet(words: str) -> None:
    assert not asks_to_be_left_alone(words)


@pytest.mark.parametrize(
    "words", ["怎么还没人", "怎么没人理我啊", "没人吗", "还没人来吗？", "店长呢"]
)
def test_where_is_everybody(words: str) -> None:
    assert asks_whether_we_are_here(words)


@pytest.mark.parametrize("words", ["没人买", "店里没人排队", "还没人来修水管"])
def test_nobody_there_may_be_news(words: str) -> None:
    assert not asks_whether_we_are_here(words)


@pytest.mark.parametrize("words", ["你是不是机器人？别拿套话糊弄我", "你是机器人吗，别敷衍我"])
def test_a_machine_asked_for_crossly(words: str) -> None:
    assert asks_whether_we_are_a_machine(words)


@pytest.mark.parametrize("words", ["别给我发了", "别发了，真烦", "不要给我发了", "别再给我推送了"])
def test_left_alone_in_fewer_words(words: str) -> None:
    assert asks_to_be_left_alone(words)


@pytest.mark.parametrize("words", ["别发错了", "别发顺丰", "别给我发红色的"])
def test_what_is_not_to_be_sent_may_be_goods(words: str) -> None:
    assert not asks_to_be_left_alone(words)


@pytest.mark.parametrize(
    "words",
    [
        "还没好呢，师傅没联系我",
        "解决啥呀，人都没来",
        "师傅还没来",
        "钱还没到",
        "没收到",
        "还是老样子",
    ],
)
def test_what_is_not_settled(words: str) -> None:
    assert says_it_is_not_settled(words)


@pytest.mark.parametrize(
    "words", ["没事了", "没问题", "没什么不满意的", "还没来得及看，应该好了", "都好了"]
)
def test_what_is_not_said_to_be_open(words: str) -> None:
    assert not says_it_is_not_settled(words)


@pytest.mark.parametrize(
    "words",
    [
        "人呢？？？都一个多小时了",
        "你们就这么晾着我？",
        "有人管没",
        "等了半天了 有人吗",
        "到底管不管了！",
        "怎么不回我",
        "回话啊！！",
        "人呢！说句话行不行",
    ],
)
def test_nothing_but_that_nobody_answers(words: str) -> None:
    assert says_they_wait(words)


@pytest.mark.parametrize(
    "words",
    [
        "都一个多小时了",
        "人呢",
        "人呢，菜呢",
        "店员不理我",
        "等了一个小时菜才上",
        "没人管卫生",
        "好久了",
    ],
)
def test_that_somebody_did_not_answer_may_be_the_matter(words: str) -> None:
    assert not says_they_wait(words)
