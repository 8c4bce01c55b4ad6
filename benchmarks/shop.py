"""A shop's bot in processes of its own beside the sandbox's server, to be killed at will."""

import asyncio
import json
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import aiohttp
import yaml

from benchmarks.stage import LOOK, ROOT, Stage, environment
from bot.config import laid_over
from bot.sandbox.core import GROUP_ID

KEY = "a-key-for-the-till"
PATIENCE = 60.0
# As if it were a machine of its own: another name, other process numbers.
APART = ("unshare", "--uts", "--pid", "--fork", "--kill-child=KILL")


class Worker:
    """One process of the bot."""

    def __init__(self, shop: "Shop", number: int, apart: bool = False) -> None:
        self.port = _free_port()
        self.ends: list[str] = []  # how it ended, each time but the last
        self._shop = shop
        program = (sys.executable, "-m", "benchmarks.unpaced", "--config", str(shop.config))
        self._apart = apart
        self._command = (*(APART if apart else ()), *program, "--port", str(self.port))
        self.log = shop.folder / f"bot{number}.log"
        self._process: asyncio.subprocess.Process | None = None

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    async def launch(self) -> None:
        """Start it, and wait for nothing."""
        secrets = {"HUIFANG_TOKEN": self._shop.stage.token, "HUIFANG_API_KEY": KEY}
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command, cwd=ROOT, env=environment(**secrets), stdout=log, stderr=log
            )

    async def start(self) -> None:
        await self.launch()
        async with asyncio.timeout(PATIENCE):
            while not await self.is_up():  # noqa: ASYNC110 (another process)
                await asyncio.sleep(LOOK)

    async def kill(self) -> None:
        """As the power would: nothing is finished, nothing is said."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """As an operator would."""
        await self._end(signal.SIGTERM)

    async def _end(self, how: signal.Signals) -> None:
        assert self._process is not None
        if self._process.returncode is None:
            # `unshare` passes no signal on, and dies with its child only of this one.
            self._process.send_signal(signal.SIGKILL if self._apart else how)
        status = await self._process.wait()
        self.ends.append(signal.Signals(-status).name if status < 0 else f"exit {status}")

    async def is_up(self) -> bool:
        if not self.is_running:
            raise RuntimeError(self.log.read_text()[-2000:])
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.close()
        return True


class Shop:
    def __init__(
        self,
        stage: Stage,
        folder: Path,
        over: dict[str, Any],
        database_url: str | None = None,
        workers: int = 1,
        apart: bool = False,
    ) -> None:
        self.stage = stage
        self.folder = folder
        self.database_url = database_url or f"sqlite:///{folder / 'huifang.db'}"
        self.config = folder / "config.yaml"
        own = {
            "telegram": {"base_url": stage.address},
            "database": {"url": self.database_url},
            "survey": {"delay": "0s", "quiet_hours": None},
            "staff": {"group": GROUP_ID},
        }
        config = laid_over(
            laid_over(yaml.safe_load((ROOT / "config.yaml").read_text()), own), over
        )
        self.config.write_text(yaml.safe_dump(config, allow_unicode=True))
        self.workers = [Worker(self, number, apart) for number in range(workers)]

    @property
    def ends(self) -> list[str]:
        return [end for worker in self.workers for end in worker.ends]

    async def start(self) -> None:
        for worker in self.workers:
            await worker.start()

    async def stop(self) -> None:
        await asyncio.gather(*(worker.stop() for worker in self.workers))

    async def sell(self, orders: Sequence[dict[str, Any]]) -> list[str]:
        """Report purchases as a till does; answers the token of each invitation."""
        url = f"http://127.0.0.1:{self.workers[0].port}/v1/purchases"
        headers = {"Authorization": f"Bearer {KEY}"}
        async with (
            aiohttp.ClientSession(headers=headers) as till,
            till.post(url, json={"purchases": list(orders)}) as answer,
        ):
            told = await answer.json()
            if answer.status >= 400:
                raise RuntimeError(json.dumps(told, ensure_ascii=False))
        return [each["link"].partition("start=")[2] for each in told["purchases"]]


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
