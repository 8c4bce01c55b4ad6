"""SnowNLP, the second opinion: 2 s and 400 MB to load, so imported only here, on demand."""

import contextlib
import os
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

_lock = threading.Lock()
_score: Callable[[str], float] | None = None


def load() -> None:
    """Blocking; for a background thread. Safe to call twice."""
    global _score
    with _lock:
        if _score is None:
            _score = _loaded()


def is_ready() -> bool:
    return _score is not None


def p_unhappy(text: str) -> float | None:
    """SnowNLP's opinion, or None while it is not loaded or where it fails (empty text)."""
    score = _score
    if score is None or not text.strip():
        return None
    with contextlib.suppress(Exception):  # a stranger's code on a stranger's text
        return 1.0 - min(1.0, max(0.0, score(text[:1000])))
    return None


def _loaded() -> Callable[[str], float]:
    import jieba

    # jieba reads its cache with marshal: only a folder of our own may hold it
    jieba.dt.tmp_dir = _private_folder()
    jieba.setLogLevel(60)
    jieba.initialize()
    from snownlp import SnowNLP

    SnowNLP("预热").sentiments  # noqa: B018 (its models load on first use)
    return lambda text: float(SnowNLP(text).sentiments)


def _private_folder() -> str:
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "huifang"
    try:
        base.mkdir(mode=0o700, parents=True, exist_ok=True)
        base.chmod(0o700)
        if base.stat().st_uid == os.getuid():
            return str(base)
    except OSError:
        pass  # a read-only home: a folder of this process alone
    return tempfile.mkdtemp(prefix="huifang-")
