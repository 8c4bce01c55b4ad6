"""A small day in which the bot is killed, or stopped, in the middle: nothing is lost."""

import asyncio
from collections import Counter
from pathlib import Path

from benchmarks.day import Day, day, reply

PATIENCE = 60.0
TEXTS = (
    *("杯子漏水,太差了,退货", "很好用,谢谢", "等了三天才发货,客服也不理人", "颜色好看"),
    *("蛋糕是坏的,孩子吃了拉肚子", "还行吧", "服务态度恶劣,再也不来了", "第三次买了,一直满意"),
    *("包装破了,里面也碎了", "物流很快,孩子喜欢", "跟图片完全不一样,骗子", "质量不错,价格实惠"),
)
ANSWERS = [reply(text, None, number) for number, text in enumerate(TEXTS)]


async def _lived(folder: Path, kills: int, gently: bool) -> Day:
    async with asyncio.timeout(PATIENCE):  # a link that was lost leaves its customer waiting
        return await day(ANSWERS, folder, kills, pause=1, gently=gently)


async def test_killed_in_the_middle_it_loses_nothing(tmp_path: Path) -> None:
    kills = 2
    lived = await _lived(tmp_path, kills, gently=False)

    found = lived.findings
    assert found.wrong() == {}
    assert found.texts == len(TEXTS)
    assert found.complaints >= 6
    assert lived.ends == ["SIGKILL"] * kills
    doubled = Counter(chat for chat, _ in found.sent_twice)
    assert all(times <= kills for times in doubled.values())  # one on its way at each kill


async def test_stopped_in_the_middle_it_doubles_nothing(tmp_path: Path) -> None:
    lived = await _lived(tmp_path, 1, gently=True)

    assert lived.findings.wrong() == {}
    assert lived.findings.sent_twice == []
    assert lived.findings.texts == len(TEXTS)
    assert lived.ends == ["exit 0"]
