"""Slash commands: answered at once, in every stage, without disturbing a conversation."""

from datetime import date, datetime, timedelta, tzinfo

from . import complaining, invitation, tracking
from .choice import COMPLAIN, shown
from .effects import (
    Button,
    Deed,
    Erase,
    GoBehind,
    RecordCase,
    RecordConsent,
    Rows,
    Say,
    SendPaper,
    Turn,
)
from .events import Action, CommandGiven, Refused, Tapped
from .manner import SENIOR
from .policy import Policy
from .replacing import replace
from .settling import ledger_line
from .state import CaseStatus, Chat, GrantStatus

FORMATS = ("csv", "xlsx", "jsonl")
PERIOD = timedelta(days=30)
CONSENT: Rows = ((Button("button.agree", Action.AGREE), Button("button.decline", Action.DECLINE)),)
ERASE: Rows = ((Button("button.erase", Action.ERASE), Button("button.keep", Action.KEEP)),)


def given(chat: Chat, event: CommandGiven, policy: Policy) -> Turn:
    if event.in_group:
        return _said(chat, "command.not_in_group")
    match event.command:
        case "start":
            return invitation.resumed(chat, event.at, policy)
        case "stop":
            return invitation.stopped(chat)
        case "help":
            return _said(chat, "command.help_manager" if event.is_manager else "command.help")
        case "privacy":
            return Turn(chat, (Deed(0, Say("command.privacy", buttons=CONSENT)),))
        case "complain":
            return complaining.wanted(chat, event.at, policy)
        case "status":
            return tracking.told(chat, event.at, policy)
        case "delete_me":
            return Turn(chat, (Deed(0, Say("erase.ask", buttons=ERASE)),))
        case "my_data":
            return Turn(chat, (Deed(0, Say("my_data.coming")), Deed(0, SendPaper("my_data"))))
        case "report":
            return _report(chat, event, policy.zone)
        case "export":
            return _export(chat, event, policy.zone)
        case _:
            return _said(chat, "command.unknown")


def refused(chat: Chat, event: Refused, policy: Policy) -> Turn:
    """In the staff group in silence: whoever is meant by it knows, and nobody is shown up.

    Who writes where a case no longer lies is told so, for they think that the customer reads it.
    """
    if event.conversation in chat.customer.behind:
        talk = chat.talk(event.conversation)
        level = talk.case.level if talk and talk.case else SENIOR
        gone = GoBehind("staff.not_passed_on", {"who": policy.levels[level]})
        return Turn(chat, (Deed(event.conversation, gone),), event.conversation)
    if event.who:
        return Turn(chat, (Deed(0, Say(f"command.{event.who}", buttons=COMPLAIN)),))
    return Turn(chat) if event.in_group else _said(chat, "command.managers_only")


def answered(chat: Chat, event: Tapped) -> Turn:
    """The answer to a command's question: consent, or erasure."""
    match event.action:
        case Action.AGREE | Action.DECLINE:
            agreed = event.action is Action.AGREE
            changed = agreed != chat.customer.consented
            chat = replace(chat, customer=replace(chat.customer, consented=agreed))
            key = "consent.given" if agreed else "consent.declined"
            noted = (RecordConsent(agreed, event.at),) if changed else ()
            effects = (*shown(event, CONSENT, open_to_change=True), *noted, Say(key))
            return Turn(chat, tuple(Deed(0, effect) for effect in effects))
        case Action.ERASE:
            return _erased(chat, event)
        case Action.KEEP:
            effects = (*shown(event, ERASE), Say("erase.kept"))
            return Turn(chat, tuple(Deed(0, effect) for effect in effects))
        case _:
            return _said(chat, "stale")


def _erased(chat: Chat, event: Tapped) -> Turn:
    """Open cases end here, on the customer's own word; what stays is numbers."""
    deeds: list[Deed] = []
    for talk in chat.talks:
        asked_for = talk.open_grant
        if asked_for is not None and asked_for.status is GrantStatus.REQUESTED:
            over = replace(asked_for, status=GrantStatus.WITHDRAWN)
            deeds.append(Deed(talk.number, ledger_line(over, asked_for, talk.purchase)))
        if talk.case is not None and talk.case.closed_at is None:
            ended = replace(
                talk.case, status=CaseStatus.CLOSED, closed_at=event.at, closed_by="erased"
            )
            deeds.append(Deed(talk.number, RecordCase(ended, talk.purchase)))
    ended_cases = sum(isinstance(deed.effect, RecordCase) for deed in deeds)
    if chat.customer.consented:
        deeds.append(Deed(0, RecordConsent(False, event.at)))
    effects = (Erase(ended_cases), *shown(event, ERASE), Say("erase.done"))
    fresh = Chat(next_number=chat.next_number)
    return Turn(fresh, (*deeds, *(Deed(0, effect) for effect in effects)))


def _report(chat: Chat, event: CommandGiven, zone: tzinfo) -> Turn:
    period = _period(event.args.split(), event.at, zone)
    if period is None:
        return _said(chat, "command.report_usage")
    since, until = period
    args = {"since": since.isoformat(), "until": until.isoformat()}
    return Turn(chat, (Deed(0, SendPaper("report", args)),))


def _export(chat: Chat, event: CommandGiven, zone: tzinfo) -> Turn:
    words = event.args.split()
    kind = words.pop(0).lower() if words and words[0].lower() in FORMATS else "csv"
    period = _period(words, event.at, zone, everything=True)
    if period is None:
        return _said(chat, "command.export_usage")
    since, until = period
    args = {"format": kind, "since": since.isoformat(), "until": until.isoformat()}
    return Turn(chat, (Deed(0, SendPaper("export", args)),))


def _period(
    words: list[str], at: datetime, zone: tzinfo, *, everything: bool = False
) -> tuple[date, date] | None:
    """First and last day, both included; None where the words are no dates."""
    today = at.astimezone(zone).date()
    try:
        match words:
            case []:
                return (date(1970, 1, 1) if everything else today - PERIOD, today)
            case [days] if days.isdigit() and 0 < int(days) < 10_000:
                return today - timedelta(days=int(days)), today
            case [since]:
                return date.fromisoformat(since), max(today, date.fromisoformat(since))
            case [since, until]:
                first, last = date.fromisoformat(since), date.fromisoformat(until)
                return min(first, last), max(first, last)
            case _:
                return None
    except ValueError:
        return None


def _said(chat: Chat, key: str) -> Turn:
    return Turn(chat, (Deed(0, Say(key)),))
