"""What do notification targets mean in this installation, as `MUSTER_NOTIFICATIONS` says?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from bot.own_addresses import webhook

TOPIC = re.compile(r"arn:aws(-cn|-us-gov)?:sns:[a-z0-9-]+:[0-9]{12}:[\w-]{1,256}(\.fifo)?", re.ASCII)
EXPECTED = "expected aws, or pairs such as arn:aws:sns:us-east-1:111122223333:room=https://example.com/hook"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    aws: bool = False
    """Whether a topic that has no webhook is published at Amazon SNS."""
    webhooks: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    """Addresses by topic; whoever knows one may speak there."""


def topics(text: str) -> Topics:
    """What is set; raises `ValueError` with what was expected, and never with what was written."""
    words = [word for word in re.split(r"[\s,]+", text) if word]
    webhooks = {}
    for word in words:
        arn, equals, url = word.partition("=")
        if word == "aws":
            continue
        if not equals or not TOPIC.fullmatch(arn):
            raise ValueError(EXPECTED)
        webhooks[arn] = webhook(url)
    return Topics(aws="aws" in words, webhooks=MappingProxyType(webhooks))
