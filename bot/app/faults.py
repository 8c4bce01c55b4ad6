"""What ends a command and can be put right is said in a sentence, with where to look."""

from bot.config import ConfigError
from bot.telegram.receiver import WrongToken
from bot.telegram.sign_in import WebhookRefused
from bot.wording.catalog import WordingError
from storage.database import BadUrl, Unavailable
from storage.offsets import OtherBot
from storage.sealing import BadKey, Locked

SAID: dict[type[Exception], str] = {
    ConfigError: "配置有问题：",
    WordingError: "文案有问题：",
    WrongToken: "令牌不对，请检查 HUIFANG_TOKEN：",
    WebhookRefused: "Telegram 不收这个 webhook 地址，请看 telegram.webhook_url：",
    OtherBot: "这个数据库是另一个机器人的，请换一个 database.url：",
    BadUrl: "database.url 不对，要写成 sqlite:///文件 或者 postgresql://…：",
    BadKey: "主密钥不对（还没有的话，运行 huifang rekey）：",
    Locked: "主密钥不是这个数据库的，请换成锁它的那一把：",
    Unavailable: "数据库连不上，请看 database.url：",
}


def said(error: Exception) -> str | None:
    """None: it is a fault of ours."""
    known = (words for kind, words in SAID.items() if isinstance(error, kind))
    words = next(known, None)
    return None if words is None else f"{words}{error}"
