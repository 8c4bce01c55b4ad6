"""A customer's own data as one page that any phone can show, and any program can read."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from typing import Any

from bot.wording.catalog import Catalog
from storage.mine import Mine

Line = Sequence[Any]
STYLE = (
    "body{font:16px/1.6 sans-serif;margin:1em;max-width:50em}"
    "table{border-collapse:collapse;width:100%}"
    "td,th{border:1px solid #ccc;padding:.3em;text-align:left;vertical-align:top}"
    "th{background:#f4f4f4;font-weight:normal}"
)


class Page:
    def __init__(self, wording: Catalog, now: datetime) -> None:
        self.wording = wording
        self.now = now

    def of(self, mine: Mine) -> str:
        title, note = self._word("title"), self._word("note")
        parts = (self._section(name, lines) for name, lines in self._sections(mine))
        return (
            '<!doctype html><html lang="zh-CN"><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width">'
            f"<title>{title}</title><style>{STYLE}</style><h1>{title}</h1>"
            f"<p>{self._shown(self.now)} {note}</p>"
            f"{''.join(parts)}</html>\n"
        )

    def _sections(self, mine: Mine) -> Iterable[tuple[str, list[Line]]]:
        who = mine.customer
        yield "who", [(who.name, who.customer_ref, who.first_seen)] if who else []
        yield (
            "bought",
            [
                (
                    p.bought_at,
                    p.shop,
                    p.order_no,
                    p.items,
                    f"{p.amount} {p.currency}",
                    p.customer_name,
                )
                for p in mine.bought
            ],
        )
        yield (
            "surveys",
            [
                (r["sent_at"], r["outcome"], r["score"], r["reason"], r["comment"], r["sentiment"])
                for r in mine.surveys
            ],
        )
        yield (
            "messages",
            [
                (r["at"], r["sender"] or r["speaker"], r["kind"], r["text"], r["sentiment"])
                for r in mine.messages
            ],
        )
        yield (
            "cases",
            [
                (r["id"], r["opened_at"], r["status"], r["words"], r["wish"], r["chosen"])
                for r in mine.cases
            ],
        )
        yield (
            "grants",
            [(r["requested_at"], r["label"], r["status"], r["due_at"]) for r in mine.grants],
        )
        yield "suggestions", [(r["at"], r["text"], r["status"]) for r in mine.suggestions]
        yield "consents", [(r["at"], r["given"], r["wording"]) for r in mine.consents]

    def _section(self, name: str, lines: list[Line]) -> str:
        if not lines:
            return ""
        heading = self._word(f"of.{name}")
        titles = self._word(f"columns.{name}").split("、")
        head = "".join(f"<th>{title}</th>" for title in titles)
        rows = "".join(
            f"<tr>{''.join(f'<td>{self._shown(cell)}</td>' for cell in line)}</tr>"
            for line in lines
        )
        return f"<h2>{heading}</h2><table><tr>{head}</tr>{rows}</table>"

    def _shown(self, cell: Any) -> str:
        match cell:
            case None | "":
                return ""
            case bool():
                return self._word("agreed" if cell else "not_agreed")
            case datetime():
                return cell.astimezone(self.wording.zone).strftime("%Y-%m-%d %H:%M")
        return escape(str(cell)).replace("\n", "<br>")

    def _word(self, name: str, **params: str) -> str:
        return self.wording.render(f"my_data.{name}", params, self.now)
