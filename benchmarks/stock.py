"""The rival of `turn.py`: python-telegram-bot's stock echo bot, as its documentation shows it.

Sequential, default HTTP client, polling by its own Updater; it stores nothing.
"""

import argparse
import asyncio
import signal
from typing import Any

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from benchmarks.contender import Meter, serve


async def run(address: str, token: str, is_alone: bool) -> None:
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
        await (alone(app) if is_alone else serve(answer))
        await app.stop()


async def alone(app: Application[Any, Any, Any, Any, Any, Any]) -> None:
    """Without a driver, until it is told to stop: for `start.py` and `pace.py`."""
    assert app.updater is not None
    await app.updater.start_polling()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()
    await app.updater.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("address")
    parser.add_argument("token")
    parser.add_argument("--alone", action="store_true")
    options = parser.parse_args()
    asyncio.run(run(options.address, options.token, options.alone))
