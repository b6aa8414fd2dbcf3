"""Where each requirement is defended: the places whose removal its test has to notice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cut:
    """One change of the source that takes a defence away."""

    file: str
    changes: tuple[tuple[str, str], ...]
    """What stands there exactly once, and what stands there instead."""
    also: Cut | None = None
    """What has to go too, where a thing is defended twice."""

    def all(self) -> Iterator[Cut]:
        """This one, and what has to go too."""
        yield self
        if self.also:
            yield from self.also.all()


def cut(file: str, *changes: tuple[str, str], also: Cut | None = None) -> Cut:
    return Cut(file, changes, also)


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

SEALING, SIGV4, AUTHORIZER = "storage/sealing.py", "bot/http/sigv4.py", "core/authorization/authorizer.py"

DEFENCES: dict[int, tuple[Cut, ...]] = {
    1: (
        cut(
            SEALING,
            ("AESGCM(key).encrypt(NONCE, document, header + place.encoded())", "document + bytes(16)"),
            NOT_DECRYPTED,
        ),
        cut(
            "core/carrying_out.py",
            (
                "        request = validate(operation, params)\n",
                "        request = validate(operation, params)\n        log.info(request)\n",
            ),
        ),
    ),
    2: (
        cut(
            SEALING,
            ("encrypt(NONCE, document, header + place.encoded())", "encrypt(NONCE, document, header)"),
            (
                "decrypt(NONCE, blob[CIPHERTEXT_FROM:], header + place.encoded())",
                "decrypt(NONCE, blob[CIPHERTEXT_FROM:], header)",
            ),
        ),
        cut("core/unreadable.py", ('case Unreadable() if "DataEncryptionException"', 'case Unreadable() if "Nothing"')),
    ),
    3: (cut(SEALING, NOT_AUTHENTICATED),),
    4: (cut(SEALING, ("if not hmac.compare_digest(commitment, blob[COMMITMENT]):", "if not commitment:")),),
    5: (cut(SEALING, ("salt = os.urandom(32)", "salt = bytes(32)")),),
    6: (
        cut(
            "storage/keys/upkeep.py",
            ("for key_id in going):\n            in_use", "for key_id in ()):\n            in_use"),
            ("        return await self.rewrap()\n", "        return 0\n"),
            (
                "        done = 0\n        for key_id, _ in",
                "        done = 0\n        return done\n        for key_id, _ in",
            ),
        ),
        cut("storage/keys/keyring.py", ("self._store({**self._entries, **gone})", "pass")),
    ),
    7: (
        cut("storage/replication_keys.py", ("self._keyring.destroy(replication_set_arn)", "pass")),
        cut("core/replication_sets/regions.py", ("    if kept.deletion_protected:\n", "    if False:\n")),
        cut("core/replication_sets/regions.py", ("if now - region.added_at < rules.minimum_age:", "if False:")),
    ),
    8: (
        cut("storage/replication_keys.py", ("    if why_not:\n", "    if False:\n")),
        cut(
            "storage/replication_keys.py",
            ("    if region_of(key) != region:\n", "    if False:\n"),
            ("    if why_not:\n", "    if False:\n"),
        ),
    ),
    9: (
        cut("storage/keys/envelope.py", ('return {"contactArn": purpose.owner}', 'return {"contactArn": "somebody"}')),
        cut(
            "storage/keys/envelope.py",
            ('**({"region": region}', '**({"x": region}'),
            ('context = {"kekId": purpose.kek, "tenant": purpose.tenant, about: purpose.owner}', "context = {}"),
            ('return {"contactArn": purpose.owner}', 'return {"contactArn": "somebody"}'),
        ),
    ),
    10: (
        cut(
            "storage/keys/opener.py",
            ("            if stale is None:\n                raise\n            return stale\n", "            raise\n"),
        ),
        cut(
            "storage/keys/opener.py",
            ("            self.close()\n", "            pass\n"),
            (
                "        except KeyRefused:\n",
                "        except KeyRefused:\n            if stale:\n                return stale\n",
            ),
        ),
        cut("storage/keys/alarm.py", ('log.error("%s", problem)', "pass")),
    ),
    11: (
        cut("storage/keys/file.py", ("if stat.S_IMODE(status.st_mode) & 0o077:", "if False:")),
        cut("storage/keys/entries.py", ("if len(key) != KEY_BYTES:", "if False:")),
        cut("storage/keys/entries.py", ("    if _is_an_example(key):", "    if False:")),
        cut("storage/keys/keyring.py", ("        if expected:\n", "        if False:\n")),
    ),
    12: (
        cut("storage/contacts.py", ("address.strip().casefold()", "address")),
        cut(
            "storage/data_keys.py",
            ("return (await self._of_slot((metadata, INDEX))).key", "return bytes(32)"),
        ),
    ),
    13: (cut("bot/http/canonical.py", ('quote_from_bytes(f"{first}', 'str(f"{first}')),),
    14: (cut(SIGV4, ("if key is None or not matches:", "if key is None:")),),
    15: (
        cut(SIGV4, ("if now - at > CLOCKS_DIFFER:", "if False:")),
        cut(SIGV4, ("if at - now > CLOCKS_DIFFER:", "if False:")),
    ),
    16: (
        cut(SIGV4, ("if unsigned := required.difference(names):", "if unsigned := None:")),
        cut(SIGV4, ("if declared != digest:", "if False:"), ("    return digest\n", "    return declared\n")),
        cut("bot/http/aws_api.py", ("if operation.service != signed.service:", "if False:")),
    ),
    17: (
        cut(SIGV4, ("matches = hmac.compare_digest(", "matches = key is not None and hmac.compare_digest(")),
        cut(
            SIGV4,
            (
                "    if key is None or not matches:\n",
                "    if key is None:\n        raise _refused('There is no such key.')\n    if not matches:\n",
            ),
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
    19: (
        cut(
            "bot/slack/deliveries.py",
            ("InboxEntry(id=id_of(kind, body), kind=kind", "InboxEntry(id=__import__('uuid').uuid4().hex, kind=kind"),
        ),
    ),
    20: (
        cut(
            "bot/http/intake/sns.py",
            (
                'if not _is_plain_address(address, host) or not CERTIFICATE.fullmatch(address.removeprefix(f"https://{host}")):',
                "if False:",
            ),
        ),
        cut("bot/http/intake/sns.py", ("if topic not in topics.arns or not parts:", "if not parts:")),
        cut("bot/http/intake/sns.py", ("if not -CLOCKS_DIFFER <= now - at <= ACCEPTED_FOR:", "if False:")),
        cut("bot/http/intake/sns.py", ("if await outside.has_come(key_of(message)):", "if False:")),
        cut("bot/http/intake/sns.py", ("        key.verify(signature", "        (lambda *_: None)(signature")),
    ),
    21: (
        cut("bot/http/intake/sns.py", ('if "SubscribeURL" in names and not _confirms(message, host):', "if False:")),
        cut("bot/http/intake/sns.py", ("keep_blank_values=True) == expected", "keep_blank_values=True) != {}")),
    ),
    22: (
        cut("bot/http/intake/twilio.py", ('return _matches(url + "".join', 'return _matches(str() + "".join')),
        cut(
            "bot/http/intake/twilio.py", ("bool(token) and hmac.compare_digest(", "bool(token) or hmac.compare_digest(")
        ),
    ),
    23: (
        cut("core/alarm_doors/issuing.py", ("if key.ends_at is None or now < key.ends_at]", "]")),
        cut("core/alarm_doors/issuing.py", ("*kept))", "))")),
    ),
    24: (
        cut(
            AUTHORIZER,
            ("            if not await self._may(question, operation, target):\n", "            if False:\n"),
        ),
        cut("core/policies/managed/MusterReadOnlyAccess.json", ('"ssm-contacts:List*"', '"ssm-contacts:*"')),
    ),
    25: (
        cut("core/policies/evaluation.py", ("                raise _Denied(", "                (lambda *_: 0)(")),
        cut("core/errors.py", ("is not authorized to perform", "may not")),
    ),
    26: (
        cut(AUTHORIZER, (" or not usable(catalog()[action], target):\n", ":\n")),
        cut(
            AUTHORIZER,
            (
                "return self._about(question, account).answer(action, target, policies_on(owner, stored))",
                "return question.answer(action, target, TRUSTING)",
            ),
        ),
    ),
    27: (
        cut("core/policies/json_text.py", ("        if name in found:\n", "        if False:\n")),
        cut("core/policies/sharing.py", ('if statement.effect != "Allow":', "if False:")),
        cut("core/policies/sharing.py", ("if not statement.principals:", "if False:")),
    ),
    28: (
        cut("core/authorization/dependent.py", ("dict.fromkeys(contacts, (ASSOCIATE,))", "{}")),
        cut("core/authorization/dependent.py", ("found[path] = (PASS_ROLE,)", "pass")),
    ),
    29: (
        cut(
            "core/authorization/own.py",
            ('return kind_of(target) == "page" and contact_arn_of(target) in caller.contact_arns', "return True"),
        ),
        cut(
            "core/authorization/own.py",
            ("return channel is not None and is_own(channel, caller)", "return channel is not None"),
        ),
        cut(AUTHORIZER, (" for step in told if step\n", " for step in told if False\n")),
    ),
    30: (
        cut("core/authorization/authorizer.py", ('caller.standing != "stranger" and ', "")),
        cut("bot/slack/people.py", ('("deleted", ', "(")),
        cut("bot/slack/people.py", ('"is_bot", ', "")),
        cut("bot/slack/people.py", (" or self._of_another_team(told):", ":"), ('"is_stranger", ', "")),
        cut("bot/slack/people.py", ('"is_restricted", "is_ultra_restricted")', ")")),
    ),
    31: (
        cut(
            AUTHORIZER,
            (
                "            return question.answer(action, target)  # which no policy of the resource allows\n",
                "            raise KeyError(account)\n",
            ),
        ),
        cut(
            AUTHORIZER,
            (
                "return self._about(question, account).answer(action, target, policies_on(owner, stored))",
                "return question.answer(action, target, TRUSTING)",
            ),
        ),
    ),
    32: (
        cut(
            "core/engagements/acceptance.py",
            ("    if page.wrong_codes >= MOST_WRONG_CODES and not answer.from_owner:\n        return False\n", ""),
        ),
        cut("core/engagements/acceptance.py", (" and not answer.from_owner:", ":")),
    ),
    33: (
        cut(
            "core/contact_channels/activating.py", ("    if now - pending.sent_at >= CODE_LASTS:\n", "    if False:\n")
        ),
        cut(
            "core/contact_channels/activating.py",
            ("if not hmac.compare_digest(code.encode(), pending.code.encode()):", "if False:"),
        ),
    ),
    34: (
        cut(
            "core/pages/answers.py",
            (
                'request.get("AcceptCodeValidation") != "IGNORE"',
                'request.get("AcceptCodeValidation", "IGNORE") != "IGNORE"',
            ),
        ),
        cut("core/authorization/dependent.py", ('params.get("AcceptCodeValidation") == "IGNORE":', "False:")),
    ),
    35: (
        cut("core/work.py", ("secrets.randbelow(1_000_000)", "__import__('random').randrange(1_000_000)")),
        cut("core/work.py", ("secrets.randbelow(1_000_000)", "(secrets.randbelow(900_000) + 100_000)")),
    ),
    36: (
        cut(
            "bot/slack/blocks/escape.py",
            ('return re.sub("[&<>]", lambda found: ENTITIES[found[0]], text)', "return text"),
        ),
        cut("core/legible.py", ("category(sign) not in UNSEEN", "True")),
    ),
    37: (
        cut(
            "core/vocabulary/constraints.py",
            (
                'return core_schema.str_schema(pattern=f"^(?{lines}:{ascii_only})$")',
                'return core_schema.str_schema(pattern=re.compile(rf"^(?:{published})\\Z"))',
            ),
        ),
        cut("core/vocabulary/constraints.py", ('"max_length": shape.metadata.get("max")', '"max_length": None')),
    ),
    38: (
        cut("bot/http/json_text.py", ("if openings > DEEPEST and _too_deep(body):", "if False:")),
        cut("bot/http/json_text.py", (", parse_constant=_no_constant", "")),
        cut(
            "bot/http/aws_api.py",
            ('.strip().lower() not in ("", "identity"):', ".strip().lower() in ():"),
            also=cut("bot/http/aws_wire.py", ('.strip().lower() not in ("", "identity"):', ".strip().lower() in ():")),
        ),
        cut(
            "bot/bodies.py",
            ("        if (request.content_length or 0) > largest:\n", "        if False:\n"),
            ("                    if len(raw) > largest:\n", "                    if False:\n"),
            also=cut("bot/http/aws_wire.py", ("    if len(request.body) > LARGEST_BODY:\n", "    if False:\n")),
        ),
    ),
    39: (
        cut("bot/http/outgoing.py", ("if not self._rules.may_connect(str(address[0])):", "if False:")),
        cut("bot/http/outgoing.py", ("allow_redirects=False", "allow_redirects=True")),
        cut(
            "bot/http/outgoing.py",
            ('    if "@" in url.netloc:\n', "    if False:\n"),
            ("if not self._rules.may_connect(str(address[0])):", "if False:"),
        ),
        cut(
            "bot/http/public_addresses.py",
            ("return address.ipv4_mapped or address.sixtofour or address", "return address"),
        ),
    ),
    40: (
        cut("core/audit/chain.py", ("if not hmac.compare_digest(longer.link, one.link):", "if False:")),
        cut(
            "core/audit/redaction.py",
            ("def _is_uuid(text: str) -> bool:\n", "def _is_uuid(text: str) -> bool:\n    return True\n"),
        ),
        cut("core/audit/spreadsheet.py", ('return f"\'{text}" if', "return text if")),
        cut("core/carrying_out.py", ("            work.save(record)\n", "            pass\n")),
    ),
}
