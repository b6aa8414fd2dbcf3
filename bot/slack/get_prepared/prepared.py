"""Puts `get-prepared` together: its command, its buttons, its forms and what is checked before they are taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.slack.assembly import Further, Ports, SlackAccess
from bot.slack.get_prepared import board, fields
from bot.slack.get_prepared.flow import GetPrepared
from bot.slack.get_prepared.forms.channel import ChannelForm
from bot.slack.get_prepared.forms.colleague import ColleagueForm
from bot.slack.get_prepared.forms.contact import ContactForm
from bot.slack.get_prepared.forms.escalation_plan import EscalationPlanForm
from bot.slack.get_prepared.forms.replication_set import ReplicationSetForm
from bot.slack.get_prepared.forms.response_plan import ResponsePlanForm
from bot.slack.get_prepared.forms.trial_incident import TrialIncidentForm
from bot.slack.get_prepared.looking import Looking
from bot.slack.get_prepared.progress import FormName
from bot.slack.get_prepared.submission import Form
from bot.slack.people import Ourselves, People
from bot.slack.web import SlackWeb


class Prepared:
    """Made of the same four things as the Slack side itself, into which `further` goes."""

    def __init__(self, access: SlackAccess, slack: SlackWeb, ourselves: Ourselves, ports: Ports) -> None:
        people = People(slack, ports.registers.channels, ports.arns, access.administrators, ourselves, ports.clock)
        looking = Looking(ports.dispatcher, people)
        forms: dict[FormName, Form] = {
            "replication-set": ReplicationSetForm(ports.arns.region),
            "contact": ContactForm(ports.arns),
            "colleague": ColleagueForm(people, ports.arns),
            "escalation-plan": EscalationPlanForm(),
            "channel": ChannelForm(slack, ourselves, ports.arns),
            "response-plan": ResponsePlanForm(),
            "test": TrialIncidentForm(looking, ports.arns),
        }
        flow = GetPrepared(ports.dispatcher, people, slack, looking, forms)
        routes = {board.action_id(name): form for name, form in forms.items()}
        self.further = Further(
            friendly={board.LOOK_AGAIN: flow.typed},
            buttons={board.LOOK_AGAIN: flow.looked_again, **dict.fromkeys(routes, flow.pressed)},
            forms=dict.fromkeys(routes, flow.submitted),
            checks={callback_id: _check(form) for callback_id, form in routes.items()},
        )


def _check(form: Form) -> Callable[[Mapping[str, Any]], Mapping[str, str]]:
    def check(view: Mapping[str, Any]) -> Mapping[str, str]:
        values = fields.filled_in(view)
        # Slack shows nothing at all where an error stands under a field that this form does not have.
        return {name: problem for name, problem in form.problems(values).items() if name in values}

    return check
