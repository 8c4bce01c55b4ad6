"""A day with everything that goes wrong, and then the log is searched for what people said."""

import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot.app import logs
from bot.flow import turn
from storage import messages
from storage.database import Connection, Database
from tests.whole.conftest import Stack

PHONE, WORDS, MORE = "13812345678", "第一次用就漏水,太差了", "我叫欧阳明日,住在三号楼"
REFUSED = "这一句谁也读不懂"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream, handlers = io.StringIO(), logging.getLogger().handlers[:]
    level = logging.getLogger().level
    logs.configure(stream, logging.DEBUG)
    yield stream
    structlog.reset_defaults()
    logging.basicConfig(handlers=handlers, level=level, force=True)


async def test_after_a_bad_day_the_log_quotes_nobody(
    stack: Stack, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = turn.to_event

    def quoting(head: Any, facts: Any) -> Any:
        if REFUSED in str(head.payload):
            raise ValueError(f"cannot read {head.payload}")
        return real(head, facts)

    monkeypatch.setattr(turn, "to_event", quoting)
    faults = stack.world.faults
    for kind in ("reset", "garbled", "lost_answer"):
        faults.add(kind, method="sendMessage", times=1, delay=0.01)
    faults.add("server_error", method="getUpdates", times=2, code=502)
    topic = await stack.complains(stack.wang, f"{WORDS},电话{PHONE}")
    await stack.says(stack.wang, MORE)
    await stack.says(stack.wang, f"{REFUSED},{PHONE}")
    await stack.says(stack.li, f"您好,我打{PHONE}给您", topic=topic, in_group=True)
    for _ in range(8):
        await stack.rig.move_to_next()
    logging.getLogger("asyncio").error("lost: %r", ValueError(f"{PHONE}"))
    try:
        raise LookupError(WORDS)
    except LookupError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
        structlog.get_logger().exception("stumbled", token=stack.world.token)

    written = log.getvalue()
    assert "turn_failed" in written
    assert "parcel_put_off" in written
    assert "LookupError tests/whole/test_logs.py" in written
    customers = (stack.wang.name, stack.li.name)
    for secret in (PHONE, WORDS, MORE, REFUSED, stack.world.token, "保温杯", *customers):
        assert secret not in written, secret
    assert not any("\u4e00" <= character <= "\u9fff" for character in written)


async def test_an_error_of_the_database_quotes_nobody(database: Database) -> None:
    def broken(conn: Connection) -> None:
        messages.log(conn, [{"chat_id": 1, "at": None, "text": WORDS}])

    with pytest.raises(Exception, match=r"(?i)null|name") as found:
        await database.write(broken)
    assert WORDS not in str(found.value)


@pytest.mark.parametrize(
    "text",
    [
        "https://api.telegram.org/bot123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0/getMe",
        "key hf_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0 refused",
        "postgresql://shop:AAHdqTcv@db/huifang",
        "t.me/shop?start=c2VjcmV0c2VjcmV0c2Vjcm",
        "call 13812345678",
    ],
)
def test_no_secret_passes(text: str) -> None:
    found = logs.scrubbed(text)

    assert not any(secret in found for secret in ("AAHdqTcv", "c2VjcmV0", "13812345678"))
