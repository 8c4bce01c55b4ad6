"""`huifang check`: is the token right, is the staff group ready, does anything hold updates up.

Each finding is one plain sentence for the person who sets the bot up, with what to do.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import partial

from telegram import ChatMemberAdministrator, ChatMemberOwner
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from bot.telegram.request import Bot


@dataclass(frozen=True, slots=True)
class Finding:
    is_fine: bool
    text: str


async def check_desk(bot: Bot, group_ids: Iterable[int], polls: bool = True) -> list[Finding]:
    """What is right and what is not, in the order in which it is best repaired."""
    try:
        await bot.initialize()
        me = await bot.get_me()
    except InvalidToken:
        return [
            _bad(
                "Telegram 不认这个令牌。请向 @BotFather 发送 /token，把新令牌写进 HUIFANG_TOKEN。"
            )
        ]
    except TelegramError as error:
        return [
            _bad(
                f"连不上 Telegram（{error}）。"
                "请检查网络、代理（HTTPS_PROXY）和 telegram.base_url。"
            )
        ]
    found = [_good(f"令牌有效，机器人是 @{me.username}。")]
    found += await _asked(partial(_webhook, bot, polls))
    groups = list(group_ids)
    if not groups:
        found.append(_bad("没有配置员工群。请把员工群的编号写进 config.yaml。"))
    for group_id in groups:
        found += await _asked(partial(_group, bot, group_id))
    return found


def _good(text: str) -> Finding:
    return Finding(True, text)


def _bad(text: str) -> Finding:
    return Finding(False, text)


async def _asked(question: Callable[[], Awaitable[list[Finding]]]) -> list[Finding]:
    try:
        return await question()
    except TelegramError as error:
        return [_bad(f"这一项没能查成（{error}）。请稍后再运行一次 huifang check。")]


async def _webhook(bot: Bot, polls: bool) -> list[Finding]:
    info = await bot.get_webhook_info()
    waiting = info.pending_update_count
    found = []
    if polls and info.url:
        found.append(_good("现在还设着 webhook；启动时会自动取消，积压的消息不会丢。"))
    if not polls and not info.url:
        found.append(_bad("还没有设置 webhook，收不到消息。请用 huifang run 启动，它会自动设置。"))
    if not polls and info.last_error_message:
        found.append(
            _bad(
                f"Telegram 上次送消息失败：{info.last_error_message}。"
                "请检查公网地址、证书和端口（443、80、88 或 8443）。"
            )
        )
    if waiting > 100:
        found.append(_bad(f"有 {waiting} 条消息还没有取走。请确认机器人正在运行。"))
    elif waiting:
        found.append(_good(f"有 {waiting} 条消息等着，启动后就会处理。"))
    return found


async def _group(bot: Bot, group_id: int) -> list[Finding]:
    try:
        chat = await bot.get_chat(group_id)
    except (BadRequest, Forbidden):
        return [
            _bad(
                f"机器人看不到员工群 {group_id}。请把机器人拉进群；"
                "如果群刚升级过，编号会变，请换成 -100 开头的新编号。"
            )
        ]
    name = f"员工群「{chat.title}」"
    if chat.type != chat.SUPERGROUP:
        return [_bad(f"{name}不是超级群。请在群设置里打开“话题”，群会自动升级，再填新的编号。")]
    if not chat.is_forum:
        return [_bad(f"{name}没有打开话题。请在群设置里打开“话题”，每个个案才会有自己的话题。")]
    return [_good(f"{name}已打开话题。"), *await _rights(bot, group_id, name)]


async def _rights(bot: Bot, group_id: int, name: str) -> list[Finding]:
    member = await bot.get_chat_member(group_id, bot.id)
    match member:
        case ChatMemberOwner() | ChatMemberAdministrator(can_manage_topics=True):
            return [_good(f"机器人是{name}的管理员，可以管理话题。")]
        case ChatMemberAdministrator():
            return [_bad(f"机器人在{name}里不能管理话题。请在管理员权限里打开“管理话题”。")]
    hint = "" if bot.bot.can_read_all_group_messages else "而且隐私模式开着，看不到员工的话；"
    return [_bad(f"机器人不是{name}的管理员，{hint}请把它设为管理员，并打开“管理话题”。")]
