"""Carries one parcel of the outbox to Telegram: one function per kind of body.

It raises the library's errors and knows nothing of rows; `fate` judges what an error means.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from telegram import InputFile, ReplyParameters, TelegramObject
from telegram.error import BadRequest

from bot.telegram.keyboards import keyboard
from bot.telegram.pieces import MAX_CAPTION, MAX_TEXT, entities, pieces, shorten, units
from bot.telegram.request import NO_PREVIEW, Bot, raw
from storage.outbox import Parcel

MAX_UPLOAD = 50_000_000
UPLOAD_TIMEOUT = 120.0
MAX_TOPIC_NAME = 128

Relay = tuple[int, int, int, int]  # customer's chat and message, staff group and message


@dataclass(frozen=True, slots=True)
class Paper:
    """What an injected `papers` made of a body: a text, or a file to send as a document."""

    text: str | None = None
    path: Path | None = None
    filename: str | None = None
    caption: str | None = None
    temporary: bool = True  # the file is deleted once it has been sent


Papers = Callable[[dict[str, Any]], Awaitable[Paper]]


@dataclass(frozen=True, slots=True)
class Way:
    """What the database knew of the way when the parcel was taken."""

    chat_id: int  # where the chat is now, a migrated group under its new number
    thread: int | None = None
    reply_to: int | None = None
    source: int | None = None  # the chat on the other side that the words came from
    left: bool = False  # the case's topic stayed behind in another group
    alert: int | None = None  # the message to rewrite, where the body names none


@dataclass(frozen=True, slots=True)
class Delivered:
    message_id: int | None = None
    relays: tuple[Relay, ...] = ()
    topic: int | None = None  # the topic that was made for the body's case
    light: bool = False  # no message was sent, so the chat need not rest


@dataclass(frozen=True, slots=True)
class TopicMade:
    """The topic was gone and is made anew: note it down first, then send again."""

    topic: int


class Courier:
    def __init__(self, bot: Bot, papers: Papers) -> None:
        self.bot = bot
        self.papers = papers

    async def deliver(self, parcel: Parcel, way: Way) -> Delivered | TopicMade:
        body = parcel.body
        match body["kind"]:
            case "text":
                return await self._in_topic(body, way, self._text)
            case "copy":
                return await self._in_topic(body, way, self._copy)
            case "paper":
                return await self._in_topic(body, way, self._paper)
            case "edit":
                return await self._edit(body, way)
            case "topic":
                return await self._topic(body, way)
            case "topic_state":
                return await self._topic_state(body, way)
            case "drop_topic":
                return await self._drop_topic(body, way)
            case kind:
                raise ValueError(f"no such kind of parcel: {kind}")

    async def _in_topic(
        self,
        body: dict[str, Any],
        way: Way,
        send: Callable[[dict[str, Any], Way], Awaitable[Delivered]],
    ) -> Delivered | TopicMade:
        try:
            if not way.left:
                return await send(body, way)
        except BadRequest as error:
            if way.thread is None or not is_gone(error):
                raise
        try:
            return TopicMade(await self._new_topic(body, way))
        except BadRequest:  # refused for good: the General chat loses nothing
            return await send(body, replace(way, thread=None))

    async def _text(self, body: dict[str, Any], way: Way) -> Delivered:
        parts = list(pieces(body["text"]))
        start, message_id = 0, 0
        for number, part in enumerate(parts, 1):
            named = entities(body.get("mentions") or (), start, part)
            sent = await raw(
                self.bot,
                "sendMessage",
                chat_id=way.chat_id,
                text=part,
                message_thread_id=way.thread,
                entities=[entity.to_dict() for entity in named] or None,
                reply_markup=keyboard(body.get("buttons")) if number == len(parts) else None,
                reply_parameters=_plain(_reply(way) if number == 1 else None),
                link_preview_options=NO_PREVIEW,
            )
            start, message_id = start + units(part), sent["message_id"]
        origin = body.get("relay_of")
        relay = () if origin is None else (_relay(way, origin, message_id),)
        return Delivered(message_id, tuple(filter(None, relay)))

    async def _copy(self, body: dict[str, Any], way: Way) -> Delivered:
        source, origins = way.source or body["from_chat"], sorted(set(body["message_ids"]))
        if len(origins) == 1 and not body.get("bare"):
            copied = await self.bot.copy_message(
                way.chat_id,
                source,
                origins[0],
                message_thread_id=way.thread,
                reply_parameters=_reply(way),
            )
            copies = [copied.message_id]
        else:
            album = await self.bot.copy_messages(
                way.chat_id,
                source,
                origins,
                message_thread_id=way.thread,
                remove_caption=body.get("bare"),
            )
            copies = [copy.message_id for copy in album]
        if len(copies) != len(origins):  # some were skipped, and nobody says which
            return Delivered(copies[-1] if copies else None)
        pairs = zip(origins, copies, strict=True)
        relays = tuple(_relay(way, origin, copy) for origin, copy in pairs)
        return Delivered(copies[-1], tuple(filter(None, relays)))

    async def _paper(self, body: dict[str, Any], way: Way) -> Delivered:
        paper = await self.papers(body)
        if paper.path is None:
            return await self._text({"text": paper.text or ""}, way)
        try:
            if paper.path.stat().st_size > MAX_UPLOAD:
                raise BadRequest("file is too big for an upload")
            with paper.path.open("rb") as file:
                sent = await self.bot.send_document(
                    way.chat_id,
                    InputFile(file, paper.filename or paper.path.name, read_file_handle=False),
                    caption=shorten(paper.caption or "", MAX_CAPTION) or None,
                    message_thread_id=way.thread,
                    read_timeout=UPLOAD_TIMEOUT,
                )
        finally:
            if paper.temporary:
                paper.path.unlink(missing_ok=True)  # a second try asks for a new one
        return Delivered(sent.message_id)

    async def _edit(self, body: dict[str, Any], way: Way) -> Delivered:
        message_id, buttons = body["message_id"] or way.alert, keyboard(body.get("buttons"))
        if way.left or not message_id:
            return Delivered(light=True)
        try:
            place = {"chat_id": way.chat_id, "message_id": message_id, "reply_markup": buttons}
            if body.get("text") is None:
                await raw(self.bot, "editMessageReplyMarkup", **place)
            else:
                text = shorten(body["text"], MAX_TEXT)
                preview = {"link_preview_options": NO_PREVIEW}
                await raw(self.bot, "editMessageText", text=text, **place, **preview)
        except BadRequest as error:
            if not _says(error, *EDIT_IS_IDLE):
                raise
        return Delivered(message_id, light=True)

    async def _topic(self, body: dict[str, Any], way: Way) -> Delivered:
        topic = way.thread or await self._new_topic(body, way)
        return Delivered(topic, topic=topic, light=True)

    async def _topic_state(self, body: dict[str, Any], way: Way) -> Delivered:
        if way.thread is None:
            return Delivered(light=True)
        bot, closed = self.bot, body.get("closed")
        says = body.get("says")  # the last line of a topic; one that is gone needs none
        try:
            if says:
                place = {"chat_id": way.chat_id, "message_thread_id": way.thread}
                await raw(bot, "sendMessage", text=says, **place, link_preview_options=NO_PREVIEW)
            if name := body.get("name"):
                name = shorten(name, MAX_TOPIC_NAME)
                await _unless_same(bot.edit_forum_topic(way.chat_id, way.thread, name=name))
            if closed is not None:
                turn = bot.close_forum_topic if closed else bot.reopen_forum_topic
                await _unless_same(turn(way.chat_id, way.thread))
        except BadRequest as error:
            if not is_gone(error):
                raise
        return Delivered(light=not says)

    async def _drop_topic(self, body: dict[str, Any], way: Way) -> Delivered:
        if body["group"] != way.chat_id:  # it went with the group that it was in
            return Delivered(light=True)
        try:
            await self.bot.delete_forum_topic(way.chat_id, body["topic_id"])
        except BadRequest as error:
            if not is_gone(error):
                raise
        return Delivered(light=True)

    async def _new_topic(self, body: dict[str, Any], way: Way) -> int:
        name = body.get("name") or body.get("text") or "-".join(map(str, body["case"]))
        line = name.strip().splitlines()[0]
        made = await self.bot.create_forum_topic(way.chat_id, shorten(line, MAX_TOPIC_NAME))
        return made.message_thread_id


EDIT_IS_IDLE = (
    *("message is not modified", "message to edit not found", "message can't be edited"),
    *("there is no text in the message to edit", "message_id_invalid"),
)


def is_gone(error: BadRequest) -> bool:
    return _says(error, "message thread not found", "topic_deleted", "topic_id_invalid")


async def _unless_same(call: Awaitable[bool]) -> None:
    try:
        await call
    except BadRequest as error:
        if not _says(error, "topic_not_modified"):
            raise


def _says(error: BadRequest, *texts: str) -> bool:
    """Case-blind: the library changes the case of Telegram's own words."""
    return any(text in str(error).lower() for text in texts)


def _plain(value: TelegramObject | None) -> dict[str, Any] | None:
    return None if value is None else value.to_dict()


def _reply(way: Way) -> ReplyParameters | None:
    if way.reply_to is None:
        return None
    return ReplyParameters(way.reply_to, allow_sending_without_reply=True)


def _relay(way: Way, origin: int, copy: int) -> Relay | None:
    """Which message on the other side this one stands for, so that replies find their way."""
    if way.source is None:
        return None
    if way.chat_id < 0:
        return way.source, origin, way.chat_id, copy
    return way.chat_id, copy, way.source, origin
