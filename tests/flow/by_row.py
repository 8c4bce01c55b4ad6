"""The log as a file, row by row and value by value: slow, and plain enough to be believed."""

import csv
import io
import json
import re
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import Connection, select

from storage import private
from storage.cases import STEPS
from storage.messages import NO_WORDS
from storage.tables import cases, customers, messages, purchases

_FREE, _END = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
_GAP = r"[ \-\u00a0\u3000]?"
_ID = re.compile(rf"{_FREE}(\d{{6}})(?:{_GAP}\d){{8}}{_GAP}(\d{{3}}[0-9Xx]){_END}")
_MOBILE = re.compile(
    rf"{_FREE}((?:\+?(?:00)?86{_GAP})?1[3-9]\d)(?:{_GAP}\d){{4}}{_GAP}(\d{{4}}){_END}"
)
_LANDLINE = re.compile(rf"{_FREE}(0\d{{2,3}}[ -])(\d{{3,4}})(\d{{4}}){_END}")
_RUN = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
_log = (
    select(
        messages,
        *(purchases.c.shop, purchases.c.order_no, purchases.c.customer_name),
        *(purchases.c.customer_ref, customers.c.customer_ref.label("known_ref")),
        *(customers.c.name, cases.c.id.label("case_id"), cases.c.status, cases.c.cause),
        *(cases.c.kind.label("case_kind"), *(at.label(name) for name, at in STEPS.items())),
    )
    .select_from(
        messages.outerjoin(purchases, purchases.c.id == messages.c.purchase_id)
        .outerjoin(customers, customers.c.chat_id == messages.c.chat_id)
        .outerjoin(
            cases,
            (cases.c.chat_id == messages.c.chat_id)
            & (cases.c.conversation == messages.c.conversation),
        )
    )
    .order_by(messages.c.id)
)


def masked(text: str) -> str:
    text = _ID.sub(r"\1********\2", text)
    text = _MOBILE.sub(r"\1****\2", text)
    return _LANDLINE.sub(r"\1****\3", text)


def harmless(cell: Any) -> Any:
    is_run = isinstance(cell, str) and cell.lstrip(" ").startswith(_RUN)
    return "'" + cell if is_run else cell


def clock(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).isoformat(" ", "seconds")[:19]


def log(conn: Connection, zone: tzinfo, *, unmasked: bool) -> list[dict[str, Any]]:
    guard = str if unmasked else masked
    return [_cells(row, zone, guard) for row in private.read(conn, _log)]


def _cells(row: Any, zone: tzinfo, guard: Any) -> dict[str, Any]:
    customer = row.name or row.customer_name or row.customer_ref or row.known_ref
    sender = "bot" if row.speaker == "bot" else guard(row.sender or row.speaker)
    return {
        "time": clock(row.at, zone),
        "shop": row.shop,
        "order": row.order_no,
        "customer": guard(customer) if customer else None,
        "direction": row.direction,
        "sender": sender,
        "kind": row.kind,
        "text": guard(row.text) if row.text else None,
        "score": row.score,
        "sentiment": row.sentiment,
        "p_unhappy": None if row.p_unhappy is None else round(row.p_unhappy, 4),
        "topic": row.topic,
        "case": row.case_id,
        "status": row.status,
        "cause": row.cause,
        "step": _step(row) if row.case_kind == "complaint" else None,
    }


def _step(row: Any) -> str | None:
    is_theirs = row.direction == "in"
    step = "heard" if is_theirs and row.kind not in NO_WORDS else None
    for name in STEPS:
        taken = getattr(row, name)
        at_once = taken == row.at and (name == "heard" or not is_theirs)
        if taken is not None and (taken < row.at or at_once):
            step = name
    return step


def as_csv(rows: list[dict[str, Any]], heads: list[str]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(heads)
    for row in rows:
        writer.writerow([harmless(cell) for cell in row.values()])
    return text.getvalue().encode("utf-8-sig")


def as_jsonl(rows: list[dict[str, Any]]) -> bytes:
    lines = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    return "".join(f"{line}\n" for line in lines).encode()
