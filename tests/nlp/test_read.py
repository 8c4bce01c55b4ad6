"""read() for ordinary replies and for any string at all."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlp
from nlp import Reading, Sentiment, Severity


@pytest.mark.parametrize(
    "text",
    [
        "房间不宽敞",
        "灯光一点都不明亮",
        "老公不爱吃",
        "外婆不喜欢",
        "这粉底一点都不服帖",
        "没别家做得用心",
        "说好的新鲜呢",
        "这也叫保温",
        "没有以前入味了",
        "空调不怎么制冷",
    ],
)
def test_a_quality_that_is_missing_is_no_praise(text: str) -> None:
    assert nlp.read(text).sentiment is Sentiment.UNHAPPY


@pytest.mark.parametrize("text", ["没有不周到的地方", "家里没有一个不爱吃的", "谁说不明亮"])
def test_a_quality_whose_lack_is_denied_is_praise(text: str) -> None:
    assert nlp.read(text).sentiment is Sentiment.HAPPY


@pytest.mark.parametrize(
    "text",
    [
        "三天了还没送到,太慢了",
        "质量太差,骗人",
        "药师给我拿错药了",
        "吃了全身起疹子",
        "给1分",
        "😡",
        "打了五次电话都没人接",
        "服务员翻白眼",
        "这衣服洗一次就掉色,我很失望",
        "踩雷了",
        "垃圾",
    ],
)
def test_a_complaint_is_unhappy(text: str) -> None:
    reading = nlp.read(text)

    assert reading.sentiment is Sentiment.UNHAPPY
    assert reading.is_complaint
    assert reading.severity is not Severity.NONE


@pytest.mark.parametrize(
    "text",
    [
        "很好吃,下次还来",
        "没毛病",
        "不差",
        "从没失望过",
        "5分",
        "👍👍",
        "东西不错,物流也快",
        "yyds",
        "質量很好,很滿意",
        "态度好,耐心",
    ],
)
def test_praise_is_happy(text: str) -> None:
    assert nlp.read(text).sentiment is Sentiment.HAPPY


@pytest.mark.parametrize(
    "text",
    ["怎么退货", "在吗", "一般", "几点关门", "好的", "有没有大一号的", "收到", "什么时候发货?"],
)
def test_a_question_or_an_acknowledgement_is_neutral(text: str) -> None:
    reading = nlp.read(text)

    assert reading.sentiment is Sentiment.NEUTRAL
    assert not reading.is_complaint


@pytest.mark.parametrize(
    "text", ["好的", "谢谢", "嗯", "收到", "在吗", "你好", "拜拜", "好的,谢谢!"]
)
def test_small_talk_needs_no_person(text: str) -> None:
    assert nlp.read(text).small_talk


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("快递三天还没送到", "物流"),
        ("少发了一件", "物流"),
        ("店员爱答不理", "服务"),
        ("药拿错了", "专业"),
        ("衣服掉色", "品质"),
        ("太贵了", "价格"),
        ("房间又脏又吵", "环境"),
        ("一直不给退款", "售后"),
    ],
)
def test_the_topic_is_what_it_is_about(text: str, topic: str) -> None:
    assert nlp.read(text).topic == topic


def test_what_only_looks_like_harm_is_none() -> None:
    text = "说明书上没有写怎么清洗水垢，刻度线印在里面看不清楚，跟介绍的完全不一样"

    assert not nlp.read(text).harm


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("请问你们周末几点开门？\n想带孩子来挑一架钢琴", "neutral"),
        ("嗯，说不上来", "neutral unsure"),
        ("还行吧，就那样", "neutral unsure"),
        ("店员小刘特别耐心，盖子严实不漏水", "happy unsure"),
        ("太感谢了，让我饿了一下午", "unhappy unsure"),
        ("三天了还没送到", "unhappy"),
        ("没有一个说不好吃的", "happy unsure"),
        ("没有一次是不迟到的", "unhappy unsure"),
        ("一个鸡蛋都没碎", "happy"),
        ("👎", "unhappy"),
        ("98/100", "happy"),
    ],
)
def test_what_only_the_whole_tells(text: str, allowed: str) -> None:
    assert str(nlp.read(text).sentiment) in allowed.split()


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("热水烫到了孩子的手", "品质 其他 服务 环境"),
        ("杯盖就松了", "品质"),
        ("三天了还没送到", "物流"),
    ],
)
def test_a_topic_is_not_misled_by_one_word(text: str, topics: str) -> None:
    assert nlp.read(text).topic in topics.split()


@given(st.text())
def test_any_string_gets_a_reading(text: str) -> None:
    reading = nlp.read(text)

    assert 0.0 <= reading.p_unhappy <= 1.0
    assert Reading.from_dict(reading.to_dict()).to_dict() == reading.to_dict()


@pytest.mark.parametrize(
    "text",
    ["", "   ", "\ud800", "\x00\x01", "\u202e\u200b", "😀" * 3000, "好" * 4096, "差" * 9000, "1"],
)
def test_odd_input_gets_a_reading(text: str) -> None:
    assert isinstance(nlp.read(text), Reading)


def test_the_threshold_belongs_to_the_caller() -> None:
    p = nlp.read("有点慢").p_unhappy

    assert nlp.read("有点慢", unhappy_at=p).sentiment is Sentiment.UNHAPPY
    assert nlp.read("有点慢", unhappy_at=p + 0.001).sentiment is not Sentiment.UNHAPPY


def test_many_threads_read_alike() -> None:
    found: list[Reading] = []
    threads = [
        threading.Thread(target=lambda: found.append(nlp.read("快递太慢了"))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [nlp.read("快递太慢了")] * 8
