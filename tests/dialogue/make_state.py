"""Writes states/v1.json anew: `python -m tests.dialogue.make_state`. Only before a release:
a version that was ever written in the field is never changed again, a new one is added.
"""

import json
from pathlib import Path

from bot.dialogue import Chat, to_dict
from bot.dialogue.events import Action
from tests.dialogue import talk as t

HERE = Path(__file__).parent / "states"


def samples() -> dict[str, Chat]:
    begun = {
        "new": t.Talk().opens(),
        "rating": t.asked(),
        "reason": t.rated(5),
        "comment": t.rated(3).taps(Action.REASON, "value").says("还行", t.NEUTRAL),
        "checking": t.rated(4).says("就那样", t.UNSURE),
        "receiving": t.Talk().says("你们几点关门？", t.QUESTION),
        "listening": t.rated(1).says("杯子漏水", t.UNHAPPY).sends("photo"),
        "gathering": t.apologised(),
        "confirming": t.confirming(),
        "proposing": t.proposed(),
        "consulting": t.proposed().taps(Action.NONE_FITS),
        "with_staff": t.claimed().sends("photo", album="a"),
        "closing": t.closing(),
        "following_up": t.followed_up(),
        "over": t.followed_up().taps(Action.SOLVED),
        "reopened": t.followed_up().taps(Action.NOT_SOLVED),
        "returning": t.returning(),
        "requested": t.requested(),
        "resting": t.asked().commands("stop").blocks(),
    }
    return {name: talk.chat for name, talk in begun.items()}


if __name__ == "__main__":
    stored = {name: to_dict(chat) for name, chat in samples().items()}
    text = json.dumps(stored, ensure_ascii=False, indent=1, sort_keys=True)
    (HERE / "v1.json").write_text(text + "\n", encoding="utf-8")
