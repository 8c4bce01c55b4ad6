"""With a master key nobody reads people's words in the database, and everything still works."""

import base64
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Text, select, type_coerce, update

from storage import (
    cases,
    chats,
    customers,
    inbox,
    keys,
    messages,
    outbox,
    purchases,
    rekeying,
)
from storage.database import Connection, Database, open_database
from storage.sealing import (
    SEALED,
    BadKey,
    Locked,
    Masters,
    Token,
    make_file,
    name_of,
    new_key,
    parse_keys,
)
from storage.tables import data_keys, metadata
from storage.tables import messages as log
from tests.storage.acts import NOON, SECOND, bought, lines
from tests.storage.acts import keys as payload_keys
from tests.storage.test_erasure import CHAT, MARK, arrival, erase, live, places_of

KEY, NEWER = (base64.b64encode(bytes([n]) * 32).decode() for n in (1, 2))
OTHER = CHAT + 1


def masters(*keys: str) -> Masters:
    return Masters(parse_keys(",".join(keys)))


@pytest.fixture
async def sealed(database_url: str) -> AsyncIterator[Database]:
    opened = open_database(database_url, masters(KEY))
    yield opened
    await opened.close()


def said(chat: int, text: str) -> dict[str, Any]:
    entry = {"chat_id": chat, "conversation": 1, "at": NOON, "direction": "in"}
    return {**entry, "kind": "text", "speaker": "customer", "text": text}


def texts(conn: Connection) -> list[str | None]:
    return [each.text for each in lines(messages.page(conn, 0, NOON, NOON + SECOND))]


def raw(conn: Connection) -> dict[int, str]:
    rows = conn.execute(select(log.c.id, type_coerce(log.c.text, Text).label("raw")))
    return {row.id: row.raw for row in rows}


async def test_nobody_reads_a_persons_words_in_the_database(sealed: Database) -> None:
    await sealed.write(live)

    assert await sealed.read(lambda conn: places_of(conn, MARK)) == {"inbox.error"}


async def test_whoever_has_the_key_reads_them(sealed: Database) -> None:
    await sealed.write(live)

    def work(conn: Connection) -> None:
        case = cases.newest(conn)
        assert case is not None
        assert (case["words"], case["wish"], case["chosen"]) == (MARK, MARK, MARK)
        assert chats.load(conn, [CHAT]) == {CHAT: {"words": MARK}}
        known = customers.of_chats(conn, [CHAT])[CHAT]
        assert (known.name, known.customer_ref) == (MARK, MARK)
        [purchase] = purchases.of_chats(conn, [CHAT])[CHAT]
        assert (purchase.customer_name, purchase.items) == (MARK, "青花瓷茶具")
        [entry] = lines(messages.page(conn, 0, NOON, NOON + SECOND))
        assert (entry.text, entry.sender, entry.customer) == (MARK, MARK, MARK)
        assert {row.body["text"] for row in outbox.send_round(conn, [], 9, NOON + 9 * SECOND)}

    await sealed.write(work)


async def test_an_erasure_covers_the_backups_that_were_made_before(sealed: Database) -> None:
    """The rows of an old backup, beside the keys of today: theirs stay dark, others' do not."""
    await sealed.write(live)
    await sealed.write(lambda conn: messages.log(conn, [said(OTHER, "我的")]))
    backup = await sealed.read(raw)
    await sealed.write(erase)

    def restore(conn: Connection) -> list[str | None]:
        for row, text in backup.items():
            conn.execute(update(log).where(log.c.id == row).values(text=Token(text)))
        return texts(conn)

    assert await sealed.write(restore) == [None, "我的"]


async def test_what_they_say_after_an_erasure_is_heard(sealed: Database) -> None:
    await sealed.write(live)
    await sealed.write(lambda conn: inbox.add(conn, [arrival("one more thing")], NOON))
    await sealed.write(erase)

    def work(conn: Connection) -> list[str]:
        return payload_keys(inbox.take_one(conn, CHAT, NOON + SECOND))

    assert await sealed.write(work) == ["one more thing"]


async def test_another_process_does_not_seal_with_a_key_that_is_gone(
    sealed: Database, database_url: str
) -> None:
    receiver = open_database(database_url, masters(KEY))  # it has known the key all along
    await receiver.write(live)
    await sealed.write(erase)
    await receiver.write(lambda conn: inbox.add(conn, [arrival("and now")], NOON))
    await receiver.close()

    def work(conn: Connection) -> list[str]:
        return payload_keys(inbox.take_one(conn, CHAT, NOON + SECOND))

    assert await sealed.write(work) == ["and now"]


