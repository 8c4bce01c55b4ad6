"""People: customers, and staff, supervisors and managers, who sit in the staff group."""

from dataclasses import dataclass
from enum import StrEnum

from bot.sandbox.wire import Json


class Role(StrEnum):
    CUSTOMER = "customer"
    """Writes to the bot in a private chat."""
    STAFF = "staff"
    """Works cases in the staff group."""
    SUPERVISOR = "supervisor"
    """Staff that escalations are for."""
    MANAGER = "manager"
    """Staff that reads reports."""


FIRST_ID = {Role.CUSTOMER: 7001, Role.STAFF: 8001}


@dataclass(slots=True, eq=False)
class Person:
    id: int
    name: str
    role: Role
    title: str | None = None
    username: str | None = None
    started: bool = False
    """Has written to the bot; before that the bot cannot write to them."""
    blocked: bool = False
    """Has blocked the bot."""
    deactivated: bool = False
    """The account was deleted."""
    is_bot: bool = False

    @property
    def in_staff(self) -> bool:
        return self.role is not Role.CUSTOMER

    def user(self) -> Json:
        """The Bot API's User."""
        user: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.name}
        if self.username:
            user["username"] = self.username
        if not self.is_bot:
            user["language_code"] = "zh-hans"
        return user
