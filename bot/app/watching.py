"""Wires the watchman of a running bot: whom it tells, in which words, and when it may speak."""

from collections.abc import Mapping

from bot.app.core import App
from bot.app.roles import SEND
from bot.telegram.watchman import Ear, Watchman


def watchman(app: App) -> Watchman:
    settings, words = app.settings, app.turns.turns.wording

    def say(key: str, params: Mapping[str, str]) -> str:
        return words.render(key, params, app.clock.now())

    managers = [(person.id, person.name) for person in settings.people_of(2)]
    return Watchman(
        app.bot,
        app.database,
        app.clock.now,
        say,
        Ear(sorted(settings.groups), managers),
        lambda: app.leads(SEND),
        settings.tz,
        settings.telegram.receive_by == "webhook",
    )
