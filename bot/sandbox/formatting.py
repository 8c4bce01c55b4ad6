"""parse_mode: HTML, MarkdownV2 and the old Markdown, with the real server's complaints."""

import html
import re
from collections.abc import Callable

from bot.sandbox.errors import Refused, bad_request
from bot.sandbox.wire import Json, utf16

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
}
_TAG = re.compile(r"<(/?)([a-zA-Z0-9-]*)([^>]*)>")
_HREF = re.compile(r"""href\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+))""")
_RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
_MARKS_V2 = {
    "*": ("bold", "Bold"),
    "_": ("italic", "Italic"),
    "__": ("underline", "Underline"),
    "~": ("strikethrough", "Strikethrough"),
    "||": ("spoiler", "Spoiler"),
    "`": ("code", "Code"),
    "```": ("pre", "Pre"),
}
_MARKS_V1 = {key: _MARKS_V2[key] for key in ("*", "_", "`", "```")}


def parse(text: str, mode: str) -> tuple[str, list[Json]]:
    parser = _PARSERS.get(mode)
    if parser is None:
        raise bad_request("unsupported parse_mode")
    return parser(text)


def _broken(why: str) -> Refused:
    return bad_request("can't parse entities: " + why)


def _bytes(text: str) -> int:
    return len(text.encode())


def _html(text: str) -> tuple[str, list[Json]]:
    out, done = "", 0
    open_tags: list[tuple[str, int, str]] = []
    entities: list[Json] = []
    while (at := text.find("<", done)) >= 0:
        out += html.unescape(text[done:at])
        tag = _TAG.match(text, at)
        if tag is None:
            raise _broken(f"Unclosed start tag at byte offset {_bytes(text[:at])}")
        closing, name, rest = tag.group(1), tag.group(2).lower(), tag.group(3)
        place = _bytes(text[:at])
        if closing:
            entities += _closed(open_tags, name, place, utf16(out))
        else:
            open_tags.append((_known(name, rest, place), utf16(out), rest))
        done = tag.end()
    if open_tags:
        raise _broken(f'Can\'t find end tag corresponding to start tag "{open_tags[-1][0]}"')
    return out + html.unescape(text[done:]), entities


def _known(name: str, rest: str, place: int) -> str:
    if name == "span" and "tg-spoiler" in rest:
        return name
    if name not in _TAGS:
        raise _broken(f'Unsupported start tag "{name}" at byte offset {place}')
    return name


def _closed(open_tags: list[tuple[str, int, str]], name: str, place: int, end: int) -> list[Json]:
    if not open_tags:
        raise _broken(f"Unexpected end tag at byte offset {place}")
    opened, start, rest = open_tags.pop()
    if name and name != opened:
        raise _broken(
            f'Unmatched end tag at byte offset {place}, expected "</{opened}>", found "</{name}>"'
        )
    if end == start:
        return []
    entity: Json = {"type": _TAGS.get(opened, "spoiler"), "offset": start, "length": end - start}
    if opened == "a":
        href = _HREF.search(rest)
        url = html.unescape(next((g for g in href.groups() if g is not None), "")) if href else ""
        if not url:
            return []
        entity["url"] = url
    return [entity]


def _markdown_v2(text: str) -> tuple[str, list[Json]]:
    return _Markdown(text, _MARKS_V2, strict=True).run()


def _markdown(text: str) -> tuple[str, list[Json]]:
    return _Markdown(text, _MARKS_V1, strict=False).run()


class _Markdown:
    """Both Markdowns by one walk; only the second refuses reserved characters."""

    def __init__(self, text: str, marks: dict[str, tuple[str, str]], strict: bool) -> None:
        self.text, self.marks, self.strict = text, marks, strict
        self.at = 0
        self.out: list[str] = []
        self.size = 0
        self.open: list[tuple[str, int, int]] = []
        self.entities: list[Json] = []

    def run(self) -> tuple[str, list[Json]]:
        while self.at < len(self.text):
            self._step()
        if self.open:
            mark, _, place = self.open[-1]
            what = f"{self.marks[mark][1]} entity" if self.strict and mark != "[" else "the entity"
            start = "" if self.strict and mark != "[" else "starting "
            raise _broken(f"Can't find end of {what} {start}at byte offset {place}")
        return "".join(self.out), self.entities

    def _put(self, piece: str) -> None:
        self.out.append(piece)
        self.size += utf16(piece)

    def _inside_code(self) -> bool:
        return bool(self.open) and self.open[-1][0] in {"`", "```"}

    def _step(self) -> None:
        char = self.text[self.at]
        follows = self.text[self.at + 1 : self.at + 2]
        if char == "\\" and follows and (follows in _RESERVED or follows == "\\"):
            self._put(follows)
            self.at += 2
        elif (mark := self._mark()) is not None:
            self._toggle(mark)
        elif char == "[" and not self._inside_code():
            self._opened("[")
        elif char == "]" and self.open and self.open[-1][0] == "[":
            self._link()
        elif self.strict and char in _RESERVED and not self._inside_code():
            raise _broken(
                f"Character '{char}' is reserved and must be escaped with the preceding '\\'"
            )
        else:
            self._put(char)
            self.at += 1

    def _mark(self) -> str | None:
        if self._inside_code():
            mark = self.open[-1][0]
            return mark if self.text.startswith(mark, self.at) else None
        fits = (m for m in self.marks if self.text.startswith(m, self.at))
        return max(fits, key=len, default=None)

    def _opened(self, mark: str) -> None:
        self.open.append((mark, self.size, _bytes(self.text[: self.at])))
        self.at += len(mark)

    def _toggle(self, mark: str) -> None:
        if not self.open or self.open[-1][0] != mark:
            self._opened(mark)
            return
        _, start, _ = self.open.pop()
        self._entity(self.marks[mark][0], start)
        self.at += len(mark)

    def _entity(self, kind: str, start: int, **more: str) -> None:
        if self.size > start:
            length = self.size - start
            self.entities.append({"type": kind, "offset": start, "length": length} | more)

    def _link(self) -> None:
        _, start, _ = self.open.pop()
        self.at += 1
        target = re.compile(r"\(([^)]*)\)").match(self.text, self.at)
        if target is None:
            return
        self.at = target.end()
        self._entity("text_link", start, url=target.group(1))


_PARSERS: dict[str, Callable[[str], tuple[str, list[Json]]]] = {
    "html": _html,
    "markdownv2": _markdown_v2,
    "markdown": _markdown,
}
