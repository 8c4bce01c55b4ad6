"""The first calls to Telegram: who we are, where to push; a network that is down is waited for."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.telegram.receiver import WrongToken
from bot.telegram.request import Bot
from bot.telegram.updates import ALLOWED_UPDATES

log = structlog.get_logger()

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0


class WebhookRefused(Exception):
    """Telegram will not deliver to this address: no repetition will help."""


async def sign_in(bot: Bot) -> None:
    """Returns once the bot knows its own name; raises `WrongToken`."""
    await _until_done(bot.initialize)


async def set_webhook(bot: Bot, url: str, secret: str) -> None:
    """From now on Telegram pushes; raises `WrongToken` and `WebhookRefused`."""

    async def ask() -> None:
        await bot.set_webhook(url, allowed_updates=list(ALLOWED_UPDATES), secret_token=secret)

    await _until_done(ask)


async def _until_done(ask: Callable[[], Awaitable[object]]) -> None:
    pause = FIRST_PAUSE
    while True:
        try:
            await ask()
            return
        except InvalidToken as error:
            raise WrongToken(f"Telegram refuses the token: {error}") from error
        except BadRequest as error:
            raise WebhookRefused(str(error)) from error
        except TelegramError as error:
            log.warning("telegram_unreachable", error=type(error).__name__, seconds=pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
