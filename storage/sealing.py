"""How a document becomes bytes that only its own place and its own key can open.

A sealed blob is `IM`, version, suite, data key id (16), salt (32), commitment (32), ciphertext and tag.  Each message
has a key of its own, derived from the data key and the salt; that key encrypts once, so the nonce may be fixed.
"""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256, sha512
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.unreadable import Unreadable

if TYPE_CHECKING:
    from hashlib import _Hash

MAGIC = b"IM\x01\x01"  # format 1, suite 1: HKDF-SHA512, commitment, AES-256-GCM
KEY_BYTES = 32
DATA_KEY_ID = slice(4, 20)
SALT = slice(20, 52)
COMMITMENT = slice(52, 84)
HEADER_BYTES = 20
CIPHERTEXT_FROM = 84
SHORTEST = CIPHERTEXT_FROM + 16
NONCE = bytes(12)
WRAPPING_NONCE_BYTES = 12
BLIND_BYTES = 16
BLOCK_BYTES = 128
"""Of SHA-512."""
INNER = bytes(byte ^ 0x36 for byte in range(256))
OUTER = bytes(byte ^ 0x5C for byte in range(256))


class CannotOpen(Unreadable):
    """A sealed value is damaged, was moved, or belongs to another key."""


@dataclass(frozen=True, slots=True)
class DataKey:
    """The key of one owner's documents; `id` is in clear in each of them."""

    id: bytes
    key: bytes

    def __repr__(self) -> str:
        return f"DataKey({self.id.hex()})"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document lives; it opens nowhere else."""

    tenant: str
    table: str
    row: tuple[str, ...]
    version: int

    def encoded(self) -> bytes:
        """Each part with its length before it, so that no two places have the same bytes."""
        parts = map(str.encode, (self.tenant, self.table, str(self.version), *self.row))
        return b"".join([len(part).to_bytes(4, "big") + part for part in parts])


def seal(document: bytes, place: Place, data_key: DataKey) -> bytes:
    """Encrypt `document` for `place`."""
    header = MAGIC + data_key.id
    salt = os.urandom(32)
    key, commitment = _message_key(data_key.key, salt, header)
    ciphertext = AESGCM(key).encrypt(NONCE, document, header + place.encoded())
    return b"".join((header, salt, commitment, ciphertext))


def open_sealed(blob: bytes, place: Place, data_key: DataKey) -> bytes:
    """The document again, or `CannotOpen`."""
    header = blob[:HEADER_BYTES]
    if len(blob) < SHORTEST or header != MAGIC + data_key.id:
        raise CannotOpen(f"Not a document of data key {data_key.id.hex()}: {place.table} {place.row}")
    key, commitment = _message_key(data_key.key, blob[SALT], header)
    if not hmac.compare_digest(commitment, blob[COMMITMENT]):
        raise CannotOpen(f"Sealed under another key: {place.table} {place.row}")
    try:
        return AESGCM(key).decrypt(NONCE, blob[CIPHERTEXT_FROM:], header + place.encoded())
    except InvalidTag:
        raise CannotOpen(f"Damaged, or moved here from elsewhere: {place.table} {place.row}") from None


def data_key_id(blob: bytes) -> bytes:
    """Which data key a blob asks for."""
    if len(blob) < SHORTEST or not blob.startswith(MAGIC):
        raise CannotOpen("Not a sealed document")
    return blob[DATA_KEY_ID]


def wrap(data_key: DataKey, key_encryption_key: bytes, context: bytes) -> bytes:
    """Encrypt a data key; `context` has to be the same again when it is unwrapped."""
    nonce = os.urandom(WRAPPING_NONCE_BYTES)
    return nonce + AESGCM(key_encryption_key).encrypt(nonce, data_key.key, data_key.id + context)


def unwrap(data_key: bytes, wrapped: bytes, key_encryption_key: bytes, context: bytes) -> DataKey:
    """The data key with this id again, or `CannotOpen`."""
    nonce, ciphertext = wrapped[:WRAPPING_NONCE_BYTES], wrapped[WRAPPING_NONCE_BYTES:]
    try:
        key = AESGCM(key_encryption_key).decrypt(nonce, ciphertext, data_key + context)
    except InvalidTag:
        raise CannotOpen(f"Data key {data_key.hex()} is damaged, or the keyring holds another key") from None
    return DataKey(data_key, key)


@lru_cache(maxsize=1024)
def blind_index(index_key: bytes, tenant: str, field: str, normalised: str) -> bytes:
    """A keyed fingerprint: equal values can be found, and nothing else can be learned.

    The latest are kept: a call is looked for and then written down, and an incident's rows name the same people.
    """
    parts = [tenant.encode(), field.encode(), normalised.encode()]
    inside, outside = (half.copy() for half in _begun(index_key, field))
    inside.update(b"".join(len(part).to_bytes(4, "big") + part for part in parts))
    outside.update(inside.digest())
    return outside.digest()[:BLIND_BYTES]


def forget_fields() -> None:
    """Have no index key at hand any more, nor what was begun with one."""
    _begun.cache_clear()
    blind_index.cache_clear()


@lru_cache(maxsize=64)
def _begun(index_key: bytes, field: str) -> tuple[_Hash, _Hash]:
    """The halves of the field's HMAC-SHA256, as far as they are the same for every message (RFC 2104, section 4)."""
    block = hkdf_sha512(index_key, b"", b"bi/" + field.encode())[:KEY_BYTES].ljust(sha256().block_size, b"\0")
    return sha256(block.translate(INNER)), sha256(block.translate(OUTER))


def hkdf_sha512(key: bytes, salt: bytes, info: bytes) -> bytes:
    """One block of RFC 5869: 64 bytes."""
    return _hmac_sha512(_hmac_sha512(salt, key), info + b"\x01")


def _hmac_sha512(key: bytes, message: bytes) -> bytes:
    """RFC 2104 as it is written there: for so little text, `hmac.digest` takes twice as long, most of it to begin."""
    block = (key if len(key) <= BLOCK_BYTES else sha512(key).digest()).ljust(BLOCK_BYTES, b"\0")
    return sha512(block.translate(OUTER) + sha512(block.translate(INNER) + message).digest()).digest()


def _message_key(key: bytes, salt: bytes, header: bytes) -> tuple[bytes, bytes]:
    derived = hkdf_sha512(key, salt, b"im/v1" + header)
    return derived[:KEY_BYTES], derived[KEY_BYTES:]
