"""Keyboards under a message: read from `reply_markup`, checked, shortened as Telegram does."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.params import Params
from bot.sandbox.wire import Json

MOST_IN_ROW = 12
MOST_BUTTONS = 300
MOST_DATA_BYTES = 64
MOST_MARKUP_BYTES = 10_240
_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)


@dataclass(frozen=True, slots=True)
class Markup:
    inline: Json | None = None
    is_plain: bool = False
    """A keyboard that is not inline, or an order to remove one or to force a reply."""


NONE = Markup()


def read(p: Params, name: str = "reply_markup") -> Markup:
    text = p.text(name)
    if not text:
        return NONE
    if len(text.encode()) > MOST_MARKUP_BYTES * 4:
        raise bad_request("reply markup is too long")
    try:
        data = p.parsed(name)
    except ValueError:
        raise bad_request("can't parse reply keyboard markup JSON object") from None
    if not isinstance(data, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in data:
        return _inline(data["inline_keyboard"])
    plain = {"keyboard", "remove_keyboard", "force_reply"} & data.keys()
    return Markup(is_plain=bool(plain))


def _inline(rows: Any) -> Markup:
    if not isinstance(rows, list):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array')
    kept: list[list[Json]] = []
    left = MOST_BUTTONS
    for row in rows:
        if not isinstance(row, list):
            raise bad_request("can't parse inline keyboard: expected an Array of buttons")
        buttons = [b for b in map(_button, row) if b["text"]][: min(MOST_IN_ROW, left)]
        left -= len(buttons)
        if buttons:
            kept.append(buttons)
    return Markup(inline={"inline_keyboard": kept} if kept else None)


def _button(button: Any) -> Json:
    place = "can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad_request(place + "InlineKeyboardButton must be an Object")
    if "text" not in button:
        raise bad_request(place + 'Can\'t find field "text"')
    if not any(button.get(action) for action in _ACTIONS):
        raise bad_request(place + "Text buttons are unallowed in the inline keyboard")
    kept = {action: button[action] for action in _ACTIONS if button.get(action)}
    return {"text": str(button["text"]).strip()} | kept


def check_in_cloud(markup: Markup) -> None:
    """What only Telegram's cloud refuses, after everything else has been found right."""
    for row in markup.inline["inline_keyboard"] if markup.inline else ():
        for button in row:
            if len(str(button.get("callback_data", "")).encode()) > MOST_DATA_BYTES:
                raise bad_request("BUTTON_DATA_INVALID")
