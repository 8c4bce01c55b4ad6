"""The reader of replies at the command line: score, train, evaluate, calibrate."""

import sys
from collections.abc import Mapping, Sequence
from importlib.resources import as_file, files
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.progress import Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from bot.app.office import opened
from bot.clock import Clock
from bot.config import Settings
from nlp.calibrate import Calibrated, Corrected, TooFew
from nlp.calibrate import calibrate as fit
from nlp.data import BadData
from nlp.evaluate import Side
from nlp.evaluate import evaluate as judge
from nlp.figures import Figures
from nlp.score import lines, score
from nlp.train import Leak, Trained
from nlp.train import train as learn
from storage import consents, corrections
from storage.corrections import Handled

REFUSED = (BadData, Leak, TooFew, OSError)
COMPLAINT = "complaint"
COLUMNS = ("", "条", "准确", "均衡", "宏F1", "AUC", "召回@.90", "校准误差", "拿不准")


def score_stream(source: TextIO, column: str | None, out: TextIO) -> int:
    """One JSON object a line; a progress bar on a terminal only, so that a pipe stays clean."""
    console = Console(stderr=True)
    shown = (TextColumn("已读 {task.completed} 条"), TimeElapsedColumn())
    quiet = not (console.is_terminal and not out.isatty())
    count = 0
    with Progress(*shown, console=console, disable=quiet, transient=True) as bar:
        task = bar.add_task("", total=None)
        for line in score(lines(source, column), Clock().now()):
            out.write(line + "\n")
            count += 1
            if count % 100 == 0:
                bar.update(task, completed=count)
    return count


def train(paths: Sequence[Path], out: Path, test: Sequence[Path]) -> Trained:
    return learn(paths, out, test=test, say=lambda words: print(words, file=sys.stderr))  # noqa: T201


def evaluate(paths: Sequence[Path], model: Path | None, limit: int | None) -> list[Side]:
    with as_file(files("nlp").joinpath("model.bin")) as shipped:
        return judge(paths, model or shipped, limit=limit)


async def calibrate(settings: Settings) -> Calibrated:
    """Move the calibration to the shop's own handled cases, with their customers' consent.

    It begins from the shipped model each time, so whoever withdrew is forgotten by the next one.
    """
    async with opened(settings) as database:
        handled = await database.read(corrections.handled)
        chats = {case.chat_id for case in handled}
        yes = await database.read(lambda conn: consents.agreed(conn, chats))
    target = settings.sentiment.model
    target.parent.mkdir(parents=True, exist_ok=True)
    agreed = [_corrected(case) for case in handled if case.chat_id in yes]
    with as_file(files("nlp").joinpath("model.bin")) as shipped:
        done = fit(agreed, shipped, fresh(target))
    if target.exists():
        target.replace(previous(target))
    fresh(target).replace(target)
    return done


def undo(settings: Settings) -> bool:
    """Back to the model before the last calibration; False where there was none."""
    target = settings.sentiment.model
    if not target.exists():
        return False
    if previous(target).exists():
        previous(target).replace(target)
    else:
        target.unlink()
    return True


def previous(target: Path) -> Path:
    return target.with_suffix(".previous" + target.suffix)


def fresh(target: Path) -> Path:
    return target.with_suffix(".new" + target.suffix)


def _corrected(case: Handled) -> Corrected:
    """What a person has held and not called misread is as good as confirmed."""
    return Corrected(case.words, (case.kind == COMPLAINT) != case.misread)


def show(groups: Mapping[str, Mapping[str, Figures]]) -> None:
    """One table a group, one row a source, a length or a phenomenon."""
    console = Console()
    for title, rows in groups.items():
        table = Table(title=title)
        for column in COLUMNS:
            table.add_column(column, justify="right" if column else "left")
        for name, found in rows.items():
            table.add_row(name, *_cells(found))
        console.print(table)


def show_sides(sides: Sequence[Side]) -> None:
    show({side.name: side.by_source for side in sides})
    for side in sides:
        cost = f"{side.microseconds:.0f} µs 一条，载入 {side.load_seconds:.2f} 秒"
        Console().print(f"{side.name}：{cost}，内存 +{side.memory_mb:.0f} MB")


def show_calibrated(done: Calibrated) -> None:
    Console().print(
        f"用了 {done.count} 条，留出 {done.held_back} 条来看；截距移到 {done.shift:+.3f}"
    )
    before, after = done.before, done.after
    if before is not None and after is not None:
        show({"留出的回复": {"之前": before, "之后": after}})


def _cells(found: Figures) -> list[str]:
    shares = (
        found.accuracy,
        found.balanced_accuracy,
        found.macro_f1,
        found.auc,
        found.recall_at_90,
        found.calibration_error,
        found.unsure,
    )
    return [str(found.count), *(f"{share:.3f}" for share in shares)]
