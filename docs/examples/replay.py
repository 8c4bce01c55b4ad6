"""Play the worked cases again and write down what is said: python -m docs.examples.replay"""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app.staged import PLAYED_KEY

from .transcript import transcript

FOLDER = Path(__file__).parent
CUSTOMERS = {"1-scald": "王女士", "2-long-letter": "李先生", "3-difficult": "陈小姐"}
DAYS = ("--from", "2026-11-22", "--to", "2026-12-05")


def replayed(name: str) -> str:
    """The transcript of one case, by the commands that anybody would use."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/played.db"
        _huifang("play", "--database", url, str(FOLDER / f"{name}.yaml"), url=url)
        exported = _huifang("export", "--format", "jsonl", *DAYS, url=url)
    return transcript(exported.splitlines(), CUSTOMERS[name])


def _huifang(*words: str, url: str) -> str:
    keys = {"HUIFANG_DATABASE_URL": url, "HUIFANG_MASTER_KEY": PLAYED_KEY}
    command = [sys.executable, "-m", "bot", *words]
    done = subprocess.run(command, env=os.environ | keys, capture_output=True, check=True)
    return done.stdout.decode()


if __name__ == "__main__":
    for name in CUSTOMERS:
        (FOLDER / f"{name}.md").write_text(replayed(name), "utf-8")
