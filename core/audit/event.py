"""One call that was made, or refused, in the shape of a CloudTrail event."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from core.arns import kind_of
from core.caller import Caller

VERSION = "1.08"
OK = "ok"
INTERNAL = "muster.internal"
"""What CloudTrail has the name of a service for: where Muster and its operator ask from."""
ENGINE = "assumed-role/AWSServiceRoleforIncidentManager/"
OWN_SOURCES = {"muster": INTERNAL, "slack": "slack.com"}
"""Of events that no service of AWS's would have."""
KEY_ID = re.compile(r"A[KS]IA[A-Z0-9]{16}")
LONGEST_USER_AGENT = 256
SERVICES = {"ssm-incidents": "SSMIncidents", "ssm-contacts": "SSMContacts", "iam": "IAM", "kms": "KMS", "sns": "SNS"}
"""How CloudTrail spells those in the type of a resource."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEvent:
    id: str
    at: datetime
    action: str
    """`service:Operation`, also for what is no operation of the catalog, such as `iam:CreateAccessKey`."""
    outcome: str
    """`ok`, or the code of the error."""
    identity: Mapping[str, object]
    account: str
    """Whose resources it was about."""
    region: str
    address: str
    user_agent: str
    request_id: str
    read_only: bool
    parameters: Mapping[str, object] | None = None
    """The request, redacted."""
    answer: Mapping[str, object] | None = None
    """What was answered, redacted."""
    message: str | None = None
    resources: tuple[str, ...] = ()
    """The ARNs that it is about."""
    further: Mapping[str, object] | None = None
    """What CloudTrail has no member for, such as how many there were alike."""
    chain: str = ""
    """The chain that the record is a link of; given when it is written, as are the next two."""
    number: int = 0
    link: bytes = b""
    version: int = 0

    @property
    def user_name(self) -> str:
        """What CloudTrail looks people up by: of a session of a role, the session's name."""
        identity = self.identity
        principal = str(identity.get("principalId") or "")
        return str(identity.get("userName") or identity.get("invokedBy") or principal.rpartition(":")[2])

    @property
    def source(self) -> str:
        service = self.action.partition(":")[0]
        return OWN_SOURCES.get(service, f"{service}.amazonaws.com")

    @property
    def name(self) -> str:
        return self.action.partition(":")[2]

    @property
    def access_key_id(self) -> str:
        return str(self.identity.get("accessKeyId") or "")


def identity_of(caller: Caller) -> dict[str, object]:
    """The `userIdentity` of a caller; the name that a person goes by is not in it."""
    kind, _, rest = caller.arn.split(":", 5)[-1].partition("/")
    about: dict[str, object] = {"type": "IAMUser", "principalId": rest or caller.account, "arn": caller.arn}
    about["accountId"] = caller.account
    if caller.access_key_id:
        about["accessKeyId"] = caller.access_key_id
    if kind == "root":
        return {**about, "type": "Root"}
    if caller.user_id:
        return {**about, "type": "SlackUser", "principalId": caller.user_id, "userName": caller.user_id}
    if f"{kind}/{rest}".startswith(ENGINE):
        return {**about, "type": "AWSService", "invokedBy": "ssm-incidents.amazonaws.com"}
    if kind != "assumed-role":
        return {**about, "userName": rest}
    role, _, session = rest.partition("/")
    return {**about, "type": "AssumedRole", "principalId": f"{role}:{session}", **_session(caller, role)}


def _session(caller: Caller, role: str) -> dict[str, object]:
    attributes = {"mfaAuthenticated": "false"}
    if caller.signed_in_at:
        attributes["creationDate"] = in_utc(caller.signed_in_at)
    issuer = {
        "type": "Role",
        "principalId": role,
        "arn": f"arn:aws:iam::{caller.account}:role/{role}",
        "accountId": caller.account,
        "userName": role,
    }
    return {"sessionContext": {"sessionIssuer": issuer, "webIdFederationData": {}, "attributes": attributes}}


def legible(user_agent: str) -> str:
    """As much as is kept of the one text that whoever asks may write as they like."""
    return "".join(one if " " <= one <= "~" else "?" for one in user_agent[:LONGEST_USER_AGENT])


def nobody(account: str, key_id: str = "") -> dict[str, object]:
    """The identity of somebody who could not prove who they are."""
    said = {"accessKeyId": key_id} if KEY_ID.fullmatch(key_id) else {}
    return {"type": "Unknown", "principalId": "", "accountId": account, **said}


def as_cloudtrail(event: AuditEvent) -> dict[str, object]:
    """The event as CloudTrail writes one."""
    written: dict[str, object] = {
        "eventVersion": VERSION,
        "userIdentity": event.identity,
        "eventTime": in_utc(event.at),
        "eventSource": event.source,
        "eventName": event.name,
        "awsRegion": event.region,
        "sourceIPAddress": event.address or INTERNAL,
        "userAgent": event.user_agent or event.address or INTERNAL,
    }
    if event.outcome != OK:
        written |= {"errorCode": event.outcome, "errorMessage": event.message or event.outcome}
    written |= {"requestParameters": event.parameters, "responseElements": event.answer}
    if event.further:
        written["additionalEventData"] = event.further
    written |= {"requestID": event.request_id, "eventID": event.id, "readOnly": event.read_only}
    if event.resources:
        written["resources"] = [resource(arn) for arn in event.resources]
    return written | {
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": event.account,
        "eventCategory": "Management",
    }


def resource(arn: str) -> dict[str, str]:
    """How an event names what it is about."""
    told = {"ARN": arn, "accountId": arn.split(":", 5)[4], "type": type_of(arn)}
    return {name: value for name, value in told.items() if value}


def type_of(arn: str) -> str:
    """`AWS::SSMIncidents::ResponsePlan`; nothing where the ARN does not tell."""
    service, kind = arn.split(":", 5)[2], kind_of(arn)
    spelled = SERVICES.get(service, service.title().replace("-", ""))
    return f"AWS::{spelled}::{kind.title().replace('-', '')}" if kind else ""


def in_utc(at: datetime) -> str:
    """`2021-04-22T23:20:10Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
