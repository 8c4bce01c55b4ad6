"""The rival of `turn.py`: python-telegram-bot's stock echo bot, as its documentation shows it.

Sequential, default HTTP client, polling by its own Updater; it stores nothing.
"""

import argparse
import asyncio
from typing import Any

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from benchmarks.contender import Meter, serve


async def run(address: str, token: str) -> None:
    answered, done, wanted = 0, asyncio.Event(), 0

    async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        nonlocal answered
        if update.message is not None and update.message.text is not None:
            await update.message.reply_text(update.message.text)
        answered += 1
        if answered == wanted:
            done.set()

    app = Application.builder().token(token).base_url(f"{address}/bot").build()
    app.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, echo))

    async def answer(what: dict[str, Any]) -> dict[str, Any]:
        nonlocal answered, wanted
        assert app.updater is not None
        if "stop" in what:
            await app.updater.stop()
            return {}
        answered, wanted = 0, what["go"]
        done.clear()
        meter = Meter()
        await app.updater.start_polling()
        await done.wait()
        return meter.read()

    async with app:
        await app.start()
        await serve(answer)
        await app.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("address")
    parser.add_argument("token")
    options = parser.parse_args()
    asyncio.run(run(options.address, options.token))
