"""The bot's menu of commands, by scope and language."""

import re
from typing import Any

from bot.sandbox import access
from bot.sandbox.access import Level
from bot.sandbox.errors import bad_request
from bot.sandbox.params import Params
from bot.sandbox.wire import Json
from bot.sandbox.world import World

MOST_COMMANDS = 100
_PLAIN = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})
_OF_A_CHAT = frozenset({"chat", "chat_administrators", "chat_member"})


def set_my_commands(world: World, p: Params) -> bool:
    """Without commands the list is emptied."""
    try:
        rows = p.parsed("commands")
    except ValueError:
        raise bad_request("can't parse commands JSON object") from None
    if rows is not None and not isinstance(rows, list):
        raise bad_request("expected an Array of BotCommand")
    commands = [_command(row) for row in rows or []]
    if len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    key = _scope(world, p)
    if any(not re.fullmatch("[a-z0-9_]+", row["command"]) for row in commands):
        raise bad_request("BOT_COMMAND_INVALID")
    world.commands[key] = commands
    return True


def _command(row: Any) -> Json:
    if not isinstance(row, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    for name in ("command", "description"):
        if name not in row:
            raise bad_request(f"can't parse BotCommand: Can't find field \"{name}\"")
    command = str(row["command"]).removeprefix("/").strip()
    description = str(row["description"]).strip()
    for what, value, most in (
        ("command", command, 32),
        ("command description", description, 256),
    ):
        if not value:
            raise bad_request(f"{what} must be non-empty")
        if len(value) > most:
            raise bad_request(f"{what} length must not exceed {most}")
    return {"command": command, "description": description}


def _scope(world: World, p: Params) -> str:
    try:
        scope = p.parsed("scope") or {"type": "default"}
    except ValueError:
        raise bad_request("can't parse BotCommandScope JSON object") from None
    kind = scope.get("type") if isinstance(scope, dict) else None
    language = p.text("language_code")
    if kind in _PLAIN:
        return f"{kind}:{language}"
    if kind not in _OF_A_CHAT:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    place = Params({"chat_id": str(scope.get("chat_id", ""))})
    chat = access.chat(world, place, Level.MEMBERS)
    if chat.is_private and kind != "chat":
        raise bad_request("can't use specified scope in private chats")
    return f"{kind}:{chat.id}:{scope.get('user_id', '')}:{language}"


def get_my_commands(world: World, p: Params) -> list[Json]:
    return world.commands.get(_scope(world, p), [])


METHODS = {"setMyCommands": set_my_commands, "getMyCommands": get_my_commands}
