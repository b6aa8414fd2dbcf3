"""What do tags become when some are added or taken away, and which are refused?

The models hold everything else: letters, lengths, and that ssm-contacts knows no empty value where ssm-incidents does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from core.errors import Refusal, invalid, invalid_member

if TYPE_CHECKING:
    from core.vocabulary import types

MOST = 50
"""Tags of one resource."""
QUOTA = "tags-per-resource"
RESERVED = "aws:"


class TooManyTags(Exception):
    """The resource would have more tags than one may have."""


def given(tags: Mapping[str, str]) -> dict[str, str]:
    """The tags that a caller gives to something, where they may be given."""
    if alike := first_alike(tags):
        raise invalid(f"The tag key '{alike}' is given twice, if capital letters do not count: give it once.")
    for key in tags:
        # The model's pattern knows it in small letters only; AWS reserves it in any.
        if key.lower().startswith(RESERVED):
            raise invalid(f"Tag keys that begin with '{RESERVED}' are reserved: give '{key}' another name.")
    return dict(tags)


def first_alike(keys: Iterable[str]) -> str | None:
    """The first key that is there already, in whatever case.

    To conditions of policies the case of a key says nothing, so that one of two would hide the other from them.
    """
    seen: set[str] = set()
    for key in keys:
        if key.lower() in seen:
            return key
        seen.add(key.lower())
    return None


def of_chatbot(tags: Sequence[types.ChatbotTag]) -> dict[str, str]:
    """The tags that chatbot is given, which lists them, so that a key can be there twice."""
    pairs = [(tag["TagKey"], tag["TagValue"]) for tag in tags]
    if alike := first_alike(key for key, _ in pairs):
        raise invalid(f"The tag key '{alike}' is given twice, if capital letters do not count: give it once.")
    return given(dict(pairs))


def listed(tags: Sequence[types.ContactsTag]) -> dict[str, str]:
    """The same of ssm-contacts, which lists them, so that a key can be missing or there twice."""
    found: dict[str, str] = {}
    for number, tag in enumerate(tags, 1):
        for name in ("Key", "Value"):
            if name not in tag:
                raise invalid_member(f"Tags.{number}.member.{name}", "it must be given")
        if first_alike([*found, tag["Key"]]):
            raise invalid_member(f"Tags.{number}.member.Key", "each key can be given once only")
        found[tag["Key"]] = tag["Value"]
    return found


def written(tags: Mapping[str, str]) -> list[types.ContactsTag]:
    """As ssm-contacts lists them, in the order in which their keys were first given."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def merged(tags: Mapping[str, str], added: Mapping[str, str]) -> dict[str, str]:
    """With these added, or in the place of those of the same keys; raises `TooManyTags`."""
    together = {**tags, **added}
    if len(together) > MOST:
        raise TooManyTags
    return together


def without(tags: Mapping[str, str], keys: Iterable[str]) -> dict[str, str]:
    """Without those of these keys; keys that it does not have are nothing to complain about."""
    gone = set(keys)
    return {key: value for key, value in tags.items() if key not in gone}


def too_many_on_incident_resource(kind: str, arn: str) -> Refusal:
    """What ssm-incidents says of one tag too many."""
    return Refusal(
        "ServiceQuotaExceededException",
        _too_many(arn),
        resourceIdentifier=arn,
        resourceType=kind,
        quotaCode=QUOTA,
        serviceCode="ssm-incidents",
    )


def too_many_on_contact_resource(kind: str, arn: str) -> Refusal:
    """What ssm-contacts says of one tag too many."""
    return Refusal(
        "ServiceQuotaExceededException",
        _too_many(arn),
        ResourceId=arn,
        ResourceType=kind,
        QuotaCode=QUOTA,
        ServiceCode="ssm-contacts",
    )


def too_many_on_chatbot_resource(arn: str) -> Refusal:
    """What chatbot says of one tag too many."""
    return Refusal("TooManyTagsException", _too_many(arn))


def _too_many(arn: str) -> str:
    return f"A resource can have {MOST} tags at most; untag {arn} of some first."
