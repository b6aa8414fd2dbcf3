"""Puts `oncall` together: who is on call, and the words of its own with their buttons, forms and checks."""

from __future__ import annotations

from bot.slack.assembly import Further, Ports, SlackAccess
from bot.slack.oncall.dispatch import Dispatch
from bot.slack.oncall.who import Who
from bot.slack.people import Ourselves, People
from bot.slack.talk import FriendlyCommand
from bot.slack.web import SlackWeb


def on_call(access: SlackAccess, slack: SlackWeb, ourselves: Ourselves, ports: Ports) -> Further:
    """Made of the same four things as the Slack side itself, into which this goes."""
    people = People(slack, ports.registers.channels, ports.arns, access.administrators, ourselves, ports.clock)
    who = Who(ports, people, slack)
    words: dict[str, FriendlyCommand] = {}
    return Further(friendly={"oncall": Dispatch(words, who.typed).typed}, buttons={}, forms={}, checks={})
