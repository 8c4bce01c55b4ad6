"""Turn each effect into a row of the batch. mypy lists here every effect that has no row yet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, assert_never

from bot.config import Settings
from bot.dialogue import effects as do
from bot.dialogue.effects import Button, Deed, Effect, StaffButton
from bot.dialogue.state import Chat
from bot.flow.batch import Batch
from bot.flow.booking import book_grant, book_override
from bot.flow.records import case_row, consent_row, grant_row, override_row, survey_row
from bot.wording.catalog import Catalog
from storage.outbox import Outgoing

URGENT, DIALOGUE, BULK = 0, 1, 2
INVITATIONS = ("survey.ask", "survey.remind", "follow_up.ask")


@dataclass(slots=True)
class Writer:
    """Writes the deeds of one turn; `n` counts its outbox rows, so that their keys are stable."""

    batch: Batch
    settings: Settings
    wording: Catalog
    inbox_id: int
    chat_id: int
    chat: Chat
    now: datetime
    n: int = 0
    behind: set[int] = field(default_factory=set)  # conversations that lie with the seniors
    lost: Sequence[dict[str, Any]] = ()  # what did not reach them while they were away

    def write(self, deeds: Iterable[Deed]) -> None:
        for deed in deeds:
            self._one(deed.conversation, deed.effect)

    def _one(self, number: int, effect: Effect) -> None:
        match effect:
            case do.Say():
                self._say(number, effect)
            case do.Edit():
                self._edit(number, effect)
            case do.OpenTopic(key=key, params=params):
                name = self.wording.render(key, params, self.now)
                self._to_staff(number, {"kind": "topic", "name": name})
            case do.NameTopic(key=key, params=params):
                name = self.wording.render(key, params, self.now)
                self._to_staff(number, {"kind": "topic_state", "name": name})
            case do.CloseTopic(closed=closed):
                self._to_staff(number, {"kind": "topic_state", "closed": closed})
            case do.GoBehind():
                self._go_behind(number, effect)
            case do.Post():
                self._post(number, effect)
            case do.EditPost():
                self._edit_post(number, effect)
            case do.RelayText():
                self._relay_text(number, effect)
            case do.RelayMedia():
                self._relay_media(number, effect)
            case do.SetTimer(name=name, due_at=due_at):
                self.batch.set_timer(self.chat_id, f"{number}:{name}", due_at)
            case do.CancelTimer(name=name):
                self.batch.cancel_timer(self.chat_id, f"{number}:{name}")
            case do.RecordSurvey():
                self.batch.surveys.append(survey_row(self.chat_id, number, effect))
            case do.RecordCase(case=case, purchase=purchase):
                self.batch.cases.append(case_row(self.chat_id, number, case, purchase))
            case do.RecordGrant(grant=grant, taken=taken):
                self.batch.grants.append(grant_row(self.chat_id, number, effect))
                self.batch.taken[grant.key] += taken
                self.batch.booked += book_grant(effect)
            case do.FileSuggestion(text=text):
                self.batch.suggestions.append(self._suggestion(number, text))
            case do.RecordOverride():
                self.batch.overrides.append(override_row(self.chat_id, number, effect))
                self.batch.booked.append(book_override(effect))
            case do.RecordConsent():
                words = self.wording.version("command.privacy")
                self.batch.consents.append(consent_row(self.chat_id, words, effect))
            case do.SendPaper(paper=paper, args=args):
                about = {"paper": paper, "args": args, "who": self.chat_id}
                self._queue(self.chat_id, DIALOGUE, {"kind": "paper", **about})
            case do.SendAgain():
                self._send_again(number)
            case do.Erase():
                pass  # the turn erases before it writes (flow/turn.py)
            case _:
                assert_never(effect)

    def _say(self, number: int, say: do.Say) -> None:
        text = self.wording.render(say.key, say.params, self.now, say.variant)
        body = {"kind": "text", "text": text, **self._buttons(number, say.buttons)}
        lane = BULK if say.key in INVITATIONS else DIALOGUE
        self._log(number, self._queue(self.chat_id, lane, body), "text", text)

    def _suggestion(self, number: int, text: str) -> dict[str, Any]:
        talk = self.chat.talk(number)
        purchase = talk.purchase if talk else None
        return {
            "chat_id": self.chat_id,
            "conversation": number or None,
            "purchase_id": purchase.id if purchase else None,
            "text": text,
            "at": self.now,
        }

    def _edit(self, number: int, edit: do.Edit) -> None:
        buttons = self._buttons(number, edit.buttons)
        body = {"kind": "edit", "message_id": edit.message_id, **buttons}
        self._queue(self.chat_id, DIALOGUE, body)

    def _go_behind(self, number: int, gone: do.GoBehind) -> None:
        """One line into the topic it leaves; what is written after this, goes to the seniors."""
        self.behind.discard(number)
        if gone.key:
            says = self.wording.render(gone.key, gone.params, self.now)
            self._to_staff(number, {"kind": "topic_state", "closed": True, "says": says})
        self.behind.add(number)

    def _post(self, number: int, post: do.Post) -> None:
        text = self.wording.render(post.key, post.params, self.now)
        body: dict[str, Any] = {"kind": "text", "text": text}
        if post.level is not None:
            body |= self._naming(text, post.level)
        if post.is_alert:
            body["alert"] = True
        if post.buttons:
            body["buttons"] = self._staff_rows(number, post.buttons, post.in_row)
        self._to_staff(number, body)

    def _send_again(self, number: int) -> None:
        for body in self.lost:
            self._queue(self.chat_id, URGENT, body)
        if self.lost:
            text = self.wording.render(
                "staff.sent_again", {"count": str(len(self.lost))}, self.now
            )
            self._to_staff(number, {"kind": "text", "text": text})

    def _edit_post(self, number: int, edit: do.EditPost) -> None:
        rows = self._staff_rows(number, edit.buttons)
        body: dict[str, Any] = {"kind": "edit", "message_id": edit.message_id, "buttons": rows}
        if edit.key:
            body["text"] = self.wording.render(edit.key, edit.params, self.now)
        self._to_staff(number, body)

    def _naming(self, text: str, level: int) -> dict[str, Any]:
        """Their names at the foot, as mentions, so that Telegram calls them."""
        mentions = []
        if not self.settings.people_of(level):
            who = self.settings.staff.levels[level]
            nobody = self.wording.render("staff.nobody_named", {"who": who}, self.now)
            return {"text": f"{text}\n{nobody}"}
        text += "\n"
        for person in self.settings.people_of(level):
            start = _utf16(text)
            text += f"@{person.name} "
            mentions.append([start, _utf16(f"@{person.name}"), person.id])
        return {"text": text.rstrip(), "mentions": mentions}

    def _relay_text(self, number: int, relay: do.RelayText) -> None:
        body: dict[str, Any] = {"kind": "text", "relay_of": relay.message_id}
        if relay.reply_to is not None:
            body["reply_to"] = relay.reply_to
        if relay.to == "staff":
            customer = self.chat.customer
            name = customer.name or customer.sender
            name = name or self.wording.render("staff.somebody", {}, self.now)
            params: dict[str, do.Param] = {"customer": name, "text": relay.text}
            key = "staff.relayed_edit" if relay.edited else "staff.relayed"
            key = "staff.relayed_rough" if relay.rough else key
            body["text"] = self.wording.render(key, params, self.now)
            self._to_staff(number, body)
        else:
            body |= {"text": self._corrected(relay), "from_chat": self._group(number)}
            key = self._queue(self.chat_id, URGENT, body)
            if relay.logged:
                self._log(number, key, "text", relay.text, "staff")

    def _corrected(self, relay: do.RelayText) -> str:
        if not relay.edited:
            return relay.text
        return self.wording.render("staff.edited_for_customer", {"text": relay.text}, self.now)

    def _relay_media(self, number: int, relay: do.RelayMedia) -> None:
        body: dict[str, Any] = {"kind": "copy", "message_ids": list(relay.message_ids)}
        if relay.reply_to is not None:
            body["reply_to"] = relay.reply_to
        if relay.to == "staff":
            self._to_staff(number, {**body, "from_chat": self.chat_id})
        else:
            body |= {"from_chat": self._group(number)} | ({"bare": True} if relay.bare else {})
            key = self._queue(self.chat_id, URGENT, body)
            if relay.caption:
                self._log(number, key, "text", relay.caption, "staff")

    def _to_staff(self, number: int, body: dict[str, Any]) -> None:
        """To the case's topic; a shop that has no staff group yet still has the case's row."""
        group = self._group(number)
        if group is not None:
            case: dict[str, Any] = {"case": [self.chat_id, number]}
            if self._lies_behind(number):
                case["behind"] = True
            if body["kind"] in ("text", "copy"):
                case["name"] = self._topic_name(number)
            self._queue(group, URGENT, {**case, **body})

    def _topic_name(self, number: int) -> str:
        """What the topic is called, should it have to be made again."""
        talk, customer = self.chat.talk(number), self.chat.customer
        items = talk.purchase.items if talk and talk.purchase else ""
        return " · ".join(filter(None, (customer.name or customer.sender, items))) or "·"

    def to_general(self, group: int, key: str, params: dict[str, do.Param]) -> None:
        """To the staff group as a whole: what belongs to no topic."""
        text = self.wording.render(key, params, self.now)
        self._queue(group, URGENT, {"kind": "text", "text": text})

    def drop_topic(self, group: int, topic_id: int) -> None:
        self._queue(group, URGENT, {"kind": "drop_topic", "group": group, "topic_id": topic_id})

    def requeue(self, outgoing: Outgoing) -> None:
        """What was written before an erasure, which empties the outbox, goes out after it."""
        self._queue(outgoing.chat_id, outgoing.lane, outgoing.body)

    def _lies_behind(self, number: int) -> bool:
        return number in self.behind and self.settings.staff.senior_group is not None

    def _group(self, number: int) -> int | None:
        if self._lies_behind(number):
            return self.settings.staff.senior_group
        talk = self.chat.talk(number)
        purchase = talk.purchase if talk else self.chat.customer.latest
        return self.settings.group_of(purchase.shop if purchase else None)

    def _queue(self, chat_id: int, lane: int, body: dict[str, Any]) -> str:
        key = f"{self.inbox_id}:{self.n}"
        self.n += 1
        self.batch.outgoing.append(Outgoing(key, chat_id, lane, body))
        return key

    def _log(self, number: int, key: str, kind: str, text: str, speaker: str = "bot") -> None:
        talk = self.chat.talk(number)
        self.batch.messages.append(
            {
                "key": key,
                "chat_id": self.chat_id,
                "conversation": number or None,
                "at": self.now,
                "direction": "out",
                "speaker": speaker,
                "kind": kind,
                "text": text,
                "purchase_id": talk.purchase.id if talk and talk.purchase else None,
            }
        )

    def _buttons(self, number: int, rows: do.Rows) -> dict[str, Any]:
        if not rows:
            return {}
        return {"buttons": [[self._button(number, b) for b in row] for row in rows]}

    def _button(self, number: int, button: Button) -> dict[str, str]:
        params: dict[str, do.Param] = dict(button.params)
        text = self.wording.render(button.key, params, self.now)
        data = f"{number}:{button.action}" + (f":{button.arg}" if button.arg else "")
        return {"text": f"✓ {text}" if button.chosen else text, "data": data}

    def _staff_rows(
        self, number: int, buttons: tuple[StaffButton, ...], in_row: int = 1
    ) -> list[list[dict[str, str]]]:
        data = f"s:{self.chat_id}:{number}"
        made = [self._staff_button(data, b) for b in buttons]
        return [made[at : at + in_row] for at in range(0, len(made), in_row)]

    def _staff_button(self, data: str, button: StaffButton) -> dict[str, str]:
        params: dict[str, do.Param] = dict(button.params)
        arg = f":{button.arg}" if button.arg else ""
        text = self.wording.render(button.key, params, self.now)
        return {"text": text, "data": f"{data}:{button.action}{arg}"}


def _utf16(text: str) -> int:
    """Telegram counts in UTF-16 units: an emoji is two."""
    return len(text.encode("utf-16-le")) // 2
