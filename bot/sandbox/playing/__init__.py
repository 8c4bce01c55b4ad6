"""Played conversations: read (scenario), acted out (player), written down (journal)."""
