"""The transcript of a played scenario: one line for each thing that people see or do."""

import json
from dataclasses import dataclass
from datetime import datetime

BOT = "bot"
EXCERPT = 24
INDENT = " " * 16


@dataclass(frozen=True, slots=True)
class Line:
    """A message, an edit, a tap, or a note on what happens outside of Telegram."""

    at: datetime
    """In the zone of the scenario."""
    sender: str
    """A person's name, `bot`, or nobody for a note."""
    to: str
    """A person's name, `bot`, or `staff`."""
    text: str
    buttons: tuple[str, ...] = ()
    """For a tap the button that was tapped."""
    document: str | None = None
    reply_to: str | None = None
    """How the message reads that is answered, or whose button was tapped."""
    topic: str | None = None
    is_edit: bool = False
    is_tap: bool = False

    @property
    def is_note(self) -> bool:
        return not self.sender

    def json(self) -> str:
        """One object; a note has none to give, being no message."""
        fields = {
            "at": self.at.isoformat(),
            "from": self.sender,
            "to": self.to,
            "text": self.text,
            "buttons": list(self.buttons),
            "document": self.document,
            "reply_to": self.reply_to,
        }
        return json.dumps(fields, ensure_ascii=False)

    def __str__(self) -> str:
        at = f"{self.at:%m-%d %H:%M:%S}"
        if self.is_note:
            return f"{at}  -- {self.text} --"
        if self.is_tap:
            return f"{at}  {self.sender} taps {_boxed(self.buttons)}"
        place = f"{self.to} #{self.topic}" if self.topic else self.to
        said = [
            f"{at}  {self.sender} → {place}:",
            "(edited)" if self.is_edit else "",
            f"(re: {_excerpt(self.reply_to)})" if self.reply_to else "",
            f"\n{INDENT}".join(self.text.splitlines()),
            f"<{self.document}>" if self.document else "",
        ]
        shown = " ".join(filter(None, said))
        return f"{shown}\n{INDENT}{_boxed(self.buttons)}" if self.buttons else shown


def _boxed(labels: tuple[str, ...]) -> str:
    return " ".join(f"[{label}]" for label in labels)


def _excerpt(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= EXCERPT else flat[:EXCERPT] + "…"
