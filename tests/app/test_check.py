"""`huifang check` reads the shop's own promises and policies too."""

from pathlib import Path
from typing import Any

import pytest

from bot.app import doors
from bot.app.check import check
from bot.config import Secrets, load
from storage.sealing import new_key

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


async def online(tmp_path: Path, secrets: Secrets, **over: Any) -> list[tuple[bool, str]]:
    url = f"sqlite:///{tmp_path}/huifang.db"
    settings = load(ROOT / "config.yaml", {"database": {"url": url}, **over}, environ={})
    return [(f.is_fine, f.text) for f in await check(settings, secrets, offline=False)]


async def test_encryption_may_be_off_and_then_it_is_said(tmp_path: Path) -> None:
    found = await online(tmp_path, Secrets())

    assert any("明文" in text for is_fine, text in found if is_fine)
    sealed = await online(tmp_path, Secrets(master_key=new_key()))
    assert any("加密存放" in text or "是加密的" in text for _, text in sealed)


async def test_a_master_key_that_fits_nothing_is_found(tmp_path: Path) -> None:
    wrong = {"privacy": {"key_file": str(tmp_path / "nowhere.key")}}
    found = await online(tmp_path, Secrets(), **wrong)

    assert any("主密钥不对" in text for is_fine, text in found if not is_fine)


async def test_some_key_must_let_purchases_in(tmp_path: Path) -> None:
    told = "收银程序还没有密钥"
    assert any(told in text for _, text in await online(tmp_path, Secrets()))

    settings = load(
        ROOT / "config.yaml",
        {"database": {"url": f"sqlite:///{tmp_path}/huifang.db"}},
        environ={},
    )
    await doors.issued(settings, "收银", ["purchases"], signs=False)
    assert not any(told in text for _, text in await online(tmp_path, Secrets()))
