"""The composition root: `live` runs on a real Bot API server, `staged` on the sandbox's."""
