"""The customer's own words for what happened, as the shipped reader of texts hears them."""

import pytest

from bot.app.readings import scored
from bot.flow.reading import problem_of


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("杯子直接漏，烫到我儿子的手了，红了一大片。他才四岁，哭得喘不上气", "烫到我儿子的手了"),
        ("你们太差劲了，水果还是馊的", "水果还是馊的"),
        ("已经找别家修好了，就是想说你们师傅把表带弄断了", "你们师傅把表带弄断了"),
        ("三次说好的时间都没有来。11月25日上午我专门请了半天假在家等", "三次说好的时间都没有来"),
    ],
)
def test_what_happened_comes_before_what_came_of_it(text: str, problem: str) -> None:
    assert problem_of(text, lambda clause: scored(clause, 0.65)) == problem


@pytest.mark.parametrize(
    "text",
    [
        "蛋糕是塌的，给我出来说清楚，信不信我把店砸了",
        "蛋糕是塌的，再不处理我就打12315",
        "蛋糕是塌的，等着收律师函吧，我找记者曝光你们",
        "蛋糕是塌的，明天拉横幅到店门口",
    ],
)
def test_a_threat_is_not_said_back(text: str) -> None:
    assert problem_of(text, lambda clause: scored(clause, 0.65)) == "蛋糕是塌的"
