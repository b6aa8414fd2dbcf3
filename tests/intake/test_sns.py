"""A message of SNS is believed when it is SNS's own, of our topic, of this hour and new; until then nobody is asked."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from bot.http.intake import sns
from bot.http.intake.rejected import Rejected
from bot.http.intake.sns import Topics, believed, key_of

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TOPIC = "arn:aws:sns:eu-west-1:111122223333:alarms"
HOST = "https://sns.eu-west-1.amazonaws.com"
PEM = f"{HOST}/SimpleNotificationService-{'0a' * 16}.pem"
KEY, OTHER_KEY = rsa.generate_private_key(65537, 2048), rsa.generate_private_key(65537, 2048)


def certificate(key: Any = KEY, since: timedelta = timedelta(days=-1), until: timedelta = timedelta(days=1)) -> bytes:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sns.amazonaws.com")])
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    built = built.serial_number(1).not_valid_before(NOW + since).not_valid_after(NOW + until)
    return built.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)


CERTIFICATE = certificate()


@dataclass
class Outside:
    """Notes what is fetched, and remembers what has come."""

    pem: bytes = CERTIFICATE
    come: set[str] = field(default_factory=set)
    fetched: list[str] = field(default_factory=list)

    async def certificate(self, url: str) -> bytes:
        self.fetched.append(url)
        return self.pem

    async def has_come(self, key: str) -> bool:
        return key in self.come


def notification(**members: str) -> dict[str, str]:
    return {
        "Type": "Notification",
        "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
        "TopicArn": TOPIC,
        "Subject": "ALARM",
        "Message": '{"AlarmName": "checkout"}',
        "Timestamp": "2026-03-01T11:59:30.000Z",
        "SignatureVersion": "2",
        "SigningCertURL": PEM,
    } | members


def subscribe_url(**query: str) -> str:
    return f"{HOST}/?" + "&".join(
        f"{name}={value}"
        for name, value in ({"Action": "ConfirmSubscription", "TopicArn": TOPIC, "Token": "t0k"} | query).items()
    )


def confirmation(**members: str) -> dict[str, str]:
    made = notification(Type="SubscriptionConfirmation", Token="t0k", SubscribeURL=subscribe_url())
    del made["Subject"]
    return made | members


def signed(message: dict[str, str], digest: hashes.HashAlgorithm | None = None) -> bytes:
    signature = KEY.sign(sns.signed_text(message), padding.PKCS1v15(), digest or hashes.SHA256())
    return json.dumps({**message, "Signature": base64.b64encode(signature).decode()}).encode()


async def judged(body: bytes, outside: Outside | None = None, topics: Topics | None = None) -> dict[str, str]:
    return await believed(body, topics or Topics(arns=frozenset({TOPIC})), outside or Outside(), NOW)


@pytest.mark.parametrize("message", [notification(), confirmation(), confirmation(Type="UnsubscribeConfirmation")])
async def test_what_sns_signed_is_believed(message):
    outside = Outside()
    assert (await judged(signed(message), outside))["MessageId"] == message["MessageId"]
    assert outside.fetched == [PEM]


async def test_a_notification_need_not_have_a_subject():
    message = notification()
    del message["Subject"]
    assert await judged(signed(message))


async def test_a_region_of_china_has_a_host_of_its_own():
    arn = TOPIC.replace("aws:", "aws-cn:", 1).replace("eu-west-1", "cn-north-1")
    url = PEM.replace("eu-west-1.amazonaws.com", "cn-north-1.amazonaws.com.cn")
    body = signed(notification(TopicArn=arn, SigningCertURL=url))
    assert await judged(body, topics=Topics(arns=frozenset({arn})))
    with pytest.raises(Rejected):
        await judged(signed(notification(SigningCertURL=url)))


FETCHING_NOTHING = {
    "http": {"SigningCertURL": PEM.replace("https", "http")},
    "a foreign host": {"SigningCertURL": PEM.replace("amazonaws.com", "example.com")},
    "a host that begins like SNS's": {"SigningCertURL": PEM.replace(".com/", ".com.example.com/")},
    "a user": {"SigningCertURL": PEM.replace("https://", "https://sns@")},
    "SNS's host as the user": {"SigningCertURL": PEM.replace("amazonaws.com", "amazonaws.com@example.com")},
    "a backslash": {"SigningCertURL": PEM.replace("https://", "https://example.com\\@")},
    "another port": {"SigningCertURL": PEM.replace(".com/", ".com:444/")},
    "the port itself": {"SigningCertURL": PEM.replace(".com/", ".com:443/")},
    "a query": {"SigningCertURL": PEM + "?x"},
    "a fragment": {"SigningCertURL": PEM + "#x"},
    "an action instead of a file": {"SigningCertURL": f"{HOST}/?Action=anything.pem"},
    "another file": {"SigningCertURL": f"{HOST}/other.pem"},
    "a file further down": {"SigningCertURL": PEM.replace("/Simple", "/x/../Simple")},
    "a line after it": {"SigningCertURL": PEM + "\n"},
    "another Region": {"SigningCertURL": PEM.replace("eu-west-1", "us-east-1")},
    "another topic": {"TopicArn": TOPIC + "-evil"},
    "no topic": {"TopicArn": ""},
    "another kind": {"Type": "Nothing"},
    "a signature of version 1": {"SignatureVersion": "1"},
    "a signature of no version": {"SignatureVersion": "3"},
    "more than an hour ago": {"Timestamp": "2026-03-01T10:59:59.999Z"},
    "a time to come": {"Timestamp": "2026-03-01T12:05:01.000Z"},
    "no time": {"Timestamp": "yesterday"},
}


@pytest.mark.parametrize("members", FETCHING_NOTHING.values(), ids=FETCHING_NOTHING)
async def test_what_is_wrong_by_itself_is_rejected_and_nothing_is_fetched(members):
    message = notification(**members)
    body = json.dumps({**message, "Signature": base64.b64encode(b"x").decode()}).encode()
    outside = Outside()
    with pytest.raises(Rejected):
        await judged(body, outside)
    assert outside.fetched == []


ELSEWHERE = {
    "another action": subscribe_url(Action="DeleteTopic"),
    "another topic": subscribe_url(TopicArn=TOPIC + "-evil"),
    "another token": subscribe_url(Token="other"),
    "one thing more": subscribe_url(AuthenticateOnUnsubscribe="true"),
    "the action twice": subscribe_url() + "&Action=DeleteTopic",
    "a private address": subscribe_url().replace(HOST, "https://10.0.0.1"),
    "this machine": subscribe_url().replace(HOST, "https://127.0.0.1"),
    "http": subscribe_url().replace("https", "http", 1),
    "another path": subscribe_url().replace("/?", "/x?"),
    "another Region": subscribe_url().replace(HOST, HOST.replace("eu-west-1", "us-east-1")),
    "a fragment": subscribe_url() + "#x",
}


@pytest.mark.parametrize("url", ELSEWHERE.values(), ids=ELSEWHERE)
async def test_a_confirmation_that_would_do_something_else_is_rejected_and_nothing_is_fetched(url):
    outside = Outside()
    with pytest.raises(Rejected):
        await judged(signed(confirmation(SubscribeURL=url)), outside)
    assert outside.fetched == []


async def test_what_has_come_before_is_rejected_and_nothing_is_fetched():
    outside = Outside()
    message = await judged(signed(notification()), outside)
    again = Outside(come={key_of(message)})
    with pytest.raises(Rejected, match="before"):
        await judged(signed(notification()), again)
    assert again.fetched == []


@pytest.mark.parametrize("name", ["Message", "MessageId", "Timestamp", "Subject"])
async def test_a_change_of_anything_that_is_signed_shows(name):
    message = json.loads(signed(notification()))
    message[name] = "2026-03-01T11:59:31.000Z" if name == "Timestamp" else message[name] + "x"
    with pytest.raises(Rejected, match="signature"):
        await judged(json.dumps(message).encode())


@pytest.mark.parametrize(
    "pem",
    [
        certificate(OTHER_KEY),
        certificate(ec.generate_private_key(ec.SECP256R1())),
        certificate(until=timedelta(seconds=-1)),
        certificate(since=timedelta(seconds=1)),
        b"",
        b"<html>",
    ],
)
async def test_a_certificate_of_another_key_or_time_is_not_believed(pem):
    with pytest.raises(Rejected):
        await judged(signed(notification()), Outside(pem=pem))


async def test_version_1_counts_where_it_is_allowed():
    body = signed(notification(SignatureVersion="1"), hashes.SHA1())  # noqa: S303 - what version 1 is
    assert await judged(body, topics=Topics(arns=frozenset({TOPIC}), sha1=True))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[",
        b"[]",
        b"[" * 50_000,
        b'{"a": NaN}',
        b"x" * 300_000,
        b"\xff",
        json.dumps({"TopicArn": [TOPIC]}).encode(),
    ],
)
async def test_what_is_no_message_is_rejected(body):
    outside = Outside()
    with pytest.raises(Rejected):
        await judged(body, outside)
    assert outside.fetched == []
