"""What no message may say is found, wherever it hides; what is shipped says none of it."""

import re
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.wording.catalog import Catalog, fields_of, load
from bot.wording.lint import check_catalog, check_text, rules

ZONE = ZoneInfo("Asia/Shanghai")
SHIPPED = load(ZONE)
CODE = Path(__file__).parents[2] / "bot"
FORBIDDEN = (
    "我们会处理，但是要等",
    "东西不错，然而",
    "可是您说过",
    "很好，不过要等",
    "您可能不明白",
    "您肯定弄混了",
    "您应该早点说",
    "您弄错了",
    "这不可能",
    "您别激动",
    "不要激动",
    "您不要叫",
    "您平静一点",
    "请冷静",
    "请稍安勿躁",
    "请配合我们",
    "按规定不行",
    "这不归我们管",
    "没有权限",
    "尊敬的用户",
    "亲，在的",
    "给您带来的不便",
    "敬请谅解",
    "感谢您的理解与支持",
    "我们高度重视",
    "深表歉意",
    "我们尽快处理",
    "你好",
)


@pytest.mark.parametrize("text", FORBIDDEN)
def test_a_forbidden_phrase_is_found(text: str) -> None:
    assert check_text(text)


def test_every_rule_that_holds_everywhere_is_proven_above() -> None:
    everywhere = [rule for rule in rules() if rule.scope == "everywhere"]

    idle = [r.pattern.pattern for r in everywhere if not any(map(r.pattern.search, FORBIDDEN))]
    assert idle == []


@pytest.mark.parametrize("text", ["对不起！", "对不起，因为缺货", "如果您不舒服", "您好吗？"])
def test_an_apology_is_whole_and_asks_nothing(text: str) -> None:
    assert check_text(text, "apology.named")
    assert not check_text(text, "survey.ask")


@pytest.mark.parametrize("text", ["店里有促销", "推荐您看看新品", "请放心！"])
def test_nothing_is_sold_or_shouted_inside_a_complaint(text: str) -> None:
    assert check_text(text, "gathering.ask")
    assert not check_text(text, "survey.thanks_high")


@pytest.mark.parametrize("text", ["同时，请您稍等", "您说的我都记下了", "对不起，让您久等了"])
def test_a_kind_word_passes(text: str) -> None:
    assert not check_text(text, "apology.named")


def test_a_finding_says_where_and_why() -> None:
    [found] = check_text("请冷静", "survey.ask")

    assert str(found).startswith("survey.ask: 「冷静」")


def test_a_message_that_does_not_fit_on_a_phone_is_found() -> None:
    findings = check_catalog(Catalog({"handover.asked": ("好" * 161,)}, ZONE))

    assert [f.why for f in findings] == ["161 characters, at most 160"]


def test_two_questions_in_one_message_are_found() -> None:
    findings = check_catalog(Catalog({"handover.asked": ("在吗？好吗?",)}, ZONE))

    assert [f.why for f in findings] == ["more than one question in a message"]


def test_an_optional_part_that_nobody_would_leave_out_is_found() -> None:
    findings = check_catalog(Catalog({"handover.asked": ("好。[[还有：\n{options}]]",)}, ZONE))

    assert [f.why for f in findings] == ["a part in [[…]] has to end on its own line"]


@pytest.mark.parametrize("key", ["survey.ask", "apology.named", "stale", "listening.invite"])
def test_what_is_read_again_needs_three_variants(key: str) -> None:
    findings = check_catalog(Catalog({key: ("好的", "好吧")}, ZONE))

    assert [f.key for f in findings] == [key]


def test_the_shipped_wording_is_clean() -> None:
    assert [str(finding) for finding in check_catalog(SHIPPED)] == []


def test_variants_of_one_message_differ() -> None:
    doubled = [key for key, all_ in SHIPPED.templates.items() if len(set(all_)) < len(all_)]

    assert doubled == []


def test_an_apology_names_what_comes_next_and_is_ours() -> None:
    for key, variants in SHIPPED.templates.items():
        if key.startswith("apology."):
            assert all("对不起" in text for text in variants), key
            assert all(re.search("我们|错在|责任", text) for text in variants), key
            assert all(re.search("陪|跟着|跟您|一起|处理|一直在", text) for text in variants), key


def test_every_key_that_the_code_names_exists() -> None:
    missing = {key for key in _named() if key not in SHIPPED.templates}

    assert missing == set()


def test_no_key_is_left_that_nothing_names() -> None:
    """A key may be put together: then its first part stands in the code as an f-string."""
    text = _code()
    unused = [
        key
        for key in SHIPPED.templates
        if f'"{key}"' not in text
        and not any(key.startswith(made) for made in re.findall(r'f"([a-z_]+\.[a-z_]*)\{', text))
        and not key.endswith("_topic")
        and not key.startswith("time.")
    ]

    assert unused == []


def test_variants_of_one_message_need_the_same_or_fewer_fields() -> None:
    """No variant may ask for what the others do not: the code fills in one set for all."""
    strange = {
        key: [fields_of(text) for text in variants]
        for key, variants in SHIPPED.templates.items()
        if not set.union(*map(set, map(fields_of, variants)))
        <= {"name", "shop", "items"} | set(fields_of(variants[0]))
    }

    assert strange == {}


def _code() -> str:
    files = [path for path in CODE.rglob("*.py") if "sandbox" not in path.parts]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def _named() -> Iterator[str]:
    groups = "|".join({key.partition(".")[0] for key in SHIPPED.templates if "." in key})
    folders = [CODE / "dialogue", CODE / "flow"]
    for path in (p for folder in folders for p in folder.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        yield from re.findall(rf'"((?:{groups})\.[a-z_.]+)"', text)
