"""An SNS for the tests: signs messages as SNS does, and answers at SNS's addresses."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from bot.http.intake import sns
from bot.http.outgoing import Answer, NoAnswer
from core.clock import SystemClock

TOPIC = "arn:aws:sns:eu-west-1:111122223333:alarms"
HOST = "https://sns.eu-west-1.amazonaws.com"
PEM = f"{HOST}/SimpleNotificationService-{'0a' * 16}.pem"
CONFIRM = f"{HOST}/?Action=ConfirmSubscription&TopicArn={TOPIC}&Token=t0k"
ALARM = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:checkout-errors"
KEY = rsa.generate_private_key(65537, 2048)
NUMBERS = count(1)


def certificate() -> bytes:
    """Good for days around now, which tests move."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sns.amazonaws.com")])
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(KEY.public_key())
    since = SystemClock().now() - timedelta(days=2)
    built = built.serial_number(1).not_valid_before(since).not_valid_after(since + timedelta(days=9))
    return built.sign(KEY, hashes.SHA256()).public_bytes(Encoding.PEM)


CERTIFICATE = certificate()


@dataclass
class Sns:
    """`bot.http.intake.sns_door.Asks`."""

    asked: list[str] = field(default_factory=list)
    is_down: bool = False

    async def get(self, url: str) -> Answer:
        self.asked.append(url)
        if self.is_down:
            raise NoAnswer("TimeoutError")
        return Answer(200, CERTIFICATE if url == PEM else b"<ConfirmSubscriptionResponse/>")


def notification(message: object, at: datetime, **members: str) -> dict[str, str]:
    """One that nobody has signed yet."""
    text = message if isinstance(message, str) else json.dumps(message)
    return {
        "Type": "Notification",
        "MessageId": f"22b80b92-fdea-4c2c-8f9d-{next(NUMBERS):012d}",
        "TopicArn": TOPIC,
        "Subject": "ALARM",
        "Message": text,
        "Timestamp": f"{at:%Y-%m-%dT%H:%M:%S}.000Z",
        "SignatureVersion": "2",
        "SigningCertURL": PEM,
    } | members


def signed(message: dict[str, str]) -> bytes:
    signature = KEY.sign(sns.signed_text(message), padding.PKCS1v15(), hashes.SHA256())
    return json.dumps({**message, "Signature": base64.b64encode(signature).decode()}).encode()


def state_change(state: str = "ALARM", **members: Any) -> dict[str, Any]:
    """What CloudWatch publishes to a topic, as its documentation has it."""
    return {
        "AlarmName": "checkout-errors",
        "AlarmDescription": "More than one in a hundred checkouts fails.",
        "AWSAccountId": "111122223333",
        "NewStateValue": state,
        "NewStateReason": "Threshold Crossed: 1 datapoint [4.2] was greater than the threshold (1.0).",
        "StateChangeTime": "2026-03-01T11:59:29.000+0000",
        "Region": "EU (Ireland)",
        "AlarmArn": ALARM,
        "OldStateValue": "OK",
        "Trigger": {
            "MetricName": "Errors",
            "Namespace": "AWS/Lambda",
            "StatisticType": "Statistic",
            "Statistic": "AVERAGE",
            "Dimensions": [{"value": "checkout", "name": "FunctionName"}],
            "Period": 60,
        },
    } | members
