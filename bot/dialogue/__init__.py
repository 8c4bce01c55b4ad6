"""The conversation as a pure state machine: (chat, event) -> (chat, deeds).

Rule 1: everything that decides what we say next lives in this folder.
Rule 2: nothing in this folder knows how a message travels, where a row lives or what time it is.
Rule 3: `step` never raises on an event that the outside can cause.
"""

from .effects import Deed, Turn
from .events import Event
from .policy import Policy
from .reception import STAGES, step
from .state import Chat, Stage
from .stored import from_dict, to_dict

__all__ = [
    "STAGES",
    "Chat",
    "Deed",
    "Event",
    "Policy",
    "Stage",
    "Turn",
    "from_dict",
    "step",
    "to_dict",
]
