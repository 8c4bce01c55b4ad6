"""A tapped message keeps its words and shows the choice: a tick on the button that was chosen."""

from .effects import Button, Edit, Effect, Rows
from .events import Action, Tapped
from .replacing import replace

PERSON: Rows = ((Button("button.person", Action.PERSON),),)
COMPLAIN: Rows = ((Button("button.complain", Action.COMPLAIN),),)


def shown(event: Tapped, rows: Rows, *, open_to_change: bool = False) -> tuple[Effect, ...]:
    """Only the chosen button stays, unless a changed mind is welcome; typed words edit nothing."""
    if event.message_id is None:
        return ()
    ticked = tuple(
        tuple(replace(b, chosen=(b.action, b.arg) == (event.action, event.arg)) for b in row)
        for row in rows
    )
    if not open_to_change:
        kept = (tuple(b for b in row if b.chosen) for row in ticked)
        ticked = tuple(row for row in kept if row)
    return (Edit(event.message_id, ticked),)
