"""How Muster asks back for what a command lacks, and the few plain sentences that it says itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.slack.blocks.elements import Message, context, section
from bot.slack.blocks.escape import code, mrkdwn
from core.vocabulary.command_line import option_example, quoted
from core.vocabulary.options import option_name, options
from core.vocabulary.reference import describe_member
from core.vocabulary.understanding import Command
from core.vocabulary.words import key

if TYPE_CHECKING:
    from botocore.model import Shape

QUESTIONS = {
    "eventData": ("What should the note say?", "Rolled back to 1.4.2"),
    "RotationOverrideId": (
        "Which override is it? `@aws ssm-contacts list-rotation-overrides` lists them with their ids, and "
        "`@aws oncall` says who covers for whom.",
        "",
    ),
}
"""Where a person can be asked more plainly than by the name of an option, and something to say."""


def missing_value(command: Command, kind: str = "", choices: Sequence[str] = (), *, addressed: bool = False) -> Message:
    """Asks for the first thing that is missing; the next message in the conversation is the answer.

    `kind` is what it names (`a response plan`), where it names something, and `choices` are some of them.
    `addressed`: only what mentions the bot is the answer, since others are spoken to here in whole sentences as well.
    """
    member = command.missing[0]
    shape = command.operation.input_shape.members[member]
    option = options(command.operation)[key(option_name(member))]
    what = f"the name or the ARN of {kind}" if kind else mrkdwn(_described(shape), 500)
    example = option_example(command.operation, option)
    question, value = QUESTIONS.get(member, (f"What is {code('--' + option_name(member))}? It is {what}.", ""))
    left = len(command.missing) - 1
    more = f" {left} more {'question' if left == 1 else 'questions'} after this one." if left else ""
    if value:
        example = f"--{option.name} {quoted(value)}"
    shown = f"{value} " if value and not addressed else code(f"@aws {example}" if addressed else example, 1000)
    blocks = [section(question), section(f"For example: {shown}")]
    if choices:
        blocks.append(section("Perhaps one of these:\n" + "\n".join(f"• {code(choice, 300)}" for choice in choices)))
    how = "Answer like this, with `@aws` before it" if addressed else "Just write the value here"
    blocks.append(context(f"{how}, within 10 minutes. {_cancel(addressed)} ends it.{more}"))
    return Message(question, tuple(blocks))


def _described(shape: Shape) -> str:
    said = describe_member(shape)
    return f"a {said}" if said.startswith(("time", "whole number", "list", "map", "structure")) else said


def incomplete(command: Command) -> Message:
    """The same where nobody can answer in a thread, as after a slash command in a channel."""
    names = ", ".join(code("--" + option_name(member)) for member in command.missing)
    example = " ".join(
        option_example(command.operation, options(command.operation)[key(option_name(member))])
        for member in command.missing
    )
    blocks = (
        section(f"{code(command.operation.command)} still needs {names}."),
        section(f"Add for example {code(example, 1500)}"),
    )
    return Message(f"{command.operation.command} still needs {names}.", blocks)


def again(no: Message, command: Command, *, addressed: bool) -> Message:
    """What was wrong with an answer, and how to give another."""
    option = options(command.operation)[key(option_name(command.missing[0]))]
    how = f"Answer with {code(f'@aws {option_example(command.operation, option)}', 1000)}" if addressed else "Try again"
    blocks = no.blocks or (section(no.text),)
    return Message(no.text, (*blocks, context(f"{how}; {_cancel(addressed)} ends it.")))


def _cancel(addressed: bool) -> str:
    return code("@aws cancel" if addressed else "cancel")


def cancelled() -> Message:
    return Message("All right, I have forgotten that command.")
