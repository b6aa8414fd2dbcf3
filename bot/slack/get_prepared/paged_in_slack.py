"""Makes somebody a contact whom incidents page in Slack: a contact, a channel to them, a plan that uses it."""

from __future__ import annotations

from typing import Any

from bot.slack.get_prepared.submission import CONFLICT, Submission
from core.arns import Arns
from core.errors import Refusal

CREATE = "ssm-contacts:CreateContact"
CREATE_CHANNEL, LIST_CHANNELS = "ssm-contacts:CreateContactChannel", "ssm-contacts:ListContactChannels"
GET, UPDATE = "ssm-contacts:GetContact", "ssm-contacts:UpdateContact"
STAGE_LASTS, AGAIN_EVERY = 10, 2
"""Minutes, as the API counts."""


async def make_contact(submission: Submission, arns: Arns, *, user_id: str, alias: str, name: str) -> None:
    """Three operations; where an earlier attempt got stuck among them, the rest of them."""
    contact = await _contact(submission, arns, user_id, _request(alias, name))
    channel = await _channel(submission, contact, user_id)
    kept = await submission.call(GET, {"ContactId": contact})
    # A plan that somebody has made since is theirs; on a replay our own is there already.
    if not kept["Plan"].get("Stages"):
        await submission.call(UPDATE, {"ContactId": contact, "Plan": plan_through(channel)})


def plan_through(channel_arn: str) -> dict[str, Any]:
    """Page at once, and again until somebody answers."""
    target = {"ContactChannelId": channel_arn, "RetryIntervalInMinutes": AGAIN_EVERY}
    return {"Stages": [{"DurationInMinutes": STAGE_LASTS, "Targets": [{"ChannelTargetInfo": target}]}]}


def _request(alias: str, name: str) -> dict[str, Any]:
    request: dict[str, Any] = {"Alias": alias, "Type": "PERSONAL", "Plan": {"Stages": []}}
    return {**request, "DisplayName": name} if name else request


async def _contact(submission: Submission, arns: Arns, user_id: str, request: dict[str, Any]) -> str:
    try:
        return str((await submission.call(CREATE, request))["ContactArn"])
    except Refusal as no:
        if no.code != CONFLICT:
            raise
    contact = arns.contact(request["Alias"])
    if not await _is_theirs(submission, contact, user_id):
        raise Refusal(CONFLICT, f"Somebody else is the contact `{request['Alias']}` already: choose another alias.")
    return contact


async def _is_theirs(submission: Submission, contact: str, user_id: str) -> bool:
    """Whether a contact of this name reaches this person in Slack, or nobody yet."""
    if (await submission.call(GET, {"ContactId": contact}))["Type"] != "PERSONAL":
        return False
    channels = await _channels(submission, contact)
    return not channels or any(_leads_to(channel, user_id) for channel in channels)


async def _channel(submission: Submission, contact: str, user_id: str) -> str:
    # Asked first: the same channel made a second time would ask the person a second time.
    for channel in await _channels(submission, contact):
        if _leads_to(channel, user_id):
            return str(channel["ContactChannelArn"])
    made = await submission.call(
        CREATE_CHANNEL,
        {"ContactId": contact, "Name": "Slack", "Type": "SLACK", "DeliveryAddress": {"SimpleAddress": user_id}},
    )
    return str(made["ContactChannelArn"])


async def _channels(submission: Submission, contact: str) -> list[dict[str, Any]]:
    return list((await submission.call(LIST_CHANNELS, {"ContactId": contact}))["ContactChannels"])


def _leads_to(channel: dict[str, Any], user_id: str) -> bool:
    return (channel["Type"], channel["DeliveryAddress"].get("SimpleAddress")) == ("SLACK", user_id)
