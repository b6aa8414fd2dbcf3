"""What botocore signs is believed, and nothing that differs from it in anything that was signed."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from botocore.auth import SigV4Auth, SigV4QueryAuth
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.http.canonical import canonical_path, canonical_query
from core.access_keys.access_key import AccessKey
from core.errors import Refusal
from core.vocabulary.catalog import Operation, catalog
from core.vocabulary.examples import example_params
from tests.commands.shapes import inputs
from tests.http.signing import (
    ENDPOINT,
    TOKEN,
    Arrived,
    checked,
    elsewhen,
    key,
    session_key,
    signed,
    signed_by_hand,
)

OPERATIONS = list(catalog().values())
FORGED = ("InvalidSignatureException", "IncompleteSignatureException")

CREATE = catalog()["ssm-contacts:CreateContact"]
UNTAG = catalog()["ssm-incidents:UntagResource"]
UGLY = "arn:aws:ssm-incidents::111122223333:response-plan/a b%20c+ä~*'é/..//x"


def refusal(arrived: Arrived, known: AccessKey | None = None, **when: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        checked(arrived, known or key(), **when)
    return caught.value


def contact() -> Arrived:
    return signed(CREATE, {"Alias": "jane", "Type": "PERSONAL", "Plan": {"Stages": []}, "DisplayName": "Jäne"}, TOKEN)


def untagging() -> Arrived:
    return signed(UNTAG, {"resourceArn": UGLY, "tagKeys": ["zwei", "a b", "ä+%", "eins"]})


def uglier(value: Any) -> Any:
    """The same shape with the letters that are hard to carry in paths and queries."""
    match value:
        case dict():
            return {name: uglier(inner) for name, inner in value.items()}
        case list():
            return [uglier(inner) for inner in [*value, *value]]
        case str() if not value.startswith("2027-"):  # a time has one form
            return f"{value} %2F+ä/~&=?#"
    return value


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.action)
def test_a_genuine_request_is_believed(operation: Operation) -> None:
    params = example_params(operation)
    assert checked(signed(operation, params), key()) == key()
    assert checked(signed(operation, uglier(params)), key()) == key()
    assert checked(signed(operation, params, TOKEN), session_key()) == session_key()


@given(st.data())
def test_whatever_botocore_sends_is_believed(data: st.DataObject) -> None:
    operation = data.draw(st.sampled_from(OPERATIONS))
    assert checked(signed(operation, data.draw(inputs(operation, complete=True))), key()) == key()


CHANGES: dict[str, Callable[[Arrived], Arrived]] = {
    "body": lambda one: replace(one, body=one.body.replace(b"jane", b"jana")),
    "longer body": lambda one: replace(one, body=one.body + b" "),
    "no body": lambda one: replace(one, body=b""),
    "path": lambda one: replace(one, raw_path="/other"),
    "query": lambda one: replace(one, raw_path=f"{one.raw_path}?a=1"),
    "method": lambda one: replace(one, method="PUT"),
    "host": lambda one: one.having(host="muster.example.com"),
    "date": lambda one: one.having(x_amz_date=f"{one.at + timedelta(seconds=1):%Y%m%dT%H%M%SZ}"),
    "target": lambda one: one.having(x_amz_target="SSMContacts.DeleteContact"),
    "no target": lambda one: replace(one, headers=tuple(h for h in one.headers if h[0] != "x-amz-target")),
    "content type": lambda one: one.having(content_type="application/json"),
    "Region in the scope": lambda one: _authorized(one, "/us-east-1/", "/us-east-2/"),
    "service in the scope": lambda one: _authorized(one, "/ssm-contacts/", "/ssm-incidents/"),
    "date in the scope": lambda one: _authorized(one, f"/{one.at:%Y%m%d}/", "/20200101/"),
    "signature": lambda one: one.having(authorization=dict(one.headers)["authorization"][:-1] + "g"),
    "fewer signed headers": lambda one: _authorized(one, "host;", ""),
    "signed headers out of order": lambda one: _authorized(one, "content-type;host", "host;content-type"),
    "a signed header twice": lambda one: _authorized(one, "host;", "host;host;"),
    "a header that was not sent": lambda one: _authorized(one, "host;", "host;user;"),
}


def _authorized(one: Arrived, old: str, new: str) -> Arrived:
    before = dict(one.headers)["authorization"]
    assert old in before
    return one.having(authorization=before.replace(old, new, 1))


@pytest.mark.parametrize("change", CHANGES)
def test_a_request_that_was_changed_on_the_way_is_refused(change: str) -> None:
    genuine = contact()
    checked(genuine, session_key())
    changed = CHANGES[change](genuine)
    assert changed != genuine
    assert refusal(changed, session_key(), now=genuine.at).code in FORGED


@pytest.mark.parametrize("name", ["x-amz-target", "x-amz-security-token", "x-amz-meta", "x-amz-user-agent"])
def test_no_header_of_amazons_can_be_added_on_the_way(name: str) -> None:
    genuine = untagging()
    checked(genuine, key())
    refused = refusal(genuine.adding(name, TOKEN))
    assert (refused.code, name in refused.message) == ("InvalidSignatureException", True)


@pytest.mark.parametrize("left_out", ["host", "x-amz-date"])
def test_a_signature_that_leaves_out_where_to_or_when_is_refused(left_out: str) -> None:
    class Forgetful(SigV4Auth):
        def headers_to_sign(self, request: Any) -> Any:
            headers = super().headers_to_sign(request)
            del headers[left_out]
            return headers

    assert left_out in refusal(signed_by_hand(auth=Forgetful)).message


@pytest.mark.parametrize("name", ["host", "authorization", "x-amz-date", "X-Amz-Target", "x-amz-security-token"])
def test_a_header_that_comes_twice_is_refused(name: str) -> None:
    genuine = contact()
    again = dict(genuine.headers)[name.lower()]
    assert refusal(genuine.adding(name, again), session_key()).code in FORGED


@given(st.data())
def test_no_byte_of_what_was_signed_can_be_another(data: st.DataObject) -> None:
    genuine = data.draw(st.sampled_from([contact(), untagging()]))
    known = session_key() if "x-amz-security-token" in dict(genuine.headers) else key()
    named = dict(genuine.headers)["authorization"].partition("SignedHeaders=")[2].partition(",")[0].split(";")
    part = data.draw(st.sampled_from(["path", "body", "method", *named]))
    changed = _with_another_byte(genuine, part, data)
    assert refusal(changed, known, now=genuine.at).code in FORGED


def _with_another_byte(one: Arrived, part: str, data: st.DataObject) -> Arrived:
    match part:
        case "path":
            return replace(one, raw_path=_another(one.raw_path, data))
        case "method":
            return replace(one, method=_another(one.method, data))
        case "body":
            assume(one.body)
            return replace(one, body=_another(one.body.decode("latin-1"), data).encode("latin-1"))
    return one.having(**{part.replace("-", "_"): _another(dict(one.headers)[part], data)})


def _another(text: str, data: st.DataObject) -> str:
    at = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.characters(min_codepoint=32, max_codepoint=255).filter(lambda one: one != text[at]))
    return text[:at] + letter + text[at + 1 :]


@pytest.mark.parametrize("seconds", [-300, -240, 0, 240, 300])
def test_clocks_may_differ_by_five_minutes(seconds: int) -> None:
    arrived = contact()
    assert checked(arrived, session_key(), elsewhen(arrived, timedelta(seconds=seconds)))


@pytest.mark.parametrize(("seconds", "words"), [(301, "Signature expired"), (-301, "Signature not yet current")])
def test_clocks_may_not_differ_by_more(seconds: int, words: str) -> None:
    arrived = contact()
    refused = refusal(arrived, session_key(), now=elsewhen(arrived, timedelta(seconds=seconds)))
    assert (refused.code, refused.message.partition(":")[0]) == ("InvalidSignatureException", words)


@pytest.mark.parametrize("written", ["", "20260301", "2026-03-01T12:00:00Z", "20261301T120000Z", "²0260301T120000Z"])
def test_a_date_that_is_none_is_refused(written: str) -> None:
    arrived = contact()
    assert refusal(arrived.having(x_amz_date=written), session_key(), now=arrived.at).code in FORGED


def test_the_scope_must_be_of_the_same_day() -> None:
    arrived = signed_by_hand(auth=OfYesterday)
    assert "Credential scope" in refusal(arrived, now=arrived.at).message


class OfYesterday(SigV4Auth):
    """Signs as botocore does, for the day before."""

    def credential_scope(self, request: Any) -> str:
        return f"20200101/{self._region_name}/{self._service_name}/aws4_request"

    def scope(self, request: Any) -> str:
        return f"{self.credentials.access_key}/{self.credential_scope(request)}"


@pytest.mark.parametrize("service", ["ssm", "s3", "execute-api"])
def test_a_signature_for_a_service_that_is_not_offered_is_refused(service: str) -> None:
    assert "correct service" in refusal(signed_by_hand(service)).message


class Unchanged(SigV4Auth):
    """Lets a header stand that botocore would take off."""

    def _modify_request_before_signing(self, request: Any) -> None:
        self._set_necessary_date_headers(request)


def declaring(declared: str) -> Arrived:
    return signed_by_hand(auth=Unchanged, headers={"X-Amz-Content-SHA256": declared})


def test_the_true_digest_of_the_body_may_be_declared() -> None:
    assert checked(declaring(sha256(b"{}").hexdigest()), key())


@pytest.mark.parametrize(
    "declared",
    [
        "UNSIGNED-PAYLOAD",
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
        "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        sha256(b"something else").hexdigest(),
        "",
    ],
)
def test_a_signature_that_does_not_cover_the_body_is_refused(declared: str) -> None:
    assert "SHA-256" in refusal(declaring(declared)).message


def test_a_body_cannot_be_swapped_behind_a_declared_digest() -> None:
    genuine = declaring(sha256(b"{}").hexdigest())
    assert refusal(replace(genuine, body=b"[]")).code == "InvalidSignatureException"


def test_a_signature_in_the_query_is_refused() -> None:
    arrived = signed_by_hand(auth=SigV4QueryAuth).having(x_amz_date="20260301T120000Z")
    assert "X-Amz-Signature" in arrived.raw_path
    assert "query" in refusal(arrived).message
    genuine = contact()
    assert "query" in refusal(replace(genuine, raw_path="/?X-Amz-Expires=60"), session_key()).message


@pytest.mark.parametrize(
    ("authorization", "code"),
    [
        ("", "MissingAuthenticationTokenException"),
        ("Basic amFuZTpzZWNyZXQ=", "IncompleteSignatureException"),
        ("AWS4-HMAC-SHA256", "IncompleteSignatureException"),
        ("AWS AKIAIOSFODNN7EXAMPLE:frJIUN8DYpKDtOLCwo//yllqDzg=", "IncompleteSignatureException"),
        (f"AWS4-HMAC-SHA256 Credential={'a/' * 40000}", "IncompleteSignatureException"),
    ],
)
def test_an_authorization_of_another_kind_is_refused(authorization: str, code: str) -> None:
    assert refusal(contact().having(authorization=authorization), session_key()).code == code


def test_asymmetric_signatures_are_refused() -> None:
    arrived = _authorized(contact(), "AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256")
    assert refusal(arrived, session_key()).code == "IncompleteSignatureException"


def test_an_unknown_key_and_a_wrong_secret_are_the_same_to_whoever_tries() -> None:
    arrived = untagging()
    with pytest.raises(Refusal) as unknown:
        checked(arrived, None)
    wrong = refusal(arrived, key(secret="x" * 40))
    assert (wrong.code, wrong.message) == (unknown.value.code, unknown.value.message)


def test_an_unknown_key_costs_the_work_of_a_wrong_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    done, digest = [], hmac.digest

    def counted(*arguments: Any) -> bytes:
        done.append(arguments)
        return digest(*arguments)

    monkeypatch.setattr(hmac, "digest", counted)
    arrived = signed_by_hand("chatbot", "nowhere-before-1")
    costs = []
    for known in (None, key(secret="y" * 40), None, key(secret="y" * 40)):
        done.clear()
        with pytest.raises(Refusal):
            checked(arrived, known)
        costs.append(len(done))
    assert costs == [5, 5, 1, 1], "a secret's own signing keys are made once a day"


def test_nobodys_secret_signs_nothing() -> None:
    """The secret that stands in for one that there is not can be read in the source."""
    from bot.http.sigv4 import NOBODYS_SECRET

    class Nobody(SigV4Auth):
        def signature(self, string_to_sign: str, request: Any) -> str:
            self.credentials = type(self.credentials)(self.credentials.access_key, NOBODYS_SECRET)
            return str(super().signature(string_to_sign, request))

    arrived = signed_by_hand(auth=Nobody)
    assert checked(arrived, key(secret=NOBODYS_SECRET))
    with pytest.raises(Refusal):
        checked(arrived, None)


@pytest.mark.parametrize("token", [None, "wrong", TOKEN + "=", "x" * 5000])
def test_a_temporary_key_counts_only_with_its_token(token: str | None) -> None:
    arrived = signed(CREATE, {}, token)
    assert refusal(arrived, session_key()).code == "UnrecognizedClientException"


def test_a_permanent_key_has_no_token() -> None:
    assert refusal(contact(), key()).code == "UnrecognizedClientException"


def test_whoever_has_the_token_but_not_the_secret_learns_nothing() -> None:
    assert refusal(contact(), session_key(secret="z" * 40)).code == "InvalidSignatureException"


def test_a_temporary_key_expires() -> None:
    arrived = contact()
    ends = replace(session_key(), expires_at=arrived.at)
    assert refusal(arrived, ends, now=arrived.at).code == "ExpiredTokenException"
    assert checked(arrived, ends, arrived.at - timedelta(seconds=1))


SEGMENTS = st.sampled_from(["", ".", "..", "a", "b.", "%2e%2e", "a%20b+~", "ä :", "*'()"])
PATHS = st.lists(SEGMENTS, max_size=8).map(lambda segments: "/" + "/".join(segments))
QUERIES = st.text(st.sampled_from("ab=&%2f+~"), max_size=20)


@given(PATHS)
def test_paths_become_canonical_as_botocores_do(path: str) -> None:
    assert canonical_path(path) == SigV4Auth(None, "x", "y")._normalize_url_path(path)


@given(QUERIES)
def test_queries_become_canonical_as_botocores_do(query: str) -> None:
    from urllib.parse import urlsplit

    there = urlsplit(f"{ENDPOINT}/?{query}")
    assert canonical_query(query) == SigV4Auth(None, "x", "y")._canonical_query_string_url(there)
