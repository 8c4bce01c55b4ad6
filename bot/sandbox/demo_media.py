"""Small real files for people to send: made here, so that none are shipped."""

import struct
import zlib
from collections.abc import Callable
from functools import lru_cache

from bot.sandbox.errors import Impossible
from bot.sandbox.files import Files, StoredFile
from bot.sandbox.wire import Json


@lru_cache(maxsize=16)
def png(width: int, height: int, tint: int = 0) -> bytes:
    """A parcel with a crushed corner, as far as a few rectangles can show one."""
    rows = b"".join(b"\x00" + _row(width, height, y, tint) for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def _row(width: int, height: int, y: int, tint: int) -> bytes:
    return b"".join(_pixel(x / width, y / height, tint) for x in range(width))


def _pixel(x: float, y: float, tint: int) -> bytes:
    is_box = 0.18 < x < 0.82 and 0.25 < y < 0.85
    if not is_box or x - y > 0.42:
        return bytes((225 - int(40 * y), 230 - int(30 * y), (235 + tint * 7) % 256))
    if 0.46 < x < 0.54:
        return bytes((222, 205, 160))
    shade = int(50 * y)
    return bytes(((198 + tint * 11) % 256 - shade // 2, 152 - shade, 98 - shade))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@lru_cache(maxsize=1)
def ogg() -> bytes:
    """The two header pages of an Opus stream, and silence."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 312, 48000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 7) + b"sandbox" + struct.pack("<I", 0)
    silence = b"\xf8\xff\xfe"
    return _ogg_page(head, 0, 2) + _ogg_page(tags, 1, 0) + _ogg_page(silence, 2, 4)


def _ogg_page(body: bytes, number: int, flags: int) -> bytes:
    head = struct.pack("<4sBBqIII", b"OggS", 0, flags, number * 960, 1, number, 0)
    return head + bytes((1, len(body))) + body


def document() -> bytes:
    return "订单明细\n一、商品外箱受损\n二、内件缺一件\n".encode()


_SIMPLE: dict[str, tuple[str, str, Json]] = {
    "voice": ("voice.ogg", "audio/ogg", {"duration": 6}),
    "video": ("video.mp4", "video/mp4", {"width": 320, "height": 240, "duration": 8}),
    "video_note": ("note.mp4", "video/mp4", {"length": 240, "duration": 5}),
    "animation": ("funny.mp4", "video/mp4", {"width": 320, "height": 240, "duration": 2}),
    "audio": ("song.mp3", "audio/mpeg", {"duration": 30}),
    "document": ("订单明细.txt", "text/plain", {}),
}


def content(files: Files, media: str, given: tuple[str, bytes] | None = None) -> Json:
    """The fields of a message with one medium; `given` is a file of one's own."""
    if media in _PLACES:
        return _PLACES[media]()
    if media == "photo":
        return {"photo": photo(files, given[1] if given else None)}
    if media == "sticker":
        file = files.store("sticker", "sticker.webp", "image/webp", png(64, 64, 9))
        shape: Json = {"type": "regular", "is_animated": False, "is_video": False, "emoji": "😊"}
        return {"sticker": file.ids() | shape | {"width": 512, "height": 512}}
    if media not in _SIMPLE:
        raise Impossible(f"不能发送「{media}」")
    name, mime, more = _SIMPLE[media]
    data = document() if media == "document" else ogg()
    file = files.store(media, *((given[0], mime, given[1]) if given else (name, mime, data)))
    return media_content(media, file, more)


def media_content(media: str, file: StoredFile, more: Json) -> Json:
    named = {"file_name": file.name} if media not in {"voice", "video_note"} else {}
    if media == "video_note":
        return {media: file.ids() | more}
    shown = file.ids() | named | {"mime_type": file.mime} | more
    if media == "animation":
        plain = file.ids() | named | {"mime_type": file.mime}
        return {"animation": shown, "document": plain}
    return {media: shown}


def photo(files: Files, data: bytes | None = None) -> list[Json]:
    """The sizes of a photo, smallest first."""
    if data is not None:
        whole = files.store("photo", "photo.jpg", "image/jpeg", data)
        thumb = files.store("photo", "photo.jpg", "image/jpeg", data)
        return [
            thumb.ids() | {"width": 90, "height": 60},
            whole.ids() | {"width": 800, "height": 533},
        ]
    sizes = ((90, 60), (360, 240))
    stored = [(files.store("photo", "photo.png", "image/png", png(w, h)), w, h) for w, h in sizes]
    return [file.ids() | {"width": w, "height": h} for file, w, h in stored]


def _location() -> Json:
    return {"location": {"latitude": 39.9087, "longitude": 116.3975}}


def _contact() -> Json:
    return {"contact": {"phone_number": "13800138000", "first_name": "王女士"}}


_PLACES: dict[str, Callable[[], Json]] = {"location": _location, "contact": _contact}
