"""What a turn writes into the book: numbers, codes and amounts, and nobody's words."""

from bot.dialogue.effects import Erase, RecordGrant, RecordOverride
from storage.audit import Entry


def book_grant(record: RecordGrant) -> tuple[Entry, ...]:
    """When it is promised, and by whom; what becomes of it stands in the ledger."""
    if record.taken <= 0:
        return ()
    grant, purchase = record.grant, record.purchase
    actor = f"staff:{grant.granted_by.id}" if grant.granted_by else "bot"
    currency = purchase.currency if purchase else ""
    amount = f"{grant.cost} {currency}" if grant.cost is not None else ""
    return (Entry(actor, "granted", detail=f"{grant.key} {amount}".strip()),)


def book_override(record: RecordOverride) -> Entry:
    """`about` is the message in the staff group."""
    rules = " ".join(record.rules)
    return Entry(f"staff:{record.staff_id}", "override", about=record.message_id, detail=rules)


def book_erasure(erased: Erase) -> Entry:
    """That somebody was forgotten; not who."""
    return Entry("customer", "erased", total=erased.open_cases)