async def test_a_key_that_was_rolled_back_seals_nothing(sealed: Database) -> None:
    def broken(conn: Connection) -> None:
        messages.log(conn, [said(OTHER, "一")])
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await sealed.write(broken)
    await sealed.write(lambda conn: messages.log(conn, [said(OTHER, "二")]))

    assert await sealed.read(texts) == ["二"]


async def test_without_the_key_nothing_opens(sealed: Database, database_url: str) -> None:
    await sealed.write(lambda conn: messages.log(conn, [said(OTHER, "我的")]))
    for other in (Masters(), masters(NEWER)):
        stranger = open_database(database_url, other)
        with pytest.raises(Locked):
            await stranger.read(texts)
        with pytest.raises(Locked):
            await stranger.read(keys.check)
        await stranger.close()
    await sealed.read(keys.check)


async def test_words_of_one_customer_do_not_pass_for_anothers(sealed: Database) -> None:
    both = [said(OTHER, "我的"), said(CHAT, "你的")]
    await sealed.write(lambda conn: messages.log(conn, both))
    mine, yours = (await sealed.read(raw)).values()
    forged = mine.partition(":")[0] + ":" + yours.partition(":")[2]
    change = update(log).where(log.c.chat_id == OTHER).values(text=Token(forged))
    await sealed.write(lambda conn: conn.execute(change) and None)

    with pytest.raises(Locked):
        await sealed.read(texts)


async def test_a_new_master_key_wraps_every_key_and_touches_no_word(
    sealed: Database, database_url: str
) -> None:
    await sealed.write(live)
    before = await sealed.read(raw)
    running = open_database(database_url, masters(KEY, NEWER))  # the old one first
    changing = open_database(database_url, masters(NEWER, KEY))
    while await changing.write(lambda conn: rekeying.rewrap(conn, 2)):
        await running.write(lambda conn: messages.log(conn, [said(OTHER, "同时")]))
    await changing.write(lambda conn: rekeying.rewrap(conn, 100))

    assert await changing.read(keys.in_use) == {name_of(parse_keys(NEWER)[0])}
    assert (await changing.read(raw)).items() >= before.items()
    only_new = open_database(database_url, masters(NEWER))
    assert MARK in await only_new.read(texts)
    for each in (running, changing, only_new):
        await each.close()


async def test_what_lay_there_in_plain_is_read_and_sealed_later(
    database: Database, database_url: str
) -> None:
    await database.write(live)
    opened = open_database(database_url, masters(KEY))
    assert await opened.read(texts) == [MARK]
    while await opened.write(lambda conn: rekeying.rewrap(conn, 100)):
        pass

    def seal(conn: Connection) -> None:
        for table in rekeying.private_tables():
            after: int | None = -(2**62)
            while after is not None:
                _, after = rekeying.seal_plain(conn, table, after, 2)

    await opened.write(seal)
    assert await opened.read(lambda conn: places_of(conn, MARK)) == {"inbox.error"}
    assert await opened.read(texts) == [MARK]
    again = bought("A-9", customer_ref=MARK)  # references are found as before
    [(known, _)] = await opened.write(lambda conn: purchases.add(conn, [again], NOON))
    assert known.chat_id == CHAT
    await opened.close()


async def test_a_text_that_looks_sealed_is_a_text(database: Database) -> None:
    odd = f"{SEALED}7:abc"
    await database.write(lambda conn: messages.log(conn, [said(OTHER, odd)]))

    assert await database.read(texts) == [odd]


async def test_a_private_column_takes_nothing_unsealed(database: Database) -> None:
    with pytest.raises(Exception, match="sealed before it is stored"):
        await database.write(lambda conn: conn.execute(log.insert(), said(OTHER, "我")) and None)


async def test_while_encryption_is_off_no_customer_has_a_key(database: Database) -> None:
    await database.write(live)

    assert await database.read(lambda conn: conn.scalars(select(data_keys.c.id)).all()) == [0]


def test_the_key_file_is_ours_alone_and_is_read_again_when_it_changes(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "master.key"
    first, second = new_key(), new_key()
    make_file(file, [first])
    held = Masters(file=file)
    make_file(file, [second, first])

    assert file.stat().st_mode & 0o777 == 0o600
    assert held.newest == name_of(parse_keys(second)[0])
    assert held.knows(name_of(parse_keys(first)[0]))


@pytest.mark.parametrize("text", ["abc", "é", base64.b64encode(b"short").decode(), f"{KEY},{KEY}"])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(BadKey):
        parse_keys(text)


def test_every_private_table_has_one_number_for_a_key() -> None:
    """`rekeying` walks by it."""
    assert all(len(t.primary_key.columns) == 1 for t in rekeying.private_tables())
    assert metadata.tables["messages"] in set(rekeying.private_tables())
