"""Puts `oncall` together: who is on call, and the words of its own with their buttons, forms and checks."""

from __future__ import annotations

from dataclasses import dataclass

from bot.slack.assembly import Further, Ports, SlackAccess
from bot.slack.blocks import cover as looks
from bot.slack.conversation import Replies
from bot.slack.files import Files
from bot.slack.oncall import cover_form
from bot.slack.oncall.asking_for_help import AskingForHelp
from bot.slack.oncall.calendar import Addresses, CalendarWord
from bot.slack.oncall.cover import BUTTON, Cover
from bot.slack.oncall.cover_answers import CoverAnswers
from bot.slack.oncall.dispatch import Dispatch
from bot.slack.oncall.engaged import Engaged
from bot.slack.oncall.fairness import Fairness
from bot.slack.oncall.outlook import Outlook
from bot.slack.oncall.over import over
from bot.slack.oncall.remarks import together
from bot.slack.oncall.who import Who
from bot.slack.people import Ourselves, People
from bot.slack.talk import FriendlyCommand
from bot.slack.web import SlackWeb
from core.audit.operations import Records
from core.covers.operations import Covering
from core.outlook.operations import Rosters


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCallPorts:
    """What the words of `oncall` need beside what the Slack side has."""

    covering: Covering
    calendars: Addresses
    rosters: Rosters
    records: Records


def on_call(access: SlackAccess, slack: SlackWeb, ourselves: Ourselves, ports: Ports, further: OnCallPorts) -> Further:
    """Made of the same four things as the Slack side itself, into which this goes, and of what its words rest on."""
    people = People(slack, ports.registers.channels, ports.arns, access.administrators, ourselves, ports.clock)
    outlook = Outlook(rosters=further.rosters, dispatcher=ports.dispatcher, clock=ports.clock)
    fairness = Fairness(outlook=outlook, records=further.records, replies=Replies(slack), files=Files(slack))
    engaged = Engaged(dispatcher=ports.dispatcher, contacts=ports.registers.contacts, plans=ports.registers.plans)
    who = Who(ports, people, slack, outlook.below)
    covering = further.covering
    cover, answers = Cover(covering, people, slack, ports), CoverAnswers(covering, people, slack)
    words: dict[str, FriendlyCommand] = {
        "cover": cover.typed,
        "calendar": CalendarWord(further.calendars, people, slack).typed,
        "fairness": fairness.typed,
        "warnings": fairness.warned,
        "help": AskingForHelp(slack).typed,
    }
    return Further(
        friendly={"oncall": Dispatch(words, who.typed).typed},
        buttons={
            BUTTON: cover.pressed,
            looks.AGREE: answers.agreed,
            looks.DECLINE: answers.declined,
            looks.WITHDRAW: answers.withdrawn,
        },
        forms={cover_form.SECOND: cover.submitted},
        checks={cover_form.FIRST: cover.next_form, cover_form.SECOND: cover.problems},
        before=engaged.before(),
        after=together(over(ports.clock), outlook.after(), engaged.after()),
    )
