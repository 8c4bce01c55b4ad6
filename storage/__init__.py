"""Rows, not chats: what is kept, and how a line of work is taken, done and never lost."""
