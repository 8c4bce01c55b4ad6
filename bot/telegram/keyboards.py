"""Neutral rows of buttons become an inline keyboard."""

from collections.abc import Mapping, Sequence

Markup = dict[str, list[list[dict[str, str]]]]  # as Telegram reads it

MAX_DATA_BYTES = 64  # Telegram counts bytes: a Chinese character takes three
MAX_ROW = 8  # what the clients show; the server silently drops beyond 12
MAX_BUTTONS = 100


def keyboard(rows: Sequence[Sequence[Mapping[str, str]]] | None) -> Markup | None:
    """None and no rows mean: no keyboard (an edit then takes it away)."""
    if not rows:
        return None
    if sum(len(row) for row in rows) > MAX_BUTTONS or any(len(row) > MAX_ROW for row in rows):
        raise ValueError("more buttons than a client shows")
    return {"inline_keyboard": [[_button(b["text"], b["data"]) for b in row] for row in rows]}


def _button(text: str, data: str) -> dict[str, str]:
    if not text.strip():
        raise ValueError(f"a button without a text ({data!r}) is silently dropped")
    if not 1 <= len(data.encode()) <= MAX_DATA_BYTES:
        raise ValueError(f"button data {data!r} is not 1 to {MAX_DATA_BYTES} bytes long")
    return {"text": text, "callback_data": data}
