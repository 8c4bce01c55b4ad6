"""A shop's bot in a process of its own beside the sandbox's server, to be killed at will."""

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
PATIENCE = 30.0


class Shop:
    def __init__(self, stage: Stage, folder: Path, over: dict[str, Any], lease: float) -> None:
        self.stage = stage
        self.port = _free_port()
        self.database_url = f"sqlite:///{folder / 'huifang.db'}"
        self.ends: list[str] = []  # how it ended, each time but the last
        self._config = folder / "config.yaml"
        program = ("-m", "benchmarks.unpaced", "--config", str(self._config))
        self._command = (*program, "--lease", str(lease))
        self._log = folder / "bot.log"
        self._process: asyncio.subprocess.Process | None = None
        own = {
            "telegram": {"base_url": stage.address},
            "http": {"port": self.port},
            "database": {"url": self.database_url},
            "survey": {"delay": "0s", "quiet_hours": None},
            "staff": {"group": GROUP_ID},
        }
        config = laid_over(
            laid_over(yaml.safe_load((ROOT / "config.yaml").read_text()), own), over
        )
        self._config.write_text(yaml.safe_dump(config, allow_unicode=True))

    async def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *self._command,
                cwd=ROOT,
                env=environment(HUIFANG_TOKEN=self.stage.token, HUIFANG_API_KEY=KEY),
                stdout=log,
                stderr=log,
            )
        async with asyncio.timeout(PATIENCE):
            while not await self._is_up():  # noqa: ASYNC110 (another process)
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
            self._process.send_signal(how)
        status = await self._process.wait()
        self.ends.append(signal.Signals(-status).name if status < 0 else f"exit {status}")

    async def sell(self, orders: Sequence[dict[str, Any]]) -> list[str]:
        """Report purchases as a till does; answers the token of each invitation."""
        url, headers = (
            f"http://127.0.0.1:{self.port}/v1/purchases",
            {"Authorization": f"Bearer {KEY}"},
        )
        async with (
            aiohttp.ClientSession(headers=headers) as till,
            till.post(url, json={"purchases": list(orders)}) as answer,
        ):
            told = await answer.json()
            if answer.status >= 400:
                raise RuntimeError(json.dumps(told, ensure_ascii=False))
        return [each["link"].partition("start=")[2] for each in told["purchases"]]

    async def _is_up(self) -> bool:
        assert self._process is not None
        if self._process.returncode is not None:
            raise RuntimeError(self._log.read_text()[-2000:])
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.close()
        return True


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
