"""Is this an address of that kind of channel?"""

from __future__ import annotations

import re

from core.contact_channels.contact_channel import ChannelType
from core.errors import Refusal, invalid

_TELEPHONE = re.compile(r"\+[1-9][0-9]{5,14}")
_ADDRESSES: dict[ChannelType, re.Pattern[str]] = {
    "SMS": _TELEPHONE,
    "VOICE": _TELEPHONE,
    "EMAIL": re.compile(r"[^\s\x00-\x1f\x7f@<>()\[\],;:\\\"]+@[^\W_](?:[\w.-]*[^\W_])?"),
    "SLACK": re.compile(r"[UW][A-Z0-9]{1,20}"),
}
_EXPECTED: dict[ChannelType, str] = {
    "SMS": "a telephone number with its country code, such as +12065550100",
    "VOICE": "a telephone number with its country code, such as +12065550100",
    "EMAIL": "a mail address, such as ana@example.com",
    "SLACK": "a Slack user id, such as U012AB3CD",
}


def refuse_foreign(type_: ChannelType, address: str | None) -> None:
    """Raise where messages of this type cannot be sent to such an address."""
    if address is None or not _ADDRESSES[type_].fullmatch(address):
        raise _unfit(type_)


def _unfit(type_: ChannelType) -> Refusal:
    expected = f"for {type_} it has to be {_EXPECTED[type_]}"
    return invalid(
        f"Invalid value provided - DeliveryAddress.SimpleAddress: {expected}.",
        Reason="FIELD_VALIDATION_FAILED",
        Fields=[{"Name": "DeliveryAddress.SimpleAddress", "Message": expected}],
    )
