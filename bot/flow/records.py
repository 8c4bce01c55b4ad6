"""From the dialogue's values to the rows that reports, exports and the desk read."""

from typing import Any

from bot.dialogue import events, six
from bot.dialogue.case import NOTE
from bot.dialogue.effects import RecordConsent, RecordGrant, RecordOverride, RecordSurvey
from bot.dialogue.events import Event, Purchase, Reading
from bot.dialogue.state import Case
from storage.inbox import Head

Row = dict[str, Any]


def survey_row(chat_id: int, number: int, record: RecordSurvey) -> Row:
    survey = record.survey
    row: Row = {
        "purchase_id": record.purchase.id,
        "chat_id": chat_id,
        "outcome": record.outcome,
        "why": record.why or None,
    }
    if survey is None:
        return {**row, "scheduled_at": record.at}
    return {
        **row,
        "conversation": number,
        "sent_at": survey.sent_at,
        "reminded_at": survey.reminded_at,
        "answered_at": survey.answered_at,
        "score": survey.score,
        "reason": survey.reason,
        "comment": survey.comment or None,
        "sentiment": survey.sentiment,
        "p_unhappy": survey.p_unhappy,
        "mismatch": survey.mismatch,
        "broken_off": survey.broken_off,
    }


def case_row(chat_id: int, number: int, case: Case, purchase: Purchase | None) -> Row:
    """Where its topic is, the sender notes down (`cases.set_topic`)."""
    return {
        "chat_id": chat_id,
        "conversation": number,
        "kind": case.kind.value,
        "purchase_id": purchase.id if purchase else None,
        "opened_at": case.opened_at,
        "status": case.status.value,
        "severity": case.severity.value,
        "topic": case.topic,
        "level": case.level,
        "score": case.score,
        "mismatch": case.mismatch,
        "misread": case.misread,
        "handler_id": case.handler.id if case.handler else None,
        "handler_name": case.handler.name if case.handler else None,
        "words": case.words or None,
        "wish": case.wish or None,
        "chosen": case.chosen or None,
        "claimed_at": case.claimed_at,
        "first_response_at": case.first_response_at,
        "responded_at": case.responded_at,
        "closed_at": case.closed_at,
        "closed_by": case.closed_by or None,
        "standard": case.standard or None,
        "breaches": case.breaches,
        "reopened": case.reopened,
        "due_at": case.due_at,
        "cause": case.cause or None,
        "confirmed_at": case.confirmed_at,
        "handling": case.handling,
        "abusive": case.abusive,
        "attitude": case.attitude,
        "attitude_of": case.attitude_of or None,
        **{f"{step}_at": case.steps.get(step) for step in six.WORDS},
    }


def grant_row(chat_id: int, number: int, record: RecordGrant) -> Row:
    grant, purchase = record.grant, record.purchase
    return {
        "chat_id": chat_id,
        "conversation": number,
        "number": grant.number,
        "key": grant.key,
        "label": grant.label,
        "status": grant.status.value,
        "cost": grant.cost,
        "currency": purchase.currency if purchase else None,
        "level": grant.level,
        "requested_at": grant.requested_at,
        "granted_at": grant.granted_at,
        "granted_by": grant.granted_by.id if grant.granted_by else None,
        "due_at": grant.due_at,
        "fulfilled_at": grant.fulfilled_at,
        "purchase_id": purchase.id if purchase else None,
    }


def override_row(chat_id: int, number: int, record: RecordOverride) -> Row:
    return {
        "chat_id": chat_id,
        "conversation": number,
        "staff_id": record.staff_id,
        "message_id": record.message_id,
        "rules": " ".join(record.rules),
        "at": record.at,
    }


def consent_row(chat_id: int, words: str, record: RecordConsent) -> Row:
    return {"chat_id": chat_id, "at": record.at, "given": record.given, "wording": words}


def heard_row(
    head: Head, event: Event, number: int, purchase_id: int | None, *, held: bool = False
) -> Row | None:
    """The log's row of what came in; timers and purchases are nobody's words."""
    row = _words(event)
    if row is None:
        return None
    if held:  # the customer has not read it
        row["direction"] = "note"
    sender = head.payload.get("from") or {}
    return {
        "key": f"in:{head.id}",
        "chat_id": head.chat_id,
        "conversation": number or None,
        "at": event.at,
        "sender": sender.get("name"),
        "purchase_id": purchase_id,
        **row,
    }


def _words(event: Event) -> Row | None:
    customer: Row = {"direction": "in", "speaker": "customer"}
    match event:
        case events.TextReceived(text=text, reading=reading, edited=edited):
            return {
                **customer,
                "kind": "edit" if edited else "text",
                "text": text,
                **_read(reading),
            }
        case events.MediaReceived(media=media, caption=caption, reading=reading):
            return {**customer, "kind": media, "text": caption or None, **_read(reading)}
        case events.Tapped(action=events.Action.RATE, arg=arg):
            score = int(arg) if arg in tuple("12345") else None
            return {**customer, "kind": "rating", "text": arg, "score": score}
        case events.Tapped(action=action, arg=arg):
            return {**customer, "kind": "tap", "text": f"{action}:{arg}" if arg else action.value}
        case events.CommandGiven(command=command, args=args, in_group=False):
            return {**customer, "kind": "command", "text": f"/{command} {args}".rstrip()}
        case events.InvitationOpened():
            return {**customer, "kind": "command", "text": "/start"}
        case events.StaffSaid(text=text, media=media):
            direction = "note" if text.lstrip().startswith(NOTE) else "out"
            kind = media or "text"
            return {"direction": direction, "speaker": "staff", "kind": kind, "text": text or None}
        case events.StaffTapped(action=action):
            return {"direction": "note", "speaker": "staff", "kind": "tap", "text": action.value}
        case _:
            return None


def _read(reading: Reading | None) -> Row:
    if reading is None:
        return {}
    return {
        "sentiment": reading.sentiment.value,
        "p_unhappy": reading.p_unhappy,
        "topic": reading.topic,
        "severity": reading.severity.value,
    }
