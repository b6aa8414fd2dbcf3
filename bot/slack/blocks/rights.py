"""What `@aws whoami` answers: who somebody is to Muster, and which policies decide about them where they ask."""

from __future__ import annotations

from collections.abc import Iterable

from bot.slack.blocks.elements import Block, Message, context, section
from bot.slack.blocks.escape import code, mrkdwn
from core.caller import Caller
from core.principals.rights import Rights
from core.principals.telling import Held, remarks, told

BECAUSE = {
    "administrator": "because you are an administrator",
    "attached": "attached to you",
    "default": "the default, since nothing is attached to you",
    "boundary": "your boundary",
    "session": "the policies of your session",
    "account limits": "the limits of this account",
}
STANDING = {"administrator": "an administrator", "member": "a member of the workspace", "stranger": "a stranger"}
LONGEST = 80


def whoami(caller: Caller, rights: Rights, *, in_channel: bool) -> Message:
    """Who they are, what they have here, what limits that, and what is not as it looks."""
    who = f"You are {mrkdwn(caller.name or caller.user_id, LONGEST)}, {STANDING[caller.standing]}: {code(caller.arn)}."
    held = told(rights)
    blocks: list[Block] = [section(f"{who}\n{_paged(caller)}")]
    blocks.append(section("\n".join(["*You have*" + (" here" if in_channel else ""), *_lines(held, limits=False)])))
    if at_most := _lines(held, limits=True):
        blocks.append(section("\n".join(["*At most*, whatever you have", *at_most])))
    blocks += [section(f":warning: {mrkdwn(sentence, 1000)}") for sentence in remarks(rights)]
    where = f" --channel {caller.origin.channel_id}" if in_channel else ""
    whom = f"--principal {caller.user_id}{where} --account {caller.account}"
    command = f"muster policy explain {whom} --action ACTION --resource ARN"
    blocks.append(context(f"Refused? At Muster's machine {code(command, 200)} says by which statement."))
    return Message(who, tuple(blocks))


def _lines(held: Iterable[Held], *, limits: bool) -> list[str]:
    lines = [_line(one) for one in held if one.limits is limits]
    return lines if lines or limits else ["• nothing: no policy is attached to you, so that you may do nothing"]


def _line(one: Held) -> str:
    policies = ", ".join(code(name, 128) for name in one.policies) or "nothing"
    because = BECAUSE.get(one.by) or mrkdwn(one.by, LONGEST)
    return f"• {policies} - {because}"


def _paged(caller: Caller) -> str:
    if not caller.contact_arns:
        return "You are not paged through Slack: no contact has an activated `SLACK` channel to you."
    return "You are paged as " + ", ".join(code(arn) for arn in sorted(caller.contact_arns)) + "."
