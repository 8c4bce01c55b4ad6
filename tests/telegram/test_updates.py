"""From raw JSON to a row of the inbox: what is for us, what is not, and nothing ever breaks."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.updates import Home, dedupe_key, read_update

GROUP, BOT = -1001000000001, 424242
HOME = Home(BOT, "huifang_bot", frozenset({GROUP}))
WANG = {"id": 7001, "is_bot": False, "first_name": "王", "last_name": "女士"}
PRIVATE = {"id": 7001, "type": "private", "first_name": "王"}
DESK = {"id": GROUP, "type": "supergroup", "title": "客服", "is_forum": True}


def message(chat: dict[str, Any] = PRIVATE, **fields: Any) -> dict[str, Any]:
    return {
        "update_id": 1,
        "message": {"message_id": 41, "date": 1790000000, "chat": chat, "from": WANG, **fields},
    }


def row(update: object) -> dict[str, Any]:
    came = read_update(update, HOME, 5)
    assert came is not None
    return {"line": came.line, "lane": came.lane, "topic": came.topic, **came.payload}


def in_topic(**fields: Any) -> dict[str, Any]:
    return message(DESK, message_thread_id=90, is_topic_message=True, **fields)


def test_a_text() -> None:
    found = row(message(text="太差了", reply_to_message={"message_id": 40}))

    assert found["from"] == {"id": 7001, "name": "王 女士"}
    assert (found["kind"], found["reply_to"], found["edited"]) == ("text", 40, False)


@pytest.mark.parametrize(
    ("text", "command", "args"),
    [
        ("/start aB-_9", "start", "aB-_9"),
        ("/Help", "help", ""),
        ("/stop@Huifang_Bot", "stop", ""),
        ("/export csv\n2026-11-01", "export", "csv\n2026-11-01"),
    ],
)
def test_commands(text: str, command: str, args: str) -> None:
    found = row(message(text=text))

    assert (found["kind"], found["command"], found["args"]) == ("command", command, args)


@pytest.mark.parametrize("text", ["/说完了", "/home/user", "/help@other_bot", "我要 /stop"])
def test_what_only_looks_like_a_command_is_a_text(text: str) -> None:
    assert row(message(text=text))["kind"] == "text"


def test_an_edited_command_does_not_run_again() -> None:
    update = {"update_id": 1, "edited_message": message(text="/stop")["message"]}

    assert (row(update)["kind"], row(update)["edited"]) == ("text", True)


@pytest.mark.parametrize(
    ("content", "media"),
    [
        ({"photo": [{}]}, "photo"),
        ({"animation": {}, "document": {}}, "animation"),
        ({"venue": {}, "location": {}}, "location"),
        ({"poll": {}}, "other"),
        ({"something_of_next_year": {}}, "other"),
    ],
)
def test_media(content: dict[str, Any], media: str) -> None:
    found = row(message(**content, caption="看", media_group_id="77"))

    assert (found["media"], found["caption"], found["album"]) == (media, "看", "77")


@pytest.mark.parametrize(
    "update",
    [
        message(pinned_message={}),
        message({"id": -100555, "type": "supergroup"}, text="别的群"),
        message({"id": -100777, "type": "channel"}, text="频道"),
        message(DESK, text="General 里的闲聊"),
        message(DESK, text="普通回复链", message_thread_id=90),
        in_topic(forum_topic_created={"name": "王女士"}),
        in_topic(text="/help@other_bot"),
        {
            "update_id": 1,
            "edited_message": message(location={"live_period": 60})["message"],
        },
    ],
)
def test_what_is_not_for_us_leaves_no_row(update: dict[str, Any]) -> None:
    came = read_update(update, HOME, 5)

    assert came is None or (came.payload["kind"] == "unreadable" and "channel_post" in update)


def test_the_creation_of_the_topic_is_no_reply() -> None:
    implicit = {"message_id": 90, "forum_topic_created": {"name": "王女士"}}

    assert row(in_topic(text="您好", reply_to_message=implicit))["reply_to"] is None
    assert row(in_topic(text="您好", reply_to_message={"message_id": 95}))["reply_to"] == 95
    assert row(in_topic(text="您好"))["topic"] == (GROUP, 90)


def test_an_anonymous_administrator_is_staff_and_a_bot_is_not() -> None:
    ghost = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    said = in_topic(text="我来", sender_chat=DESK, author_signature="店长")
    said["message"]["from"] = ghost
    other = in_topic(text="我来")
    other["message"]["from"] = {"id": 5, "is_bot": True, "first_name": "Bot"}

    assert row(said)["from"]["name"] == "店长"
    assert read_update(other, HOME, 5) is None


def tap(data: str, chat: dict[str, Any]) -> dict[str, Any]:
    pressed = {"message_id": 43, "chat": chat, "date": 0}
    query = {"id": "258", "from": WANG, "message": pressed, "chat_instance": "-3", "data": data}
    return {"update_id": 1, "callback_query": query}


def test_a_staff_button_carries_its_case() -> None:
    found = row(tap("s:7001:3:claim", DESK))

    assert (found["line"], found["lane"], found["kind"]) == (7001, 0, "staff_tap")
    assert (found["case"], found["action"]) == ([7001, 3], "claim")
    assert row(tap("3:rate:5", PRIVATE))["data"] == "3:rate:5"
    assert row(tap("s:7001:3:claim", PRIVATE))["kind"] == "tap"  # forged: never a staff act
    assert read_update(tap("s:x", DESK), HOME, 5) is None


@pytest.mark.parametrize(("status", "kind"), [("kicked", "blocked"), ("member", "unblocked")])
def test_blocking(status: str, kind: str) -> None:
    change = {"chat": PRIVATE, "from": WANG, "new_chat_member": {"status": status}}

    assert row({"update_id": 1, "my_chat_member": change})["kind"] == kind


@pytest.mark.parametrize(
    "update",
    [
        None,
        [],
        {"update_id": 2},
        {"update_id": 3, "message": {"chat": {"id": "7001", "type": "private"}}},
        message(text=5),
        message({"id": 2**70, "type": "private"}, text="x"),
        {"update_id": 4, "message": {"message_id": 1, "chat": PRIVATE, "text": "谁"}},
    ],
)
def test_what_cannot_be_read_is_parked(update: object) -> None:
    found = row(update)

    assert (found["kind"], found["line"]) == ("unreadable", 0)


def test_half_an_emoji_and_a_nul_do_no_harm() -> None:
    found = row(message(text="坏\ud83d了\0"))

    assert found["text"] == "坏\ufffd了"
    json.dumps(found, ensure_ascii=False).encode()


leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
names = st.sampled_from(
    [
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
        "chat",
        "from",
        "id",
        "type",
        "text",
        "data",
        "message_id",
        "reply_to_message",
        "is_topic_message",
        "message_thread_id",
        "new_chat_member",
        "status",
        "sender_chat",
        "photo",
        "caption",
        "media_group_id",
        "first_name",
        "is_bot",
        "migrate_to_chat_id",
        "update_id",
        "private",
    ]
)
values = st.sampled_from(["private", "supergroup", GROUP, 7001, "s:1:1:x", "/start", "kicked"])
anything = st.recursive(
    leaves | values,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=8),
    max_leaves=30,
)


@given(anything)
def test_nothing_ever_raises(update: object) -> None:
    came = read_update(update, HOME, 5)

    assert dedupe_key(update, BOT).startswith("tg:424242:")
    if came is not None:
        json.dumps(came.payload, ensure_ascii=False).encode()
        assert abs(came.line) < 2**63


@given(st.dictionaries(names, anything, max_size=8))
def test_no_message_ever_raises(fields: dict[str, Any]) -> None:
    for chat in (PRIVATE, DESK):
        came = read_update(message(chat) | {"message": {"chat": chat, **fields}}, HOME, 5)
        if came is not None:
            json.dumps(came.payload, ensure_ascii=False).encode()


def member(status: str, group: Any = DESK, **more: Any) -> dict[str, Any]:
    who = {"user": {**WANG, "id": 8001}, "status": status, **more}
    return {"update_id": 1, "chat_member": {"chat": group, "new_chat_member": who}}


@pytest.mark.parametrize(
    ("update", "joined", "left"),
    [
        (member("left"), [], [8001]),
        (member("kicked"), [], [8001]),
        (member("restricted", is_member=False), [], [8001]),
        (member("restricted", is_member=True), [8001], []),
        (member("member"), [8001], []),
        (member("administrator"), [8001], []),
        (message(DESK, left_chat_member=WANG), [], [7001]),
        (message(DESK, new_chat_members=[WANG]), [7001], []),
    ],
)
def test_who_leaves_a_staff_group_is_noted(
    update: dict[str, Any], joined: list[int], left: list[int]
) -> None:
    came = read_update(update, HOME, 5)

    assert came is not None
    assert (came.line, came.payload["kind"]) == (DESK["id"], "membership")
    assert (came.payload.get("joined", []), came.payload.get("left", [])) == (joined, left)


def test_who_leaves_another_group_is_not_our_business() -> None:
    assert read_update(member("left", {"id": -100555, "type": "supergroup"}), HOME, 5) is None
