"""`huifang run` on a server that has no limits: it waits for no pace, and may lease shorter."""

import argparse
import asyncio
from datetime import timedelta
from pathlib import Path

from bot.app.live import run
from bot.config import load, secrets
from bot.telegram.pacing import Pace
from storage import outbox

UNPACED = Pace(per_second=1e9, private=timedelta(), group=timedelta(), light_group=timedelta())

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--lease", type=float, default=outbox.LEASE.total_seconds())
    options = parser.parse_args()
    outbox.LEASE = timedelta(seconds=options.lease)
    asyncio.run(run(load(options.config), secrets(), UNPACED))
