"""Renews docs/sandbox.png: one angry customer, walked through the demo in a real Chromium.

`python docs/screenshot.py` from the root of the project, with `make test`'s environment.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from time import sleep

from playwright.sync_api import Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
PICTURE = Path(__file__).with_name("sandbox.png")
PORT = 8133
ANGER = (
    "这个保温杯第一次用就漏水",
    "质量太差，开水烫到了孩子的手",
    "打了两次客服电话都没有人接，太让人失望了",
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        demo = subprocess.Popen(
            [sys.executable, "-m", "bot", "demo", "--port", str(PORT), "--folder", folder],
            stdout=subprocess.PIPE,
        )
        try:
            assert demo.stdout is not None
            while b"http" not in demo.stdout.readline():
                pass
            take_picture(f"http://127.0.0.1:{PORT}")
        finally:
            demo.terminate()
            demo.wait()


def take_picture(address: str) -> None:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(address)
        walk(page)
        sleep(1)  # the last bubbles slide in
        page.screenshot(path=PICTURE)
        browser.close()


def walk(page: Page) -> None:
    customer, staff = page.locator("#customer"), page.locator("#staff")
    page.get_by_role("button", name="打开王女士的邀请链接").click()
    customer.get_by_text("回访助手小回").wait_for()
    page.get_by_role("button", name="跳到下一件事").first.click()
    customer.locator(".keyboard").get_by_role("button", name="1", exact=True).click()
    customer.get_by_text("慢慢").wait_for()
    for words in ANGER:
        page.get_by_label("说点什么").fill(words)
        page.get_by_label("说点什么").press("Enter")
        customer.locator(".mine").get_by_text(words).wait_for()
    customer.locator(".keyboard").get_by_role("button", name="说完了").click()
    customer.get_by_text("对不起").wait_for()
    staff.locator(".topics button").first.click()
    staff.get_by_role("button", name="认领").click()
    staff.get_by_text("已认领").wait_for()
    page.locator("#manager").get_by_role("button", name="/report").click()
    page.locator("#manager").get_by_text("回访报表").wait_for()
    page.get_by_role("button", name="不用带我了").click()


if __name__ == "__main__":
    main()
