"""The only folder that names the Telegram library: what comes in, what goes out, the desk."""

from bot.lean import without

# The library brings a client that we do not use, and that one its own command line, in colours.
with without("httpx._main"):
    import telegram  # noqa: F401
