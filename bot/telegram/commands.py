"""The command menus beside the input field. Best effort: nothing depends on them."""

from collections.abc import Iterable, Mapping

import structlog
from telegram import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import TelegramError

from bot.telegram.request import Bot

log = structlog.get_logger()

CUSTOMER = (
    *("start", "complain", "status", "help"),
    *("privacy", "my_data", "stop", "delete_me"),
)
MANAGER = ("report", "export")


async def set_commands(bot: Bot, words: Mapping[str, str], managers: Iterable[int] = ()) -> None:
    """`words` says what each command does, in the customers' language."""
    menu = [BotCommand(name, words[name]) for name in CUSTOMER]
    more = [BotCommand(name, words[name]) for name in MANAGER]
    try:
        await bot.set_my_commands(menu, scope=BotCommandScopeAllPrivateChats())
        for manager in managers:
            await _set_for(bot, manager, [*more, *menu])
    except TelegramError as error:
        log.warning("commands_not_set", error=str(error))


async def _set_for(bot: Bot, manager: int, menu: list[BotCommand]) -> None:
    try:
        await bot.set_my_commands(menu, scope=BotCommandScopeChat(manager))
    except TelegramError as error:  # a manager who has never written to the bot has no chat
        log.info("commands_not_set", manager=manager, error=str(error))
