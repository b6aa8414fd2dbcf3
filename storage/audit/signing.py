"""Signs digests, and checks signatures with the public half alone."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from core.audit.digest import Digest, Signed, Verifies, written


class NoPublicKey(ValueError):
    """The text is no public key of Muster's."""


class Signer:
    """The key that digests are signed with, from its 32 secret bytes."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)

    def sign(self, digest: Digest) -> Signed:
        """The digest's bytes with their signature."""
        document = written(digest)
        return Signed(document, self._key.sign(document))

    @property
    def public_key(self) -> str:
        """The public half, as PEM."""
        return self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def verifier(public_key: str) -> Verifies:
    """What checks signatures with this key; raise `NoPublicKey` for what is none."""
    try:
        key = load_pem_public_key(public_key.encode())
    except ValueError:
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise NoPublicKey("This is no public key for Ed25519 in PEM. `muster audit key` shows the right one.")
    found = key

    def verifies(document: bytes, signature: bytes) -> bool:
        try:
            found.verify(signature, document)
        except InvalidSignature:
            return False
        return True

    return verifies
