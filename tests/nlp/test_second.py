"""SnowNLP comes late, only when asked for, and keeps its cache to itself."""

import stat
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys, warnings
warnings.simplefilter("ignore")
import nlp
from nlp import second
assert not nlp.is_ready()
nlp.load()
assert nlp.is_ready()
nlp.read("今天路过", why=True)
assert "snownlp" not in sys.modules and "jieba" not in sys.modules and "numpy" not in sys.modules
assert second.p_unhappy("好") is None
assert nlp.second_opinion("") == 0.5
assert nlp.second_opinion("服务很好,很满意") < 0.5
import jieba
print(jieba.dt.tmp_dir)
"""


def test_the_heavy_library_is_loaded_only_on_demand(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={"XDG_CACHE_HOME": str(tmp_path), "PATH": "", "PYTHONPATH": "."},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    folder = Path(done.stdout.split()[-1])
    assert folder.parent == tmp_path
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
