"""The sandbox's page in a real Chromium."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from bot.sandbox.receipts import buy
from tests.sandbox.demo_shop import NASTY, Shop, open_shop

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with open_shop() as shop:
        yield shop


@pytest.fixture
def chromium(capfd: pytest.CaptureFixture[str]) -> Path:
    if not CHROMIUM.exists():
        missing = f"no browser at {CHROMIUM}: the page's tests did not run"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        with capfd.disabled():
            sys.stderr.write(f"\nWARNING: {missing}\n")
        pytest.skip(missing)
    return CHROMIUM


@asynccontextmanager
async def browsing(shop: Shop, chromium: Path, width: int = 1440) -> AsyncIterator[Page]:
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=chromium, args=FLAGS)
        page = await browser.new_page(viewport={"width": width, "height": 844})
        broken: list[str] = []
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.on("console", lambda m: broken.append(m.text) if "Security" in m.text else None)
        await page.goto(shop.url)
        await expect(page.locator("#clock-date")).not_to_be_empty()
        yield page
        await browser.close()
        assert broken == []


@pytest.fixture
async def page(shop: Shop, chromium: Path) -> AsyncIterator[Page]:
    async with browsing(shop, chromium) as page:
        yield page


@pytest.fixture
async def phone(shop: Shop, chromium: Path) -> AsyncIterator[Page]:
    async with browsing(shop, chromium, 390) as page:
        yield page


@pytest.mark.browser
async def test_a_newcomers_first_click_opens_the_invitation(shop: Shop, page: Page) -> None:
    await page.locator("#guide").get_by_role("button", name="打开王女士的邀请链接").click()
    await expect(page.locator("#customer .mine")).to_contain_text("/start")
    token = shop.receipts.rows[0]["token"]
    assert shop.heard() == [("text", f"/start {token}")]
    shop.bot_says(shop.chat, "王女士您好", "好的")

    await expect(page.locator("#customer .log")).to_contain_text("王女士您好")
    guide = page.locator("#guide")
    await expect(guide.get_by_role("button", name="跳到下一件事")).to_be_visible()
    await expect(guide).not_to_contain_text("undefined")
    assert shop.receipts.rows[0]["opened_by"] == "王女士"


@pytest.mark.browser
async def test_a_tap_reaches_the_bot_and_its_edit_replaces_the_buttons(
    shop: Shop, page: Page
) -> None:
    asked = shop.bot_says(shop.chat, "用着还顺手吗", "1", "5")
    await page.locator("#customer .keyboard").get_by_role("button", name="5").click()
    await expect(page.locator("#customer .keyboard button[aria-busy]")).to_have_count(0)
    assert shop.heard()[-1] == ("tap", "1:5")
    shop.bot_edits(asked, "您选了 5 分")

    await expect(page.locator("#customer .bubble")).to_contain_text("您选了 5 分改过")
    await expect(page.locator("#customer .keyboard")).to_have_count(0)


@pytest.mark.browser
async def test_quick_messages_arrive_in_the_order_they_were_typed(shop: Shop, page: Page) -> None:
    box = page.get_by_label("说点什么")
    lines = [f"第{number}句" for number in range(1, 6)]
    for line in lines:
        await box.fill(line)
        await box.press("Enter")
    await expect(page.locator("#customer .mine")).to_have_count(5)

    assert [text for _, text in shop.heard()] == lines


@pytest.mark.browser
async def test_text_of_strangers_never_runs(shop: Shop, page: Page) -> None:
    await buy(
        {"items": NASTY, "amount": "1", "shop": NASTY}, shop.purchase, shop.receipts, shop.clock
    )
    topic = shop.world.open_topic(shop.world.group, shop.world.bot_user, NASTY)
    shop.bot_says(shop.world.group, NASTY, NASTY, topic=topic.id)
    shop.world.join(NASTY, "customer")
    shop.world.say(shop.wang, NASTY)
    await expect(page.locator("#customer .mine")).to_contain_text(NASTY)
    await page.locator(f"[data-topic$=':{topic.id}']").click()
    await expect(page.locator("#staff .keyboard button")).to_have_text(NASTY)
    await page.locator("#open-purchases").click()
    await expect(page.locator("#purchases .receipt h3").first).to_have_text(NASTY)

    assert await page.locator("img[src=x]").count() == 0
    assert await page.title() == "回访 · 沙盒"


@pytest.mark.browser
async def test_staff_find_the_case_claim_it_and_answer(shop: Shop, page: Page) -> None:
    shop.bot_says(shop.world.group, "大家好")
    topic = shop.world.open_topic(shop.world.group, shop.world.bot_user, "🔴 王女士 · 保温杯")
    shop.bot_says(shop.world.group, "漏水，烫到孩子的手", "认领", topic=topic.id)
    line = page.locator(f"#staff [data-topic$=':{topic.id}']")
    await expect(line.locator(".badge")).to_have_text("1")
    await line.click()
    await page.locator("#staff").get_by_role("button", name="认领").click()
    await page.get_by_label("回复顾客").fill("孩子的手怎么样了？")
    await page.get_by_label("回复顾客").press("Enter")
    await expect(page.locator("#staff .mine")).to_contain_text("孩子的手怎么样了？")

    assert shop.heard()[-2:] == [("tap", "1:认领"), ("text", "孩子的手怎么样了？")]
    assert shop.world.messages(shop.world.group.id, topic.id)[-1].sender["id"] == shop.li.id
    await page.get_by_role("button", name="回到话题列表").click()
    await expect(line.locator(".badge")).to_have_count(0)


@pytest.mark.browser
async def test_a_case_with_the_seniors_is_worked_by_a_senior(shop: Shop, page: Page) -> None:
    chen = shop.world.join("陈店长", "supervisor")
    seniors = shop.world.add_group("店长群")
    del seniors.members[shop.li.id]
    topic = shop.world.open_topic(seniors, shop.world.bot_user, "🟠 王女士 · 保温杯")
    shop.bot_says(seniors, "话说得重，请您来接", "认领", topic=topic.id)
    line = page.locator(f"#staff [data-topic='{seniors.id}:{topic.id}']")
    await expect(line).to_contain_text("店长群 · ")
    await line.click()
    await expect(page.locator("#staff .people")).not_to_contain_text("小李")
    await page.locator("#staff").get_by_role("button", name="认领").click()
    await page.get_by_label("回复顾客").fill("我是店长，我来办")
    await page.get_by_label("回复顾客").press("Enter")
    await expect(page.locator("#staff .mine")).to_contain_text("我是店长，我来办")

    assert shop.heard()[-2:] == [("tap", "1:认领"), ("text", "我是店长，我来办")]
    assert shop.world.messages(seniors.id, topic.id)[-1].sender["id"] == chen.id


@pytest.mark.browser
async def test_every_medium_can_be_sent_and_a_document_comes_down_whole(
    shop: Shop, page: Page
) -> None:
    for name in ("照片", "一组照片", "语音", "贴纸", "文件"):
        await page.locator("#customer").get_by_label("发照片、语音、贴纸、文件").click()
        await page.locator("#customer").get_by_role("menuitem", name=name, exact=True).click()
    await expect(page.locator("#customer .mine")).to_have_count(6)
    report = "\ufeff时间,门店\r\n".encode()
    file = shop.world.files.store("document", "会话.csv", "text/csv", report)
    told = {"document": file.ids() | {"file_name": file.name}}
    shop.world.post(shop.world.private_chat(shop.zhao), shop.world.bot_user, told)
    async with page.expect_download() as coming:
        await page.locator("#manager a.file").click()
    download = await coming.value

    kinds = [kind for kind, _ in shop.heard()]
    assert kinds == ["photo", "photo", "photo", "voice", "sticker", "document"]
    albums = [message.album for message in shop.world.messages(shop.wang.id)]
    assert albums[1] is not None
    assert albums[1] == albums[2]
    assert download.suggested_filename == "会话.csv"
    saved = await asyncio.to_thread(Path(await download.path()).read_bytes)
    assert saved == report


@pytest.mark.browser
async def test_the_clock_moves_and_says_how_far(shop: Shop, page: Page) -> None:
    await page.get_by_role("button", name="快进 1 天").click()
    await expect(page.locator(".offset")).to_have_text("比真实时间快 1 天")

    assert shop.clock.offset == timedelta(days=1)


@pytest.mark.browser
async def test_a_purchase_is_made_and_a_refusal_is_shown(shop: Shop, page: Page) -> None:
    shop.refuses = "金额太大了"
    await page.locator("#new-purchase").click()
    await page.get_by_label("买了什么").fill("蓝牙音箱")
    await page.get_by_label("金额（元）").fill("269")
    await page.get_by_role("button", name="记下这笔").click()
    await expect(page.get_by_role("alert")).to_have_text("金额太大了")
    shop.refuses = ""
    await page.get_by_role("button", name="记下这笔").click()

    await expect(page.locator("#purchases .receipt").first).to_contain_text("蓝牙音箱")
    assert shop.receipts.rows[1]["token"] == f"token-{shop.receipts.rows[1]['order_no']}"


@pytest.mark.browser
async def test_who_blocks_the_bot_cannot_write_until_unblocking(shop: Shop, page: Page) -> None:
    shop.world.say(shop.wang, "在吗")
    await page.get_by_role("button", name="让王女士拉黑机器人").click()
    await expect(page.get_by_label("说点什么")).to_be_hidden()
    assert shop.wang.blocked
    await page.get_by_role("button", name="解除拉黑").click()
    await expect(page.get_by_label("说点什么")).to_be_visible()

    assert not shop.wang.blocked


@pytest.mark.browser
async def test_the_scroll_stays_where_the_reader_left_it(shop: Shop, page: Page) -> None:
    for number in range(60):
        shop.bot_says(shop.chat, f"第 {number} 条")
    log = page.locator("#customer .log")
    await expect(log).to_contain_text("第 59 条")
    at_end = "log => log.scrollHeight - log.scrollTop - log.clientHeight < 2"
    assert await log.evaluate(at_end)
    await log.evaluate("log => { log.scrollTop = 200 }")
    await page.wait_for_timeout(100)
    shop.bot_says(shop.chat, "最新的一条")
    await expect(log).to_contain_text("最新的一条")

    assert await log.evaluate("log => log.scrollTop") == 200
    await page.get_by_role("button", name="有新消息").click()
    assert await log.evaluate(at_end)


@pytest.mark.browser
async def test_on_a_phone_the_panes_are_tabs_with_badges(shop: Shop, phone: Page) -> None:
    topic = shop.world.open_topic(shop.world.group, shop.world.bot_user, "王女士 · 保温杯")
    shop.bot_says(shop.world.group, "漏水", "认领", topic=topic.id)
    await expect(phone.locator("#tab-staff .badge")).to_have_text("1")
    assert not await phone.locator("#staff").is_visible()
    await phone.locator("#tab-customer").focus()
    await phone.keyboard.press("ArrowRight")
    await phone.locator(f"[data-topic$=':{topic.id}']").click()

    await expect(phone.locator("#staff .keyboard")).to_be_visible()
    await expect(phone.locator("#tab-staff .badge")).to_be_hidden()
    assert await phone.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.browser
async def test_after_the_stream_broke_the_page_catches_up(shop: Shop, page: Page) -> None:
    shop.world.is_stopping = True
    await expect(page.locator("#offline")).to_be_visible()
    shop.bot_says(shop.chat, "您不在的时候说的")
    shop.world.is_stopping = False

    await expect(page.locator("#customer .log")).to_contain_text("您不在的时候说的")
    await expect(page.locator("#offline")).to_be_hidden()


@pytest.mark.browser
async def test_a_dot_is_drawn_in_service_lines_too(shop: Shop, page: Page) -> None:
    topic = shop.world.open_topic(shop.world.group, shop.world.bot_user, "🔴 紧急 · 王女士")
    shop.bot_says(shop.world.group, "请看", topic=topic.id)
    await page.locator(f"[data-topic$=':{topic.id}']").click()

    await expect(page.locator("#staff p.service .dot.red")).to_have_text("🔴")
