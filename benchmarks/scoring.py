"""Reading replies: ours against SnowNLP, in one process, on the same texts, CPU time of each.

python -m benchmarks.scoring [FILE]     one text a line; without a file, our chat corpus
"""

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import nlp
from nlp import corpus

COMPARED = 400  # SnowNLP takes a millisecond and more for each


def costs(read: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    """Microseconds of CPU for each text, sorted."""
    found = []
    for text in texts:
        began = time.process_time_ns()
        read(text)
        found.append((time.process_time_ns() - began) / 1000)
    return sorted(found)


def show(name: str, found: Sequence[float]) -> float:
    middle, high = found[len(found) // 2], found[int(len(found) * 0.99)]
    print(f"{name:28s} p50 {middle:9.1f} µs   p99 {high:9.1f} µs")
    return middle


def main() -> None:
    began = time.process_time()
    nlp.read("预热")
    print(f"load (model, first read)     {(time.process_time() - began) * 1000:9.1f} ms")
    nlp.load()
    if len(sys.argv) > 1:
        texts = Path(sys.argv[1]).read_text("utf-8").splitlines()
    else:
        texts = [reply.text for reply in corpus.training()]
    short = [text for text in texts if len(text) <= 20]
    for _ in range(2):  # the first round warms the processor's caches
        ours_short, ours = costs(nlp.read, short), costs(nlp.read, texts)
    show("ours, short (20 characters)", ours_short)
    show("ours, all", ours)
    show("ours, with explanation", costs(lambda text: nlp.read(text, why=True), texts))
    show("ours, 4096 characters", costs(nlp.read, [("这家店的菜真不错" * 512)] * 20))
    began = time.process_time()
    nlp.second_opinion("预热")
    print(f"SnowNLP: load                {(time.process_time() - began) * 1000:9.1f} ms")
    same = texts[:: max(1, len(texts) // COMPARED)]
    theirs, ours = costs(nlp.second_opinion, same), costs(nlp.read, same)
    middle = show("SnowNLP, every so many", theirs) / show("ours, the same", ours)
    print(f"ratio (SnowNLP / ours): p50 {middle:.0f}, all together {sum(theirs) / sum(ours):.0f}")


if __name__ == "__main__":
    main()
