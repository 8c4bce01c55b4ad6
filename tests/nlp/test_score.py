"""`huifang score`: one JSON object a line, blank lines too."""

import io
import json

import pytest

from nlp import data, score


def test_one_object_for_each_line() -> None:
    out = io.StringIO()

    count = score.score_file(io.StringIO("太差了\n\n很好吃,就是快递太慢\n"), out)

    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    assert count == len(rows) == 3
    assert rows[0]["sentiment"] == "unhappy"
    assert rows[0]["because"]
    assert rows[1]["sentiment"] == "neutral"
    assert rows[1]["p_unhappy"] is not None
    assert {"topic": "物流", "sentiment": "unhappy"} in rows[2]["topics"]


def test_a_column_of_a_csv() -> None:
    source = io.StringIO('id,text\n1,"好,很好"\n')

    assert list(score.lines(source, "text")) == ["好,很好"]


def test_a_missing_column_is_named() -> None:
    with pytest.raises(data.BadData, match="评论"):
        list(score.lines(io.StringIO("a,b\n"), "评论"))
