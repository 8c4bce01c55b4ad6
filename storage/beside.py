"""What an export holds beside the log, page by page: promises made, and ideas that were filed."""

from .pages import Pages
from .tables import grants, suggestions

promised = Pages(
    grants,
    grants.c.requested_at,
    *(grants.c.label, grants.c.status, grants.c.cost, grants.c.currency, grants.c.granted_at),
    *(grants.c.granted_by, grants.c.due_at, grants.c.fulfilled_at),
)
# What was erased is not there.
ideas = Pages(
    suggestions,
    suggestions.c.at,
    *(suggestions.c.text, suggestions.c.status, suggestions.c.answered_at),
    only=suggestions.c.text.is_not(None),
)
