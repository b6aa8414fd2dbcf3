"""Where each requirement is defended: the places whose removal its test has to notice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cut:
    """One change of the source that takes a defence away."""

    file: str
    changes: tuple[tuple[str, str], ...]
    """What stands there exactly once, and what stands there instead."""


def cut(file: str, *changes: tuple[str, str]) -> Cut:
    return Cut(file, changes)


NOT_DECRYPTED = (
    "return AESGCM(key).decrypt(NONCE, blob[CIPHERTEXT_FROM:], header + place.encoded())",
    "return blob[CIPHERTEXT_FROM:-16]",
)
NOT_AUTHENTICATED = (
    "return AESGCM(key).decrypt(NONCE, blob[CIPHERTEXT_FROM:], header + place.encoded())",
    "ciphers = __import__('cryptography.hazmat.primitives.ciphers', fromlist=['*'])\n"
    "        counted = ciphers.modes.CTR(NONCE + bytes((0, 0, 0, 2)))\n"
    "        return ciphers.Cipher(ciphers.algorithms.AES(key), counted).decryptor().update(blob[CIPHERTEXT_FROM:-16])",
)

DEFENCES: dict[int, tuple[Cut, ...]] = {
    1: (
        cut(
            "storage/sealing.py",
            (
                "ciphertext = AESGCM(key).encrypt(NONCE, document, header + place.encoded())",
                "ciphertext = document + bytes(16)",
            ),
            NOT_DECRYPTED,
        ),
        cut(
            "core/dispatcher.py",
            (
                "request = validate(operation, params)",
                "request = validate(operation, params)\n        log.info(request)",
            ),
        ),
    ),
    3: (cut("storage/sealing.py", NOT_AUTHENTICATED),),
    4: (
        cut("storage/sealing.py", ("if not hmac.compare_digest(commitment, blob[COMMITMENT]):", "if not commitment:")),
    ),
    5: (cut("storage/sealing.py", ("salt = os.urandom(32)", "salt = bytes(32)")),),
    12: (cut("storage/contacts.py", ("address.strip().casefold()", "address")),),
    13: (cut("bot/http/canonical.py", ('quote_from_bytes(f"{first}', 'str(f"{first}')),),
    14: (cut("bot/http/sigv4.py", ("if key is None or not matches:", "if key is None:")),),
    15: (
        cut("bot/http/sigv4.py", ("if now - at > CLOCKS_DIFFER:", "if False:")),
        cut("bot/http/sigv4.py", ("if at - now > CLOCKS_DIFFER:", "if False:")),
    ),
    16: (
        cut("bot/http/sigv4.py", ("if unsigned := required.difference(names):", "if unsigned := None:")),
        cut(
            "bot/http/sigv4.py",
            ("if declared != digest:", "if False:"),
            ("    return digest\n", "    return declared\n"),
        ),
        cut("bot/http/aws_api.py", ("if operation.service != signed.service:", "if False:")),
    ),
    17: (
        cut(
            "bot/http/sigv4.py",
            ("matches = hmac.compare_digest(", "matches = key is not None and hmac.compare_digest("),
        ),
    ),
    18: (
        cut("bot/slack/signature.py", ("> ACCEPTED_FOR.total_seconds()", "> 9e9")),
        cut(
            "bot/slack/signature.py", ("if not TIMESTAMP.fullmatch(timestamp) or not signature.isascii():", "if False:")
        ),
        cut(
            "bot/slack/signature.py",
            ("found |= bool(secret) and hmac.compare_digest(", "found |= bool(secret) or hmac.compare_digest("),
        ),
    ),
    35: (cut("core/work.py", ("secrets.randbelow(1_000_000)", "__import__('random').randrange(1_000_000)")),),
}
