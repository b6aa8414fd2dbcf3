"""An engagement in AWS's members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.engagements.engagement import Engagement

if TYPE_CHECKING:
    from core.vocabulary import types


def written(engagement: Engagement) -> types.DescribeEngagementOutput:
    """The whole engagement; it has no StopTime while it may still be answered."""
    answer: types.DescribeEngagementOutput = {
        "ContactArn": engagement.contact_arn,
        "EngagementArn": engagement.arn,
        "Sender": engagement.sender,
        "Subject": engagement.subject,
        "Content": engagement.content,
        "StartTime": engagement.started_at,
    }
    if engagement.public_subject:
        answer["PublicSubject"] = engagement.public_subject
    if engagement.public_content:
        answer["PublicContent"] = engagement.public_content
    if engagement.incident_id:
        answer["IncidentId"] = engagement.incident_id
    if ended_at := engagement.acknowledged_at or engagement.stopped_at:
        answer["StopTime"] = ended_at
    return answer


def summarized(engagement: Engagement) -> types.Engagement:
    """A row of a list."""
    row: types.Engagement = {
        "EngagementArn": engagement.arn,
        "ContactArn": engagement.contact_arn,
        "Sender": engagement.sender,
        "StartTime": engagement.started_at,
    }
    if engagement.incident_id:
        row["IncidentId"] = engagement.incident_id
    if ended_at := engagement.acknowledged_at or engagement.stopped_at:
        row["StopTime"] = ended_at
    return row
