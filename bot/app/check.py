"""`huifang check`: is everything right, in plain words, and what to do where it is not."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

from bot.app.keeping import masters_of
from bot.config import Secrets, Settings
from bot.config.amends import TOPICS
from bot.telegram.desk import check_desk
from bot.telegram.request import make_bot
from bot.wording import catalog, lint
from nlp import manners
from storage import api_keys, groups, keys
from storage.database import open_database
from storage.migrations import is_current
from storage.sealing import BadKey, Locked

IN_PLAIN = (
    "没有主密钥：顾客的话在数据库里是明文。"
    "要加密，请在 config.yaml 写 privacy.key_file，再运行 huifang rekey。"
)
OFFERED = "proposing.ask"  # the shop's own offers are read inside a complaint


@dataclass(frozen=True, slots=True)
class Finding:
    is_fine: bool
    text: str


async def check(settings: Settings, secrets: Secrets, *, offline: bool) -> list[Finding]:
    read = Finding(True, "config.yaml 读得懂，每一项都认得。")
    found = [read, *_wording(settings), *_choice(settings)]
    if offline:
        return found
    found += [await asyncio.to_thread(_database, settings), *_secrets(settings, secrets)]
    found.append(await _at_rest(settings, secrets))
    found += await _tills(settings, secrets)
    if secrets.token:
        found += await _telegram(settings, secrets)
    return found


def _wording(settings: Settings) -> Iterator[Finding]:
    try:
        words = catalog.load(settings.tz)
    except catalog.WordingError as error:
        yield Finding(False, f"文案读不懂：{error}")
        return
    faults = list(lint.check_catalog(words))
    for offer in settings.complaint.compensations:
        faults += lint.check_text(f"{offer.label}，{offer.says}，{offer.value}", OFFERED)
    for snippet in settings.policies.values():
        faults += lint.check_text(snippet.text, OFFERED)
    for fault in faults:
        yield Finding(False, f"文案要改：{fault}")
    held = list(_held(settings))
    yield from held
    if not faults and not held:
        yield Finding(True, f"{len(words.templates)} 条文案都过了禁用语检查。")


def _choice(settings: Settings) -> Iterator[Finding]:
    """Everybody has a choice (the settings see to it); a matter is better met by its own ways."""
    offers = settings.complaint.compensations
    without = [topic for topic in TOPICS if not any(topic in o.topics for o in offers)]
    if without:
        words = "、".join(without)
        yield Finding(True, f"这些事没有自己的补救办法，顾客会看到各处通用的：{words}。")
    if not (settings.staff.supervisors or settings.staff.managers):
        text = "没有写谁是店长和经理：超出权限的补救，员工群里人人都可以批准。"
        yield Finding(True, text)


def _held(settings: Settings) -> Iterator[Finding]:
    """The shop's approved words go to customers as a staff reply does."""
    own = settings.replies
    bounds = manners.Bounds(own.most_money, own.most_times)
    for key, policy in settings.policies.items():
        for found in manners.check(policy.text, bounds=bounds).findings:
            yield Finding(False, f"policies.{key} 要改：{found.why}。可以说：{found.suggestion}")


def _database(settings: Settings) -> Finding:
    try:
        current = is_current(settings.database.url)
    except Exception as error:
        words = f"数据库连不上（{error}）。请看 config.yaml 的 database.url。"
        return Finding(False, words)
    if current:
        return Finding(True, "数据库连得上，已是当前版本。")
    return Finding(True, "数据库连得上，启动时会升到当前版本（或者现在就 huifang migrate）。")


async def _at_rest(settings: Settings, secrets: Secrets) -> Finding:
    """Encryption may be off, and then it is said."""
    try:
        masters = masters_of(settings, secrets)
        database = open_database(settings.database.url, masters)
        try:
            await database.read(keys.check)
        finally:
            await database.close()
    except (BadKey, Locked) as error:
        return Finding(False, f"主密钥不对，顾客的话读不出来：{error}")
    except Exception:  # no tables yet, or no database: `_database` says so
        pass
    if masters.is_off:
        return Finding(True, IN_PLAIN)
    return Finding(
        True, f"顾客的话在数据库里是加密的，主密钥 {masters.newest}；密钥请另外存一份。"
    )


async def _tills(settings: Settings, secrets: Secrets) -> list[Finding]:
    """Some key must let purchases in: that of the environment, or one that was issued."""
    if secrets.api_key:
        return []
    database = open_database(settings.database.url)
    try:
        known = await database.read(api_keys.listed)
    except Exception:  # `_database` says what is wrong with it
        known = ()
    finally:
        await database.close()
    if any(key.revoked_at is None for key in known):
        return []
    text = "收银程序还没有密钥：请用 huifang keys add 发一个，或放进环境变量 HUIFANG_API_KEY。"
    return [Finding(False, text)]


def _secrets(settings: Settings, secrets: Secrets) -> Iterator[Finding]:
    if not secrets.token:
        yield Finding(False, "没有令牌：请向 @BotFather 要一个，放进环境变量 HUIFANG_TOKEN。")
    if secrets.api_key and len(secrets.api_key) < 16:
        words = "HUIFANG_API_KEY 太短：请放一串 16 位以上的随机字符。"
        yield Finding(False, words)
    if settings.telegram.receive_by == "webhook" and not secrets.webhook_secret:
        yield Finding(False, "用 webhook 收消息，要有环境变量 HUIFANG_WEBHOOK_SECRET。")
    if not settings.staff.managers:
        words = (
            "还没有经理：把经理的 Telegram 编号写进 staff.managers，才能用 /report 和 /export。"
        )
        yield Finding(False, words)
    if not settings.staff.supervisors:
        words = "还没有主管：没人认领时要叫谁，请写进 staff.supervisors。"
        yield Finding(False, words)


async def _groups_now(settings: Settings) -> list[int]:
    """The staff groups, under the ids that Telegram has given them since."""
    try:
        if not await asyncio.to_thread(is_current, settings.database.url):
            return sorted(settings.groups)
    except Exception:  # `_database` says what is wrong with it
        return sorted(settings.groups)
    database = open_database(settings.database.url)
    try:
        moves = await database.read(groups.all_moves)
    finally:
        await database.close()
    return sorted({moves.get(group, group) for group in settings.groups})


async def _telegram(settings: Settings, secrets: Secrets) -> list[Finding]:
    bot = make_bot(secrets.token, settings.telegram.base_url)
    polls = settings.telegram.receive_by == "polling"
    try:
        desk = await check_desk(bot, await _groups_now(settings), polls)
    finally:
        await bot.shutdown()
    return [Finding(each.is_fine, each.text) for each in desk]
