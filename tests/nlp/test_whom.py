"""A line of staff is for the customer, for a colleague, or a word that grants a request."""

import pytest

from nlp.manners import whom


@pytest.mark.parametrize(
    "text",
    [
        "店长，这个客户要退全款，给不给？",
        "他态度很差先别理",
        "小王你来跟进一下",
        "已联系物流，等回复",
        "这单我不会处理",
        "谁有空接一下",
        "@周店长 这单要退不？",
    ],
)
def test_what_staff_say_to_each_other(text: str) -> None:
    assert whom(text) == "colleague"


@pytest.mark.parametrize("text", ["同意", "可以退", "行 退吧", "就按你说的", "特批一次", "OK"])
def test_a_word_that_grants(text: str) -> None:
    assert whom(text) == "approve"


@pytest.mark.parametrize("text", ["已批准，给他退吧", "行，按他说的办", "给她补50"])
def test_a_word_that_grants_and_speaks_of_them(text: str) -> None:
    assert whom(text) == "approve_them"


@pytest.mark.parametrize(
    "text",
    [
        "店长已经同意给您退款了",
        "小王明天联系您",
        "您这单我来跟进",
        "可以退的，您看退微信可以吗",
        "收到",
        "孩子吓着了吧，给他带了个小礼物",
        "你们一家还没吃饭吧，我让后厨下了面",
        "",
        "👌",
    ],
)
def test_what_is_for_the_customer(text: str) -> None:
    assert whom(text) == ""


@pytest.mark.parametrize("text", ["是的 那批退了好几台了", "谁来都一样", "上次也是这个型号"])
def test_what_says_nothing_of_either(text: str) -> None:
    assert whom(text) == "open"
