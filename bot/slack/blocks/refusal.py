"""How a no looks: what is wrong, what was probably meant, and an example that would work."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.slack.blocks.elements import Block, Message, context, section
from bot.slack.blocks.escape import code, mrkdwn
from bot.slack.blocks.plainly import plainly
from core.errors import Refusal
from core.vocabulary.catalog import Operation, catalog
from core.vocabulary.command_line import example
from core.vocabulary.understanding import Misunderstood
from core.vocabulary.violations import CODES

NO = "\N{WARNING SIGN}"
CHAT_CHANNEL = "Value at 'chatChannel' failed to satisfy constraint: Member must have exactly one of"
SHOWN_CHOICES = 12
OF_THE_CALLER = frozenset(CODES)
NOT_FOUND = "ResourceNotFoundException"
ARN = re.compile(r"arn:aws:[a-z-]+:[a-z0-9-]*:[0-9]{12}:([a-z-]+)/")
LISTS = {
    "incident-record": ("ssm-incidents:ListIncidentRecords", ""),
    "response-plan": ("ssm-incidents:ListResponsePlans", ""),
    "replication-set": ("ssm-incidents:ListReplicationSets", ""),
    "contact": ("ssm-contacts:ListContacts", ""),
    "contact-channel": ("ssm-contacts:ListContactChannels", " --contact-id NAME"),
    "engagement": ("ssm-contacts:ListEngagements", ""),
    "page": ("ssm-contacts:ListPagesByContact", " --contact-id NAME"),
    "rotation": ("ssm-contacts:ListRotations", ""),
    "custom-action": ("chatbot:ListCustomActions", ""),
    "chat-configuration": ("chatbot:DescribeSlackChannelConfigurations", ""),
}
"""Where to look for what there is, by the type in the ARN of what there is not."""


def misunderstood(said: Misunderstood) -> Message:
    """A command that could not be read."""
    blocks = [section(f"{NO} {_text(said.problem)}")]
    if said.nearest:
        blocks.append(section(f"Try {code(said.nearest, 1500)}"))
    if said.choices:
        blocks.append(section("\n".join(f"• {code(choice, 150)}" for choice in said.choices[:SHOWN_CHOICES])))
    if said.example:
        blocks.append(section(f"For example: {code(said.example, 1500)}"))
    return Message(f"{NO} {_text(said.problem, 500)}", tuple(blocks))


def refused(refusal: Refusal, operation: Operation | None = None) -> Message:
    """An operation's no: plainly where AWS's words are not, with a way out where the request's words are to blame."""
    if plain := plainly(refusal):
        awss = f"{_text(refusal.code, 100)}: {_text(refusal.message)}"
        return Message(f"{NO} {plain}", (section(f"{NO} {plain}"), context(awss)))
    blocks: list[Block] = [section(f"{NO} *{_text(refusal.code, 100)}*\n{_text(refusal.message)}")]
    if CHAT_CHANNEL in refusal.message:
        ways = " or ".join(map(code, ("--chat-channel chatbotSns=TOPIC-ARN", "--chat-channel empty={}")))
        blocks.append(section(f"Write {ways}"))
    if operation and refusal.code in OF_THE_CALLER:
        blocks.append(section(f"For example: {code(example(operation), 1500)}"))
        blocks.append(context(f"All options: {code(f'@aws {operation.command} help')}"))
    return Message(f"{NO} {_text(refusal.message, 500)}", tuple(blocks))


def listing(refusal: Refusal) -> str | None:
    """The action that lists what there is of what was not found."""
    named = ARN.search(refusal.message) if refusal.code == NOT_FOUND else None
    return LISTS[named[1]][0] if named and named[1] in LISTS else None


def with_listing(message: Message, action: str) -> Message:
    """The same for whoever may have that list."""
    command = catalog()[action].command + dict(LISTS.values())[action]
    return replace(message, blocks=(*message.blocks, context(f"What there is: {code(f'@aws {command}')}")))


def sorry(words: str) -> Message:
    """Anything else that did not work, in our own words."""
    return Message(f"{NO} {_text(words, 1000)}")


def _text(words: str, limit: int = 1500) -> str:
    """Our own sentences keep their backticks; what they quote is escaped with the rest."""
    return mrkdwn(words, limit)
