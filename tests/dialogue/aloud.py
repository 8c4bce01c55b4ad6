"""What a person would read of an effect, with the shipped wording."""

from datetime import datetime

from bot.dialogue import effects as do
from bot.dialogue.effects import Effect
from tests.dialogue.scenery import CATALOG


def words_of(effect: Effect, now: datetime) -> str:
    """The words of an effect as they would be read; "" where it has none."""
    match effect:
        case do.Say(key=key, params=params, buttons=rows, variant=variant):
            return "\n".join((CATALOG.render(key, params, now, variant), *_labels(rows, now)))
        case do.Edit(buttons=rows):
            return "\n".join(_labels(rows, now))
        case do.Post(key=key, params=params, buttons=buttons):
            own = CATALOG.render(key, params, now)
            return "\n".join((own, *(CATALOG.render(b.key, b.params, now) for b in buttons)))
        case do.OpenTopic(key=key, params=params):
            return CATALOG.render(key, params, now)
        case do.GoBehind(key=key, params=params) if key:
            return CATALOG.render(key, params, now)
        case do.RelayText(text=text):
            return text
    return ""


def _labels(rows: do.Rows, now: datetime) -> list[str]:
    return [CATALOG.render(b.key, b.params, now) for row in rows for b in row]
