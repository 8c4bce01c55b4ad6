"""Which sum a staff reply gives: for the ledger, never to hold it."""

import pytest

from nlp.manners.promises import given, gives_all
from nlp.normalise import normalise


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("给您退五十块，今天就到账", 50),
        ("补您200元，是我们的一点心意", 200),
        ("一百二您收着，下午转到您微信", 120),
        ("差的九块八退给您", 9.8),
        ("学费九千八，退您剩下的四千二", 4200),
        ("再赔您三十块，您看合不合心意？", 30),
        ("给您退89", 89),
        ("补您八十", 80),
        ("我给您转80红包", 80),
        ("329我们照赔", 329),
        ("差价32.5退给您", 32.5),
        ("多收的12块退您", 12),
        ("每天赔您100，一共三天", 300),
        ("退您50，再补20红包", 70),
        ("原来说退50，现在给您退80", 80),
    ],
)
def test_what_is_given(text: str, yuan: float) -> None:
    assert given(normalise(text)) == yuan


@pytest.mark.parametrize(
    "text",
    [
        "这台标价2899，您付的也是2899",
        "赔您五十的事，我请示店长再回您",
        "这款不退，五十块也不退",
        "您千万别急，我马上过来给您看",
        "给您换两块新的豆腐",
        "您的订单尾号是1299",
        "是退您五十块吗？",
        "给您退2个",
        "三天内退给您",
        "赔您一个新的",
        "如果修不好就退您100",
    ],
)
def test_what_is_not(text: str) -> None:
    assert given(normalise(text)) == 0


@pytest.mark.parametrize(
    "text",
    [
        "全额退款给您",
        "这单给您免单",
        "都退给您",
        "已经全额退给您了",
        "这顿不收您钱了",
        "这顿算我们请您的",
    ],
)
def test_the_whole_price_without_a_figure(text: str) -> None:
    assert gives_all(normalise(text))


@pytest.mark.parametrize(
    "text",
    [
        "如果修不好就全额退款",
        "全额退款要请店长定",
        "退一半给您",
        "特价的不能全额退",
        "您要全额退款吗？",
        "退货地址发您了",
    ],
)
def test_what_gives_less_or_nothing(text: str) -> None:
    assert not gives_all(normalise(text))
