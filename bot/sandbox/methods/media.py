"""Photos, documents, voices, videos, stickers, albums, and how files are fetched."""

from collections.abc import Callable

from bot.sandbox import demo_media, sending, text
from bot.sandbox.errors import Refused, bad_request
from bot.sandbox.files import StoredFile
from bot.sandbox.params import Params, Upload
from bot.sandbox.wire import Json
from bot.sandbox.world import World

PHOTO_BYTES = 10_485_760
DOWNLOAD_BYTES = 20_971_520
_MIME = {"voice": "audio/ogg", "video": "video/mp4", "sticker": "image/webp"}
_ID = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def _sender(kind: str) -> Callable[[World, Params], Json]:
    def send(world: World, p: Params) -> Json:
        content = _medium(world, p, kind, _source(p, kind))
        if kind != "sticker":
            content |= text.caption(p)
        return sending.deliver(world, p, content)

    return send


def _source(p: Params, name: str) -> Upload | str:
    """A file part, `attach://part`, a file_id or a URL."""
    if name in p.files:
        return p.files[name]
    return _named(p, p.text(name)) or _absent(name)


def _absent(name: str) -> str:
    raise bad_request(f"there is no {name} in the request")


def _named(p: Params, value: str) -> Upload | str:
    if value.startswith("attach://"):
        return p.files.get(value.removeprefix("attach://"), "")
    return value


def _medium(world: World, p: Params, kind: str, source: Upload | str) -> Json:
    if isinstance(source, str):
        return _again(world, kind, source)
    size = len(source.data)
    if not size:
        raise bad_request("file must be non-empty")
    if kind == "photo" and size > PHOTO_BYTES:
        raise bad_request(
            f"file of size {size} bytes is too big for a photo; "
            f"the maximum size is {PHOTO_BYTES} bytes"
        )
    if kind == "photo":
        return {"photo": demo_media.photo(world.files, source.data)}
    file = world.files.store(kind, source.name, _MIME.get(kind, source.mime), source.data)
    return demo_media.media_content(kind, file, _shape(p, kind))


def _shape(p: Params, kind: str) -> Json:
    duration = p.integer("duration", 0, 0, 86_400)
    if kind == "voice":
        return {"duration": duration}
    if kind == "video":
        width, height = p.integer("width", 0, 0), p.integer("height", 0, 0)
        return {"duration": duration, "width": width, "height": height}
    if kind == "sticker":
        flat: Json = {"type": "regular", "is_animated": False, "is_video": False}
        return flat | {"width": 512, "height": 512}
    return {}


def _again(world: World, kind: str, source: str) -> Json:
    """What was sent before, by its file_id. There is no web here to fetch a URL from."""
    if "." in source:
        raise bad_request("failed to get HTTP URL content")
    file = world.files.find(source)
    if file is None:
        raise bad_request(
            "wrong remote file identifier specified: can't unserialize it. Wrong last symbol"
        )
    if file.kind != kind:
        names = {"photo": "Photo", "document": "Document", "voice": "VoiceNote"}
        given, wanted = (names.get(k, k.capitalize()) for k in (file.kind, kind))
        raise bad_request(f"can't use file of type {given} as {wanted}")
    if kind == "photo":
        return {"photo": [file.ids() | {"width": 360, "height": 240}]}
    return demo_media.media_content(kind, file, _shape(Params(), kind))


# Albums

_ALBUM_KINDS = frozenset({"photo", "video", "document", "audio", "live_photo"})
_ALONE = frozenset({"document", "audio"})


def send_media_group(world: World, p: Params) -> list[Json]:
    items = _items(p)
    contents = [_item(world, p, number, item) for number, item in enumerate(items, 1)]
    where = sending.target(world, p, keyboard=False)
    group = {"media_group_id": _fresh_album(world)}
    sent = [sending.post(world, p, where, group | content) for content in contents]
    return [message.wire(where.chat) for message in sent]


def _fresh_album(world: World) -> str:
    return str(10**16 + world.seq * 7919 + world.updates.next_id)


def _items(p: Params) -> list[Json]:
    if not p.text("media"):
        raise bad_request('parameter "media" is required')
    try:
        items = p.parsed("media")
    except ValueError:
        raise bad_request("can't parse media JSON object") from None
    if not isinstance(items, list):
        raise bad_request("expected an Array of InputMedia")
    if len(items) > 10:
        raise bad_request("too many messages to send as an album")
    if not items:
        raise bad_request("there are no messages to send")
    kinds = {_album_kind(item) for item in items}
    if len(kinds) > 1 and kinds & _ALONE:
        alone = "document" if "document" in kinds else "audio"
        raise bad_request(f"{alone} can't be mixed with other media types")
    return items


def _album_kind(item: object) -> str:
    if not isinstance(item, dict):
        raise bad_request("can't parse InputMedia: expected an Object")
    kind = str(item.get("type", ""))
    if kind not in _ALBUM_KINDS:
        raise bad_request(
            f"can't parse InputMedia: type \"{kind}\" can't be used in sendMediaGroup"
        )
    return kind


def _item(world: World, p: Params, number: int, item: Json) -> Json:
    source = _named(p, str(item.get("media", "")))
    if not source:
        raise bad_request("can't parse InputMedia: media not found")
    captions = {k: str(item[k]) for k in ("caption", "parse_mode") if item.get(k)}
    caption = text.caption(Params(captions))
    try:
        return _medium(world, p, str(item["type"]), source) | caption
    except Refused as refused:
        why = refused.description.removeprefix("Bad Request: ")
        raise bad_request(
            f'failed to send message #{number} with the error message "{why}"'
        ) from refused


# Fetching


def get_file(world: World, p: Params) -> Json:
    file_id = p.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    if not _ID.issuperset(file_id):
        raise bad_request("invalid file_id")
    file: StoredFile | None = world.files.find(file_id)
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if file.size > DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return file.ids() | {"file_path": file.path}


METHODS = {
    "sendPhoto": _sender("photo"),
    "sendDocument": _sender("document"),
    "sendVoice": _sender("voice"),
    "sendVideo": _sender("video"),
    "sendSticker": _sender("sticker"),
    "sendMediaGroup": send_media_group,
    "getFile": get_file,
}
