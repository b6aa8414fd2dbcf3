"""What came once, has gone where it came from since, and still is here: nothing is deleted, but it is said."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from core.moving.resource import Outcome, Resource
from core.moving.sighting import Sighting

HOW_TO_REMOVE = {
    "contact-channel": "ssm-contacts delete-contact-channel --contact-channel-id {arn}",
    "rotation-override": "ssm-contacts delete-rotation-override --rotation-id {owner} --rotation-override-id {id}",
    "timeline-event": "ssm-incidents delete-timeline-event --incident-record-arn {owner} --event-id {id}",
    "related-item": "ssm-incidents update-related-items --incident-record-arn {owner}",
    "policy": "ssm-incidents delete-resource-policy --resource-arn {owner} --policy-id {id}",
}
NEW_POLICY = "ssm-contacts put-contact-policy --contact-arn {owner}"


def gone_there(
    resource: Resource, sighting: Sighting | None, here: Mapping[str, str], told: Collection[str]
) -> Iterator[Outcome]:
    """A line for each; `here` are the kinds of what belongs to the resource, `told` is what came now, both by ARN."""
    if sighting is None or resource.unread:
        return
    # Every incident has events: without any, they could not be read.
    has_events = bool(resource.answers.get("ssm-incidents:GetTimelineEvent"))
    for arn, kind in here.items():
        if arn in sighting.marks and arn not in told and (has_events or kind != "timeline-event"):
            yield Outcome(kind=kind, arn=arn, result="same", detail=_said(resource, kind, arn))


def belongings(kind: str, arns: Iterable[str]) -> dict[str, str]:
    """The kind, by ARN."""
    return dict.fromkeys(arns, kind)


def _said(resource: Resource, kind: str, arn: str) -> str:
    command = NEW_POLICY if resource.kind == "contact" and kind == "policy" else HOW_TO_REMOVE[kind]
    spelled = command.format(arn=arn, owner=resource.arn, id=arn.rpartition(" ")[2])
    return f"it is not there any more, and still stands here; to end it: {spelled}"
