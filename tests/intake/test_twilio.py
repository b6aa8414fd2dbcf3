"""A request is Twilio's when it is signed for the address that we configured."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode

import pytest

from bot.http.intake.twilio import public_url, signed_body, signed_form

URL, TOKEN = "https://mycompany.com/myapp.php?foo=1&bar=2", "12345"
FORM = [
    ("CallSid", "CA1234567890ABCDE"),
    ("Caller", "+14158675309"),
    ("Digits", "1234"),
    ("From", "+14158675309"),
    ("To", "+18005551212"),
]
SIGNATURE = "RSOYDt4T1cUTdK1PDd93/VVr8B8="
"""Of Twilio's own documentation."""


def test_twilio_s_own_example_is_signed():
    assert signed_form(URL, FORM, SIGNATURE, [TOKEN])
    assert signed_form(URL, reversed(FORM), SIGNATURE, [TOKEN])


@pytest.mark.parametrize("url", [URL.replace("mycompany", "example"), URL.replace("https", "http"), URL + "&x=1"])
def test_another_address_is_not(url):
    assert not signed_form(url, FORM, SIGNATURE, [TOKEN])


def test_another_form_is_not():
    assert not signed_form(URL, [*FORM, ("Extra", "1")], SIGNATURE, [TOKEN])
    assert not signed_form(URL, FORM[1:], SIGNATURE, [TOKEN])


@pytest.mark.parametrize("signature", ["", "x", SIGNATURE[:-1], SIGNATURE + "=", "ü", "\ud800"])
def test_another_signature_is_not(signature):
    assert not signed_form(URL, FORM, signature, [TOKEN])


def test_two_tokens_count_while_one_is_replaced_and_an_empty_one_never_does():
    assert signed_form(URL, FORM, SIGNATURE, ["new", TOKEN])
    assert not signed_form(URL, FORM, SIGNATURE, ["new"])
    assert not signed_form(URL, FORM, b64encode(hmac.digest(b"", URL.encode(), "sha1")).decode(), [""])


def test_the_address_is_ours_whatever_host_a_request_names():
    assert public_url("https://mycompany.com/", "/myapp.php?foo=1&bar=2") == URL


def test_another_body_is_held_by_its_digest_in_the_address():
    body = b'{"a": 1}'
    url = f"{URL}&bodySHA256={hashlib.sha256(body).hexdigest()}"
    signature = b64encode(hmac.digest(TOKEN.encode(), url.encode(), "sha1")).decode()
    assert signed_body(url, body, signature, [TOKEN])
    assert not signed_body(url, body + b" ", signature, [TOKEN])
    assert not signed_body(url, body, signature, ["other"])
    plain = b64encode(hmac.digest(TOKEN.encode(), URL.encode(), "sha1")).decode()
    assert not signed_body(URL, body, plain, [TOKEN])
