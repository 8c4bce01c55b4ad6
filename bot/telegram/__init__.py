"""The only folder that names the Telegram library: what comes in, what goes out, the desk."""
