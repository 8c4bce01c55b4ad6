"""`huifang check` and the command menus: said in plain words, and never in the way."""

from bot.sandbox.world import GROUP_ID, World
from bot.telegram.commands import CUSTOMER, MANAGER, set_commands
from bot.telegram.desk import check_desk
from bot.telegram.request import Bot, make_bot

WORDS = {name: name for name in (*CUSTOMER, *MANAGER)}


async def test_a_good_desk_is_fine(bot: Bot) -> None:
    found = await check_desk(bot, [GROUP_ID])

    assert all(finding.is_fine for finding in found)
    assert any("话题" in finding.text for finding in found)


async def test_a_plain_member_is_told_what_it_needs(bot: Bot, world: World) -> None:
    world.group.bot_status = "member"
    found = await check_desk(bot, [GROUP_ID])

    (bad,) = [finding for finding in found if not finding.is_fine]
    assert "管理员" in bad.text


async def test_a_group_without_topics_and_one_unknown(bot: Bot, world: World) -> None:
    world.group.forum = False
    world.group.__dict__.pop("short", None)
    bad = [f.text for f in await check_desk(bot, [GROUP_ID, -100999]) if not f.is_fine]

    assert len(bad) == 2
    assert "打开话题" in bad[0]
    assert "-100999" in bad[1]


async def test_a_wrong_token_is_named(address: str) -> None:
    bot = make_bot("424242:AAwrongwrongwrongwrongwrongwrong", address)
    (finding,) = await check_desk(bot, [GROUP_ID])
    await bot.shutdown()

    assert "HUIFANG_TOKEN" in finding.text


async def test_without_a_network_it_says_so() -> None:
    bot = make_bot("424242:AAwrongwrongwrongwrongwrongwrong", "http://127.0.0.1:9")
    (finding,) = await check_desk(bot, [])
    await bot.shutdown()

    assert "连不上" in finding.text


async def test_a_manager_who_never_wrote_costs_only_that_menu(bot: Bot, world: World) -> None:
    boss = world.join("张经理", "manager")
    world.start(boss)
    await set_commands(bot, WORDS, managers=[999, boss.id])

    menus = [[each["command"] for each in menu] for menu in world.commands.values()]
    assert sorted(map(len, menus)) == [len(CUSTOMER), len(CUSTOMER) + len(MANAGER)]
