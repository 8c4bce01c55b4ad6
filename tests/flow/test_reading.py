"""The customer's own words for what happened, as the shipped reader of texts hears them."""

import pytest

from bot.app.readings import scored
from bot.flow.reading import problem_of


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("杯子直接漏，烫到我儿子的手了，红了一大片。他才四岁，哭得喘不上气", "烫到我儿子的手了"),
        ("你们太差劲了，水果还是馊的", "水果还是馊的"),
        ("三次说好的时间都没有来。11月25日上午我专门请了半天假在家等", "三次说好的时间都没有来"),
    ],
)
def test_what_happened_comes_before_what_came_of_it(text: str, problem: str) -> None:
    assert problem_of(text, lambda clause: scored(clause, 0.65)) == problem
