"""Which sum a staff reply gives: for the ledger, never to hold it."""

import pytest

from nlp.manners.promises import given
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
    ],
)
def test_what_is_not(text: str) -> None:
    assert given(normalise(text)) == 0
