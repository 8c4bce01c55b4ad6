"""The two ways to say no: `Refused` to the bot over the Bot API, `Impossible` to a person."""

from bot.sandbox.wire import Json


class Refused(Exception):
    """An answer with ok=false; the HTTP status is the error code."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


class Impossible(ValueError):
    """A person cannot do this in Telegram; the text is Chinese and meant for that person."""


_PREFIXES = {
    400: "Bad Request: ",
    401: "Unauthorized: ",
    403: "Forbidden: ",
    409: "Conflict: ",
    500: "Internal Server Error: ",
}


def refuse(code: int, text: str, parameters: Json | None = None) -> Refused:
    """Adds the prefix of the status, and lowers the first letter except in ALL_CAPS texts."""
    prefix = _PREFIXES.get(code, "")
    if text.startswith(prefix) and prefix:
        return Refused(code, text, parameters)
    if not (len(text) > 1 and (text[1] == "_" or "A" <= text[1] <= "Z")):
        text = text[:1].lower() + text[1:]
    return Refused(code, prefix + text, parameters)


def bad_request(text: str, parameters: Json | None = None) -> Refused:
    return refuse(400, text, parameters)


def forbidden(text: str) -> Refused:
    return refuse(403, text)


def conflict(text: str) -> Refused:
    return refuse(409, text)


def too_many_requests(seconds: int) -> Refused:
    text = f"Too Many Requests: retry after {seconds}"
    return Refused(429, text, {"retry_after": seconds})
