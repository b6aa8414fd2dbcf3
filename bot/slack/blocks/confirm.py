"""How something that cannot be undone asks first: what it will destroy, and two buttons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.slack.blocks.elements import VALUE, Block, Message, actions, button, compact, section
from bot.slack.blocks.escape import code, mrkdwn, plain
from bot.slack.blocks.refusal import sorry
from core.vocabulary.catalog import Operation

KINDS = {
    "ssm-incidents:DeleteReplicationSet": "everything that is stored here, and the key that could still read a backup",
    "ssm-incidents:DeleteIncidentRecord": "this incident with its whole timeline",
    "ssm-incidents:DeleteResponsePlan": "this response plan",
    "ssm-incidents:DeleteTimelineEvent": "this event of the timeline",
    "ssm-contacts:DeleteContact": "this contact, so that nobody is paged through it any more",
    "ssm-contacts:DeleteContactChannel": "this way to reach a person",
    "ssm-contacts:DeleteRotation": "this rotation with its overrides, so that nobody is on call through it any more",
    "ssm-contacts:DeleteRotationOverride": "this override, so that the rotation goes on as if it had not been",
    "ssm-incidents:DeleteResourcePolicy": "this policy, so that those whom it names have access no longer",
    "chatbot:DeleteCustomAction": "this custom action, in every channel where it is offered",
    "chatbot:DeleteSlackChannelConfiguration": "this link, so that the channel hears of no incident any more",
}


def deletion(operation: Operation, params: Mapping[str, object], remarks: Sequence[Block] = ()) -> Message:
    """Asks whether to go on; the button carries the whole request."""
    what = KINDS.get(operation.action, "this")
    named = [str(value) for value in params.values() if isinstance(value, str)]
    carried = compact({"action": operation.action, "params": params})
    if len(carried) > VALUE:
        return sorry("This is too long to ask about with a button.")
    lines = [f"*{code(operation.command)} destroys {what}.* It cannot be undone.", *(code(name, 700) for name in named)]
    return Message(
        f"Really {operation.command}?",
        (
            section("\n".join(lines[:4])),
            *remarks,
            actions([button("Delete", "confirm", carried, "danger"), button("Keep it", "never-mind")]),
        ),
    )


def resolution(incident_arn: str, title: str) -> Message:
    """Asks before an incident is resolved, which stops everyone's paging."""
    request = {"action": "ssm-incidents:UpdateIncidentRecord", "params": {"arn": incident_arn, "status": "RESOLVED"}}
    return Message(
        f"Resolve {mrkdwn(title, 200)}?",
        (
            section(f"Resolve *{mrkdwn(title, 500)}*? Nobody will be paged for it any more."),
            actions([button("Resolve", "confirm", request, "primary"), button("Not yet", "never-mind")]),
        ),
    )


def outcome(operation: Operation) -> str:
    """What was done once the question was answered with yes."""
    return "Deleted." if operation.destructive else "Resolved: nobody is paged for it any more."


def settled(words: str) -> Message:
    """What takes the place of the question."""
    return Message(plain(words, 500))
