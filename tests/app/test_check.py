"""`huifang check` reads the shop's own promises and policies too."""

from pathlib import Path
from typing import Any

import pytest

from bot.app.check import check
from bot.config import Secrets, load

ROOT = Path(__file__).parents[2]


async def checked(over: dict[str, Any]) -> list[tuple[bool, str]]:
    settings = load(ROOT / "config.yaml", over, environ={})
    return [(f.is_fine, f.text) for f in await check(settings, Secrets(), offline=True)]


async def test_what_is_shipped_is_fine() -> None:
    found = await checked({})

    assert all(is_fine for is_fine, _ in found)


async def test_it_says_which_matters_have_no_way_of_their_own() -> None:
    offers = [
        {"key": key, "label": key, "says": "请人来谈", "kind": "call", "cost": 0, "critical": True}
        for key in ("call", "visit")
    ]
    found = await checked({"complaint": {"compensations": offers}})

    assert any("价格、环境" in text for _, text in found)
    assert not any("没有自己的补救办法" in text for _, text in await checked({}))


@pytest.mark.parametrize(
    "text", ["七天以外按规定不行，请您谅解", "过了七天可以商量，但是要收运费"]
)
async def test_a_policy_that_refuses_is_found(text: str) -> None:
    found = await checked({"policies": {"returns": {"label": "退换", "text": text}}})

    assert any(not is_fine and "文案要改" in words for is_fine, words in found)


async def test_a_policy_that_a_staff_reply_might_not_say_is_found() -> None:
    text = "您先冷静一下，再看退换的办法"
    found = await checked({"policies": {"returns": {"label": "退换", "text": text}}})

    assert any("policies.returns 要改" in words for is_fine, words in found if not is_fine)
