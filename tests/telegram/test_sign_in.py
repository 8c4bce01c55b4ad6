"""What ends a start and what is waited for."""

import pytest
from telegram.error import BadRequest, InvalidToken, NetworkError

from bot.sandbox.world import World
from bot.telegram import sign_in
from bot.telegram.receiver import WrongToken
from bot.telegram.request import Bot
from bot.telegram.sign_in import WebhookRefused, set_webhook


async def test_a_webhook_that_telegram_refuses_ends_the_start(bot: Bot, world: World) -> None:
    world.switches.local = False  # as the real server: https and four ports only

    with pytest.raises(WebhookRefused):
        await set_webhook(bot, "http://shop.example/telegram", "secret")


async def test_a_network_that_is_down_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_in, "FIRST_PAUSE", 0.001)
    answers: list[Exception | None] = [NetworkError("down"), NetworkError("down"), None]

    async def ask() -> None:
        if (answer := answers.pop(0)) is not None:
            raise answer

    await sign_in._until_done(ask)
    assert answers == []


@pytest.mark.parametrize(
    ("error", "end"), [(InvalidToken("no"), WrongToken), (BadRequest("no"), WebhookRefused)]
)
async def test_what_no_repetition_mends_is_not_repeated(
    error: Exception, end: type[Exception]
) -> None:
    async def ask() -> None:
        raise error

    with pytest.raises(end):
        await sign_in._until_done(ask)
