"""AES-GCM over one value, and the master keys that wrap everybody's own key. No SQL in here.

A sealed value says which key opens it: "\\x01s<key>.<mark>:<base64 of nonce and ciphertext>". The
mark tells a key from one that was destroyed before it: who was forgotten may come back.
"""

import base64
import binascii
import hashlib
import os
import secrets
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SIZE = 32  # bytes of a key
NONCE = 12
MARK = "\x01"
SEALED, PLAIN = MARK + "s", MARK + "p"
UNWRAPPED = ""  # the name of no master key: what is kept while encryption is off
AT_HAND = 10_000  # keys of customers, unwrapped: half a KB each, and 6 µs to unwrap again
AT_WORK = 500  # of these, ready to open with: 3 KB each, and 1 µs to make again


class BadKey(ValueError):
    """What was given as a master key is none."""


class Locked(Exception):
    """The database is locked with a master key that we do not have."""


class Token(str):
    """A value as it may lie in the database: sealed, or plain because encryption is off."""

    __slots__ = ()


class DataKey:
    """The key of one customer (or of the shop)."""

    __slots__ = ("_number", "head", "mark", "number", "raw")

    def __init__(self, number: int, raw: bytes) -> None:
        self.number = number
        self.raw = raw
        self._number = b"%d" % number
        self.mark = hashlib.sha256(b"mark of a key\0" + raw).hexdigest()[:8]
        self.head = f"{SEALED}{number}.{self.mark}"

    def seal(self, text: str, nonce: bytes) -> Token:
        """`nonce` is random and used once: `nonces` brings as many as a batch needs."""
        closed = nonce + _at_work(self.raw).encrypt(nonce, text.encode(), self._number)
        return Token(f"{self.head}:{base64.b64encode(closed).decode()}")

    def open(self, closed: str) -> str:
        """Raises Locked where somebody has tampered with it."""
        try:
            raw = binascii.a2b_base64(closed)
            text = _at_work(self.raw).decrypt(raw[:NONCE], raw[NONCE:], self._number)
            return text.decode()
        except (InvalidTag, ValueError) as error:
            raise Locked(f"a value of key {self.number} does not open") from error


_at_work = lru_cache(AT_WORK)(AESGCM)


def owner(head: str) -> int:
    """The number of the key, from what stands before the colon."""
    return int(head[len(SEALED) :].partition(".")[0])


def nonces(count: int) -> Iterator[bytes]:
    """One call to the system for many: each costs more than the sealing."""
    drawn = os.urandom(NONCE * count)
    return (drawn[at : at + NONCE] for at in range(0, len(drawn), NONCE))


def plain(text: str) -> Token:
    """A text that stays readable; one that looks sealed is marked as plain."""
    return Token(PLAIN + text if text.startswith(MARK) else text)


def parse_keys(text: str) -> tuple[bytes, ...]:
    """Base64 of 32 bytes, one a line or with commas between, the newest first."""
    found = tuple(_key(word) for word in text.replace(",", " ").split())
    if len(set(found)) != len(found):
        raise BadKey("the same master key stands there twice")
    return found


def _key(word: str) -> bytes:
    try:
        raw = base64.b64decode(word.translate(_URLSAFE), validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != SIZE:
        raise BadKey("a master key is the base64 of 32 random bytes")
    return raw


_URLSAFE = str.maketrans("-_", "+/")


def new_key() -> str:
    return base64.b64encode(secrets.token_bytes(SIZE)).decode()


def name_of(master: bytes) -> str:
    """How a master key is called in the database: nobody can tell the key from it."""
    return hashlib.sha256(b"huifang master key\0" + master).hexdigest()[:16]


class Masters:
    """The master keys, the newest first. A file is read again whenever it has changed."""

    def __init__(self, keys: Sequence[bytes] = (), file: Path | None = None) -> None:
        self.file = file
        self._seen = 0.0
        self._unwrapped = lru_cache(AT_HAND)(self._unwrap)
        self._set(keys)
        self._look()

    @property
    def is_off(self) -> bool:
        self._look()
        return not self._keys

    @property
    def newest(self) -> str:
        self._look()
        return next(iter(self._keys), UNWRAPPED)

    def knows(self, master: str) -> bool:
        self._look()
        return master == UNWRAPPED or master in self._keys

    def wrap(self, number: int, raw: bytes) -> tuple[str, str]:
        """The name of the master key and the wrapped key."""
        name = self.newest
        if name == UNWRAPPED:
            return name, base64.b64encode(raw).decode()
        nonce = os.urandom(NONCE)
        closed = nonce + self._keys[name].encrypt(nonce, raw, b"%d" % number)
        return name, base64.b64encode(closed).decode()

    def unwrap(self, number: int, master: str, wrapped: str) -> DataKey:
        """Remembered by what is wrapped: a key that is no longer in the database is never used."""
        return self._unwrapped(number, master, wrapped)

    def _unwrap(self, number: int, master: str, wrapped: str) -> DataKey:
        closed = base64.b64decode(wrapped)
        if master == UNWRAPPED:
            return DataKey(number, closed)
        if not self.knows(master):
            raise Locked(f"the database is locked with master key {master}")
        try:
            nonce, rest = closed[:NONCE], closed[NONCE:]
            return DataKey(number, self._keys[master].decrypt(nonce, rest, b"%d" % number))
        except InvalidTag as error:
            raise Locked(f"key {number} was not wrapped by master key {master}") from error

    def _look(self) -> None:
        if self.file is None:
            return
        try:
            changed = self.file.stat().st_mtime_ns
            if changed != self._seen:
                self._set(parse_keys(self.file.read_text("ascii", "replace")))
                self._seen = changed
        except OSError as error:
            if not self._keys:
                raise BadKey(f"{self.file}: {error.strerror}") from error

    def _set(self, keys: Sequence[bytes]) -> None:
        self._keys = {name_of(key): AESGCM(key) for key in keys}


OFF = Masters()


def make_file(path: Path, keys: Sequence[str]) -> None:
    """For us alone to read, and whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write("\n".join(keys) + "\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
