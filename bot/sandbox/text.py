"""Texts as Telegram takes them in: cleaned, measured, with the entities it finds by itself."""

import re
from collections.abc import Iterable
from typing import Any

from bot.sandbox import formatting
from bot.sandbox.errors import bad_request
from bot.sandbox.params import Params
from bot.sandbox.wire import Json, utf16

MOST_BYTES = 32_768
MOST_TEXT = 4096
MOST_CAPTION = 1024
_BLANK = " \n\t\u00a0\u2000\u200b\u3000"
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f]")
_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"'，。！？、）]+"
    r"|(?<![\w@.])(?:[A-Za-z0-9-]+\.)+(?:com|cn|net|org|io|me|dev|app)\b(?:/[^\s，。！？、）]*)?)"
    r"|(?P<email>(?<![\w.])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<bot_command>(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/]))"
    r"|(?P<mention>(?<!\w)@[A-Za-z]\w{3,31})"
    r"|(?P<hashtag>(?<![\w#])#\w*[^\W\d]\w*)",
    re.ASCII,
)
_KEPT = ("type", "offset", "length", "url", "user", "language", "custom_emoji_id")


def read(p: Params, name: str, entities_name: str) -> tuple[str, list[Json]]:
    """The cleaned text of a parameter with its entities; its length is the caller's to check."""
    text = p.text(name)
    if len(text.encode()) > MOST_BYTES:
        raise bad_request("text is too long")
    entities: list[Json] = []
    mode = p.text("parse_mode").lower()
    if mode:
        text, entities = formatting.parse(text, mode)
    elif p.has(entities_name):
        entities = _given(p, entities_name)
    return settle(text, entities)


def settle(text: str, entities: Iterable[Json] = ()) -> tuple[str, list[Json]]:
    """Cleans, shifts the entities along, and adds those that Telegram finds in plain text."""
    cleaned, cut = clean(text)
    size = utf16(cleaned)
    kept = [e for e in (_shifted(entity, cut, size) for entity in entities) if e]
    if any(c in cleaned for c in "/@#."):
        kept = sorted(kept + _found(cleaned, kept), key=lambda e: (e["offset"], -e["length"]))
    return cleaned, kept


def clean(text: str) -> tuple[str, int]:
    """The cleaned text, and how many UTF-16 units were cut off its beginning."""
    text = _CONTROL.sub(" ", text.replace("\r", ""))
    begun = text.lstrip(_BLANK)
    return begun.rstrip(_BLANK), utf16(text[: len(text) - len(begun)])


def _shifted(entity: Json, cut: int, size: int) -> Json | None:
    start = max(0, entity["offset"] - cut)
    end = min(size, entity["offset"] + entity["length"] - cut)
    return entity | {"offset": start, "length": end - start} if end > start else None


def _found(text: str, taken: list[Json]) -> list[Json]:
    found: list[Json] = []
    for match in _FOUND.finditer(text):
        start, length = utf16(text[: match.start()]), utf16(match.group())
        if not any(
            e["offset"] < start + length and start < e["offset"] + e["length"] for e in taken
        ):
            found.append({"type": str(match.lastgroup), "offset": start, "length": length})
    return found


def _given(p: Params, name: str) -> list[Json]:
    try:
        rows = p.parsed(name)
    except ValueError:
        raise bad_request("can't parse entities JSON object") from None
    if rows is None:
        return []
    if not isinstance(rows, list):
        raise bad_request("expected an Array of MessageEntity")
    return [e for e in map(_entity, rows) if e is not None]


def _entity(row: Any) -> Json | None:
    if not isinstance(row, dict):
        raise bad_request("can't parse MessageEntity: expected an Object")
    for name in ("type", "offset", "length"):
        if name not in row:
            raise bad_request(f"can't parse MessageEntity: Can't find field \"{name}\"")
    if not isinstance(row["offset"], int) or not isinstance(row["length"], int):
        raise bad_request("can't parse MessageEntity: Field must be of type Number")
    if row["length"] <= 0 or row["offset"] < 0:
        return None
    return {key: row[key] for key in _KEPT if key in row}


def check_text(text: str, too_long: str = "message is too long") -> None:
    if not text:
        raise bad_request("text must be non-empty")
    if len(text) > MOST_TEXT:
        raise bad_request(too_long)


def caption(p: Params) -> Json:
    """The caption fields of a message, {} without one."""
    text, entities = read(p, "caption", "caption_entities")
    if len(text) > MOST_CAPTION:
        raise bad_request("message caption is too long")
    fields: Json = {"caption": text} if text else {}
    if text and entities:
        fields["caption_entities"] = entities
    return fields


def content(text: str, entities: list[Json]) -> Json:
    return {"text": text, "entities": entities} if entities else {"text": text}
