"""What could be typed for an operation?  One likely command line, valid in form."""

from __future__ import annotations

import json
import re
import shlex
from typing import TYPE_CHECKING, Any

from botocore import xform_name

from core.vocabulary.catalog import Operation

if TYPE_CHECKING:
    from botocore.model import Shape

UUID = "0a1b2c3d-1111-4222-8333-444455556666"
INCIDENTS = "arn:aws:ssm-incidents::111122223333:"
CONTACTS = "arn:aws:ssm-contacts:us-east-1:111122223333:"
CHATBOT = "arn:aws:chatbot::111122223333:"


def _policy(**elements: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **elements}]})


def _sharing(action: str, resource: str) -> str:
    """A policy for `resource` itself, which names those that it is shared with."""
    return _policy(Principal={"AWS": "444455556666"}, Action=action, Resource=resource)


NAMES = {"contact-channel": "jane/slack", "page": "jane", "rotation": "primary"}
"""What people type for those that go by more than the end of their ARN, which nobody knows by heart."""
PLAUSIBLE = [
    (re.compile(pattern, re.IGNORECASE), value)
    for pattern, value in [
        (r"(ReplicationSet|DeletionProtection)\.arn$", f"{INCIDENTS}replication-set/{UUID}"),
        (r"(snsTopicArns?|chatbotSns)$", "arn:aws:sns:us-east-1:111122223333:checkout"),
        (r"roleArn$", "arn:aws:iam::111122223333:role/chat"),
        (
            r"(IncidentRecord\.arn|incidentRecordArn|IncidentId|eventReferences\.resource)$",
            f"{INCIDENTS}incident-record/checkout/{UUID}",
        ),
        (r"^ssm-incidents:.*\.(\w*arn)$", f"{INCIDENTS}response-plan/checkout"),
        (r"ContactChannelId$", f"{CONTACTS}contact-channel/jane/{UUID}"),
        (r"EngagementId$", f"{CONTACTS}engagement/jane/{UUID}"),
        (r"PageId$", f"{CONTACTS}page/jane/{UUID}"),
        (r"RotationIds?$", f"{CONTACTS}rotation/{UUID}"),
        (
            r"(ContactId|ContactIds|ContactArn|Members|engagements|^ssm-contacts:.*ResourceARN)$",
            f"{CONTACTS}contact/jane",
        ),
        (r"ChatConfiguration(Arn)?$", f"{CHATBOT}chat-configuration/slack-channel/checkout"),
        (r"^chatbot:.*(CustomActionArn|\.Resource|ResourceARN)$", f"{CHATBOT}custom-action/restart"),
        (r"GuardrailPolicyArns$", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
        (r"LoggingLevel$", "INFO"),
        (r"(eventId|RotationOverrideId|policyId|clientToken)$", UUID),
        (r"(relatedItemId|generatedId)$", "related-item/OTHER/0A1B2C3D111142228333444455556666"),
        (r"(Accept|Activation)Code$", "123456"),
        (r"TimeZoneId$", "Europe/Berlin"),
        (r"SlackChannelId$", "C012AB3CD"),
        (r"SlackTeamId$", "T012AB3CD"),
        (r"CommandText$", "ssm-incidents list-incident-records"),
        (r"eventData$", '"Rolled back to 1.4.2"'),
        (r"eventType$", "Note"),
        (
            r"^ssm-incidents:.*\.policy$",
            _sharing("ssm-incidents:GetResponsePlan", f"{INCIDENTS}response-plan/checkout"),
        ),
        (r"^ssm-contacts:.*\.policy$", _sharing("ssm-contacts:GetContact", f"{CONTACTS}contact/jane")),
        (r"Policy$", _policy(Action="ssm-incidents:Get*", Resource="*")),
        (r"SerialNumber$", "arn:aws:iam::111122223333:mfa/jane"),
        (r"TokenCode$", "123456"),
        (r"^sts:.*PolicyArns\.arn$", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
        (r"ProviderArn$", "arn:aws:iam::aws:contextProvider/IdentityCenter"),
        (r"(title|Subject)$", "Checkout is down"),
        (r"Content$", "Orders fail since 20:30."),
        (r"Sender$", "jane"),
        (r"Alias$", "jane"),
        (r"regions?(Name)?(\.key)?$", "us-east-1"),
        (r"LookupAttributes\.AttributeKey$", "EventName"),
        (r"LookupAttributes\.AttributeValue$", "StartIncident"),
        (r"StartTime$", "2027-01-04T08:00:00Z"),
        (r"EndTime$", "2027-01-11T08:00:00Z"),
        (r"(time|timestamp|after|before)$", "2027-01-04T08:00:00Z"),
        (r"tagKeys$", "team"),
        (r"tags\.key$", "team"),
        (r"tags$", "payments"),
        ("$", "checkout"),
    ]
]
"""By the end of a member's path, `service:Operation.member.member`; the first that fits."""

EVERY_DAY = {"NumberOfOnCalls": 1, "RecurrenceMultiplier": 1, "DailySettings": [{"HourOfDay": 9, "MinuteOfHour": 0}]}
CHOSEN: dict[str, dict[str, Any]] = {
    "cloudtrail:LookupEvents": {"LookupAttributes": [{"AttributeKey": "EventName", "AttributeValue": "StartIncident"}]},
    "ssm-contacts:AcceptPage": {"AcceptType": "READ"},
    "ssm-contacts:CreateContact": {"Plan": {"Stages": []}},
    "ssm-contacts:CreateContactChannel": {
        "Name": "Slack",
        "Type": "SLACK",
        "DeliveryAddress": {"SimpleAddress": "U012AB3CD"},
    },
    "ssm-contacts:CreateRotation": {"Recurrence": EVERY_DAY},
    "ssm-contacts:ListPreviewRotationShifts": {"Recurrence": EVERY_DAY},
    "ssm-contacts:TagResource": {"Tags": [{"Key": "team", "Value": "payments"}]},
    "ssm-contacts:UpdateContact": {"DisplayName": "Jane Doe"},
    "ssm-contacts:UpdateContactChannel": {"Name": "Slack"},
    "ssm-contacts:UpdateRotation": {"Recurrence": EVERY_DAY},
    "ssm-incidents:StartIncident": {"title": "Checkout is down", "impact": 1},
    "ssm-incidents:UpdateIncidentRecord": {"status": "RESOLVED"},
    "ssm-incidents:UpdateRelatedItems": {
        "relatedItemsUpdate": {
            "itemToAdd": {
                "identifier": {"type": "OTHER", "value": {"url": "https://status.example.com"}},
                "title": "Status page",
            }
        }
    },
    "ssm-incidents:UpdateResponsePlan": {"displayName": "Checkout"},
    "ssm-incidents:UpdateTimelineEvent": {"eventData": '"Rolled back to 1.4.1"'},
}
"""Where what is required would not make a likely command."""


def example(operation: Operation) -> str:
    """A command line that does something, such as `ssm-contacts get-contact --contact-id …`."""
    options = (_option(name, value) for name, value in example_params(operation).items())
    return " ".join([operation.command, *options])


def example_params(operation: Operation) -> dict[str, Any]:
    """The same as parameters."""
    return _structure(operation.action, operation.input_shape) | CHOSEN.get(operation.action, {})


def _option(name: str, value: Any) -> str:
    option = f"--{xform_name(name, '-')}"
    if isinstance(value, bool):
        return option if value else option.replace("--", "--no-", 1)
    flat = isinstance(value, list) and all(isinstance(part, str) for part in value)
    words = value if flat else [value]
    return " ".join([option, *(shlex.quote(part if isinstance(part, str) else json.dumps(part)) for part in words)])


def _structure(path: str, shape: Shape) -> dict[str, Any]:
    wanted = shape.required_members or (list(shape.members)[:1] if shape.metadata.get("union") else [])
    return {name: plausible(f"{path}.{name}", shape.members[name]) for name in wanted}


def plausible(path: str, shape: Shape) -> Any:
    """A value that a member with this path could well have."""
    match shape.type_name:
        case "structure":
            return _structure(path, shape)
        case "list":
            return [plausible(path, shape.member)]
        case "map":
            return {plausible(f"{path}.key", shape.key): plausible(path, shape.value)}
        case "boolean":
            return True
        case "integer" | "long":
            return shape.metadata.get("min") or 1
        case "string" if shape.enum:
            return shape.enum[0]
    return next(value for pattern, value in PLAUSIBLE if pattern.search(path))
