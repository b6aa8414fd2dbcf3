"""How help looks: what there is, what a service offers, and what an operation takes, all of it from the model."""

from __future__ import annotations

from collections.abc import Collection

from bot.slack.blocks.elements import Block, Message, context, section
from bot.slack.blocks.escape import code, cut, mrkdwn
from core.vocabulary.catalog import Operation, catalog
from core.vocabulary.command_line import example
from core.vocabulary.options import option_name
from core.vocabulary.reference import describe_member, plain, summary
from core.vocabulary.understanding import HelpWanted

PURPOSE = {
    "ssm-incidents": "incidents, their timeline, response plans, the replication set",
    "ssm-contacts": "people, escalation plans, on-call schedules, pages",
    "chatbot": "which Slack channel a response plan tells, and custom actions",
    "cloudtrail": "who asked for what, and was refused",
    "sts": "who you are",
}


def help_for(wanted: HelpWanted, offered: Collection[str]) -> Message:
    """The page of help that was asked for."""
    if wanted.operation:
        return _operation(wanted.operation, wanted.operation.action in offered)
    if wanted.service:
        return _service(wanted.service, offered)
    return everything()


def everything() -> Message:
    """Where to begin."""
    services = "\n".join(f"• {code(f'@aws {name} help')} — {PURPOSE.get(name, '')}" for name in catalog().services)
    return Message(
        "How to talk to me",
        (
            section("*I answer the commands of AWS Incident Manager*, as `aws` does in a terminal:"),
            section(code("@aws ssm-incidents start-incident --response-plan-arn checkout --impact 1")),
            section(services),
            section("Short names do for ARNs, and inside an incident's channel the incident need not be named."),
            section(f"Who is on call: {code('@aws oncall')}, or {code('/oncall')} for your eyes only."),
            context(f"Nothing set up yet? {code('@aws get-prepared')} leads through it."),
        ),
    )


def _service(service: str, offered: Collection[str]) -> Message:
    operations = catalog().of(service)
    here = [
        f"• {code(one.command)} — {mrkdwn(cut(summary(one), 110), 140)}" for one in operations if one.action in offered
    ]
    later = [code(one.command.partition(" ")[2]) for one in operations if one.action not in offered]
    blocks = [section(f"*{service}*: {PURPOSE.get(service, '')}"), *_in_sections(here)]
    if later:
        blocks += _in_sections(["Not offered yet: " + ", ".join(later)]) if len(", ".join(later)) < 2900 else []
    first = next((one for one in operations if one.name.startswith("Start")), operations[0])
    blocks.append(context(f"More about one: {code(f'@aws {first.command} help')}"))
    return Message(f"{service}: {len(here)} commands", tuple(blocks))


def _operation(operation: Operation, is_offered: bool) -> Message:
    shape = operation.input_shape
    ordered = sorted(shape.members.items(), key=lambda pair: pair[0] not in shape.required_members)
    options = [
        f"• `--{option_name(name)}`{' (required)' if name in shape.required_members else ''} — "
        + mrkdwn(describe_member(member), 200)
        for name, member in ordered
        if name != operation.idempotency_member
    ]
    blocks: list[Block] = [
        section(f"*{operation.command}*{'' if is_offered else ' (not offered yet)'}"),
        section(mrkdwn(cut(plain(operation.documentation), 900), 1200)),
        *_in_sections(options),
        section(f"For example: {code(example(operation), 1500)}"),
    ]
    return Message(f"{operation.command}: {mrkdwn(summary(operation), 300)}", tuple(blocks))


def _in_sections(lines: list[str]) -> list[Block]:
    """As few sections as the lines fit into."""
    sections: list[str] = []
    for line in lines:
        if sections and len(sections[-1]) + len(line) < 2900:
            sections[-1] += "\n" + line
        else:
            sections.append(line)
    return [section(text) for text in sections]
