"""Many texts in, one JSON object a text out, in constant memory: what `huifang score` prints."""

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TextIO

import nlp
from nlp.data import BadData


def lines(file: Iterable[str], column: str | None = None) -> Iterator[str]:
    """The texts of a stream: one a line, or one column of a CSV."""
    if column is None:
        yield from (line.rstrip("\r\n") for line in file)
        return
    reader = csv.DictReader(file)
    if column not in (reader.fieldnames or ()):
        raise BadData(f"没有名为 {column} 的列, 有的是: {', '.join(reader.fieldnames or ())}")
    yield from (row[column] or "" for row in reader)


def score(texts: Iterable[str], now: datetime | None = None) -> Iterator[str]:
    """One JSON line for each text, blank ones too."""
    for text in texts:
        reading = nlp.read(text, now=now, why=True)
        yield json.dumps(reading.to_dict(), ensure_ascii=False)


def score_file(source: TextIO, target: TextIO, column: str | None = None) -> int:
    """How many texts were scored."""
    count = 0
    for line in score(lines(source, column)):
        target.write(line + "\n")
        count += 1
    return count
