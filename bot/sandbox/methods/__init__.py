"""The methods of the Bot API, by family; `METHODS` is the table that the server looks into."""

from collections.abc import Callable

from bot.sandbox.methods import chats, commands, copies, edits, media, messages, topics
from bot.sandbox.params import Params
from bot.sandbox.world import World

Method = Callable[[World, Params], object]

METHODS: dict[str, Method] = {
    name.lower(): method
    for family in (messages, media, copies, edits, topics, chats, commands)
    for name, method in family.METHODS.items()
}
"""By the name in lower case; getUpdates and the webhook's methods wait, so they live elsewhere."""
