"""`huifang run` on a server that has no limits: it waits for no pace, not even a predecessor's."""

import argparse
import asyncio
from datetime import timedelta
from pathlib import Path

from bot.app.live import run
from bot.config import load, secrets
from bot.telegram import sender
from bot.telegram.pacing import Pace

UNPACED = Pace(per_second=1e9, private=timedelta(), group=timedelta(), light_group=timedelta())

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--port", type=int)
    options = parser.parse_args()
    sender.RELEASED_AFTER = timedelta(seconds=0.2)
    asyncio.run(run(load(options.config), secrets(), UNPACED, port=options.port))
