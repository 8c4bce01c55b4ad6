"""The first call to Telegram: who are we? A network that is down is waited for."""

import asyncio

import structlog
from telegram.error import InvalidToken, TelegramError

from bot.telegram.receiver import WrongToken
from bot.telegram.request import Bot

log = structlog.get_logger()

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0


async def sign_in(bot: Bot) -> None:
    """Returns once the bot knows its own name; raises `WrongToken`."""
    pause = FIRST_PAUSE
    while True:
        try:
            await bot.initialize()
            return
        except InvalidToken as error:
            raise WrongToken(f"Telegram refuses the token: {error}") from error
        except TelegramError as error:
            log.warning("telegram_unreachable", error=type(error).__name__, seconds=pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
