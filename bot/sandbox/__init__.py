"""The sandbox: a strict local Bot API server and a web page, to try everything with no token."""
