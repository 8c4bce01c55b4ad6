"""A purchase is stored once and belongs to whoever opens its invitation first."""

import re

from storage import customers, inbox, purchases
from storage.database import Database
from storage.purchases import Claimed, ClaimStatus, NewPurchase, Purchase
from tests.storage.acts import NOON, assert_every_waiting_row_has_a_line, bought

V1, V9 = ("南京路店", "V1"), ("南京路店", "V9")


async def add(database: Database, *new: NewPurchase) -> list[tuple[Purchase, bool]]:
    return await database.write(lambda conn: purchases.add(conn, new, NOON))


async def claim(database: Database, token: str, chat_id: int) -> Claimed:
    return await database.write(lambda conn: purchases.claim(conn, token, chat_id, NOON))


async def test_a_purchase_comes_back_as_it_was_reported(database: Database) -> None:
    new = bought(
        "A-1",
        clerk="小李",
        campaign="五一",
        customer_ref="V1",
        customer_name="王女士",
        customer_role="会员",
        survey="now",
    )
    [(stored, created)] = await add(database, new)

    assert created
    assert NewPurchase(**{name: getattr(stored, name) for name in new.__slots__}) == new
    assert (stored.chat_id, stored.created_at) == (None, NOON)
    assert await database.read(lambda conn: purchases.by_ids(conn, [stored.id])) == {
        stored.id: stored
    }


async def test_a_token_fits_a_link_and_says_nothing(database: Database) -> None:
    reported = await add(database, *(bought(str(i)) for i in range(20)))
    tokens = {purchase.token for purchase, _ in reported}

    assert len(tokens) == 20
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{20,64}", token) for token in tokens)


async def test_the_same_order_is_stored_once(database: Database) -> None:
    [(first, _)] = await add(database, bought("1"))
    again = await add(database, bought("2"), bought("1", items="别的"), bought("2"))

    assert [created for _, created in again] == [True, False, False]
    assert again[1][0] == first
    assert again[0][0] == again[2][0]


async def test_two_shops_may_use_the_same_number(database: Database) -> None:
    await add(database, bought("1"), bought("1", shop="西湖店"))

    both = await database.read(lambda conn: purchases.by_order(conn, "1"))
    [one] = await database.read(lambda conn: purchases.by_order(conn, "1", "西湖店"))
    assert [each.shop for each in both] == ["南京路店", "西湖店"]
    assert one.shop == "西湖店"


async def test_whoever_opens_the_link_first_owns_the_purchase(database: Database) -> None:
    [(purchase, _)] = await add(database, bought("1"))

    mine = await claim(database, purchase.token, 7)
    assert mine.status is ClaimStatus.YOURS
    assert mine.purchase is not None
    assert mine.purchase.chat_id == 7
    assert (await claim(database, purchase.token, 7)).status is ClaimStatus.ALREADY_YOURS
    assert await claim(database, purchase.token, 8) == Claimed(ClaimStatus.TAKEN)
    assert await claim(database, "guessed", 8) == Claimed(ClaimStatus.UNKNOWN)
    bought_by = await database.read(lambda conn: purchases.of_chats(conn, [7, 8]))
    assert bought_by == {7: (mine.purchase,)}


async def test_the_link_of_a_named_customer_brings_their_other_purchases(
    database: Database,
) -> None:
    [(first, _), (second, _), _, _] = await add(
        database,
        bought("1", customer_ref="V1", customer_name="王女士"),
        bought("2", customer_ref="V1"),
        bought("3", customer_ref="V2"),
        bought("4"),
    )
    claimed = await claim(database, first.token, 7)

    assert [other.id for other in claimed.others] == [second.id]
    assert claimed.others[0].chat_id == 7
    known = await database.read(lambda conn: customers.of_chats(conn, [7]))
    assert known == {7: customers.Customer(7, "V1", "王女士", NOON)}


async def test_a_known_customers_purchase_goes_into_the_inbox_at_once(database: Database) -> None:
    [(first, _)] = await add(database, bought("1", customer_ref="V1"))
    await claim(database, first.token, 7)
    new = bought("2", customer_ref="V1")
    [(second, created)] = await add(database, new)
    await add(database, new)  # the shop reports it twice

    assert (second.chat_id, created) == (7, True)
    [head] = (await database.write(lambda conn: inbox.take(conn, NOON, 9))).heads
    assert (head.chat_id, head.lane) == (7, 2)
    assert head.payload == {
        "kind": "purchase", "at": 1777636800000, "shop": "南京路店", "order_no": "2"
    }  # fmt: skip
    assert await database.read(inbox.waiting) == 1
    await assert_every_waiting_row_has_a_line(database)


async def test_who_came_first_with_a_reference_keeps_it(database: Database) -> None:
    for chat, hour in ((9, 12), (3, 13)):
        moment = NOON.replace(hour=hour)
        await database.write(
            lambda conn, chat=chat, moment=moment: customers.remember(
                conn, [(chat, V1, None)], moment
            )
        )

    assert await database.read(lambda conn: customers.find(conn, [V1, V9])) == {V1: 9}


async def test_each_shop_counts_its_customers_for_itself(database: Database) -> None:
    """The same number in another shop is somebody else."""
    [(here, _)] = await add(database, bought("1", customer_ref="V1"))
    await claim(database, here.token, 7)
    elsewhere = [bought("2", shop="徐汇店", customer_ref="V1"), bought("3", customer_ref="V1")]
    added = await add(database, *elsewhere)

    assert [purchase.chat_id for purchase, _ in added] == [None, 7]


async def test_what_is_not_known_this_time_wipes_nothing_out(database: Database) -> None:
    await database.write(lambda conn: customers.remember(conn, [(9, V1, "王女士")], NOON))
    await database.write(lambda conn: customers.remember(conn, [(9, None, None)], NOON))

    known = await database.read(lambda conn: customers.of_chats(conn, [9]))
    assert known[9] == customers.Customer(9, "V1", "王女士", NOON)
