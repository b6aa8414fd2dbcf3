"""How somebody is told that another has tried what is theirs alone to do."""

from __future__ import annotations

from bot.slack.blocks.elements import Message, context, section
from bot.slack.blocks.escape import at, code, plain
from core.arns import name_of
from core.engine.ports import FarewellMessage, Notice, WarningMessage

TRIED = {
    "ssm-contacts:AcceptPage": "acknowledge a page that asks you",
    "ssm-contacts:ActivateContactChannel": "activate one of your contact channels",
    "ssm-contacts:DeactivateContactChannel": "deactivate one of your contact channels",
    "ssm-contacts:DeleteContactChannel": "delete one of your contact channels",
    "ssm-contacts:SendActivationCode": "send a code to one of your contact channels",
    "ssm-contacts:UpdateContactChannel": "change one of your contact channels",
}


def notice(message: Notice) -> Message:
    """What another has tried or done."""
    return warning(message) if isinstance(message, WarningMessage) else farewell(message)


def farewell(message: FarewellMessage) -> Message:
    """That pages go elsewhere now, who changed that, and when."""
    channel, who = code(message.channel_name, 80), code(message.contact_name, 80)
    return Message(
        f"{plain(message.contact_name, 80)} is not paged here any more.",
        (
            section(f"{who} is not paged here any more: {channel} has another address."),
            section(f"Who: {code(message.changed_by or 'an administrator', 300)}\nWhen: {at(message.changed_at)}"),
            context(f"On {code(message.contact_channel_arn, 500)}. If you expected nobody to, tell an administrator."),
        ),
    )


def warning(message: WarningMessage) -> Message:
    """What was tried, by whom and when; nothing that has to be done."""
    what = TRIED.get(message.action, "do something about what is yours")
    return Message(
        f"Somebody tried to {what}, and was refused.",
        (
            section(f"Somebody tried to *{what}*, and was refused."),
            section(f"Who: {code(name_of(message.actor_arn), 300)}\nWhen: {at(message.tried_at)}"),
            context(f"On {code(message.resource_arn, 500)}. If you expected nobody to, tell an administrator."),
        ),
    )
