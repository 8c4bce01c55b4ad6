"""Who may do what: one table of roles and acts. `bot.flow.guard` asks it of whatever a person did.

How much somebody may promise is another question, asked with the promise (`authority.py`).
"""

from enum import StrEnum

from .events import Action, StaffAction


class Role(StrEnum):
    CUSTOMER = "customer"  # anybody, in their own chat with the bot
    MANAGER = "manager"  # named in the settings, in their own chat with the bot
    COLLEAGUE = "colleague"  # works here, has bought nothing, and writes in private
    STAFF = "staff"  # in the staff group that the case lies in
    FORMER = "former"  # has left that group
    OUTSIDER = "outsider"  # in another group, or with a button that came from elsewhere


class Act(StrEnum):
    SAY = "say"
    CHOOSE = "choose"  # one of the bot's buttons, in their own conversation
    CONSENT = "consent"
    ERASE = "erase"
    ASK = "ask"  # /start, /help, /status, /my_data … : about themselves
    REPORT = "report"
    EXPORT = "export"
    REPLY = "reply"  # to a customer
    CLAIM = "claim"
    CLOSE = "close"
    JUDGE = "judge"  # misread, root cause
    DECIDE = "decide"  # a promise: approved, another way, fulfilled
    INFORM = "inform"  # a policy in approved words
    MEND = "mend"  # what to do with a reply that was held
    OVERRIDE = "override"  # … to send it nevertheless


_OWN = frozenset({Act.SAY, Act.CHOOSE, Act.CONSENT, Act.ERASE, Act.ASK})
_DESK = frozenset(
    {
        *(Act.REPLY, Act.CLAIM, Act.CLOSE, Act.JUDGE, Act.DECIDE, Act.INFORM, Act.MEND),
        *(Act.OVERRIDE, Act.ASK),
    }
)
TABLE: dict[Role, frozenset[Act]] = {
    Role.CUSTOMER: _OWN,
    Role.MANAGER: _OWN | {Act.REPORT, Act.EXPORT},
    Role.COLLEAGUE: _OWN - {Act.SAY},  # nobody would answer: they are told where to write
    Role.STAFF: _DESK,
    Role.FORMER: frozenset(),
    Role.OUTSIDER: frozenset(),
}
COMMANDS = {"report": Act.REPORT, "export": Act.EXPORT}  # every other one is Act.ASK
BUTTONS = {
    Action.AGREE: Act.CONSENT,
    Action.DECLINE: Act.CONSENT,
    Action.ERASE: Act.ERASE,
}  # every other one is Act.CHOOSE
DESK: dict[StaffAction, Act] = {
    StaffAction.CLAIM: Act.CLAIM,
    StaffAction.CLOSE: Act.CLOSE,
    StaffAction.MISREAD: Act.JUDGE,
    StaffAction.CAUSE: Act.JUDGE,
    StaffAction.APPROVE: Act.DECIDE,
    StaffAction.OTHER_WAY: Act.DECIDE,
    StaffAction.FULFILLED: Act.DECIDE,
    StaffAction.TAKE_BACK: Act.DECIDE,
    StaffAction.KEPT: Act.DECIDE,
    StaffAction.BOOK: Act.DECIDE,
    StaffAction.POLICY: Act.INFORM,
    StaffAction.INSTEAD: Act.MEND,
    StaffAction.MEND: Act.MEND,
    StaffAction.DROP: Act.MEND,
    StaffAction.ANYWAY: Act.OVERRIDE,
}


def may(role: Role, act: Act) -> bool:
    return act in TABLE[role]
