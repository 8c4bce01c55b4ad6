"""An error as it may be kept: its kind and where it happened. What it says may quote somebody."""

import traceback
from pathlib import Path

HOUSE = Path(__file__).parents[2]


def told(error: BaseException) -> str:
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(HOUSE) and "site-packages" not in path.parts:
            return f"{type(error).__name__} {path.relative_to(HOUSE).as_posix()}:{frame.lineno}"
    return type(error).__name__
