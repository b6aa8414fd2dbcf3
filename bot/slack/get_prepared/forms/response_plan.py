"""Step 5: a response plan, from which incidents are started."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.slack.blocks import words
from bot.slack.blocks.elements import Message
from bot.slack.get_prepared.fields import MISSING, UNCHOSEN, Values, View, choice, form, paragraph, text
from bot.slack.get_prepared.forms.escalation_plan import NAME_HINT, problem_of_name
from bot.slack.get_prepared.names import short_name
from bot.slack.get_prepared.progress import Found, Named
from bot.slack.get_prepared.submission import Submission, accepted
from core.caller import Caller
from core.free_text import holds_credentials

CREATE = "ssm-incidents:CreateResponsePlan"
IMPACTS = tuple(Named(str(number), f"{number} · {word}") for number, word in words.IMPACTS.items())
CREDENTIALS = "There is a web address with a password or token in it: everybody who sees the incident would have it."
TOO_LONG = "This is too long."
DEDUPE_HINT = "While an incident with this string is open, no second one is made of it."
LONGEST_TITLE, LONGEST_DEDUPE = 200, 1000


@dataclass(frozen=True, slots=True)
class ResponsePlanForm:
    asks_slack = False

    async def view(self, caller: Caller, found: Found, about: Mapping[str, str]) -> View:  # noqa: ARG002 - as every form
        """What an incident of this kind is called, how bad it is, whom it pages and where it is told of."""
        to_page = (*found.escalation_plans, *found.people)
        whom, where = next(iter(found.escalation_plans), found.mine), next(iter(found.channels), None)
        blocks = [
            text("name", "Name", hint=f"Such as Checkout. {NAME_HINT}", longest=100),
            text("title", "Title of its incidents", hint="Such as: Checkout is down", longest=LONGEST_TITLE),
            choice("impact", "Impact", IMPACTS),
            choice("engage", "Whom to page", to_page, initial=whom),
            choice("channel", "Channel to tell", found.channels, initial=where, optional=True),
            paragraph("summary", "Summary", hint="What whoever is paged should know first."),
            text("dedupe", "Dedupe string", hint=DEDUPE_HINT, optional=True, longest=LONGEST_DEDUPE),
        ]
        return form("get-prepared-response-plan", "Response plan", about, blocks)

    def problems(self, values: Values) -> dict[str, str]:
        found = {} if values.get("impact") else {"impact": UNCHOSEN}
        if values.get("engage") == "":
            found["engage"] = UNCHOSEN
        if wrong := problem_of_name(values.get("name", "")):
            found["name"] = wrong
        if not values.get("title"):
            found["title"] = MISSING
        for name in ("title", "summary"):
            if holds_credentials(values.get(name, "")):
                found[name] = CREDENTIALS
        return found or self._misfits(values)

    def _misfits(self, values: Values) -> dict[str, str]:
        """What the model has against it: the lengths, which Slack's own form keeps and another client may not."""
        shortest = {"name": "a", "title": "a", "impact": "1"}
        fields = ("title", "summary", "dedupe")
        return {
            name: TOO_LONG
            for name in fields
            if not accepted(CREATE, request_of({**shortest, name: values.get(name, "")}))
        }

    async def carry_out(self, submission: Submission) -> Message | None:
        await submission.call(CREATE, request_of(submission.values))
        return None


def request_of(values: Values) -> dict[str, Any]:
    """The operation's input, without what was left empty."""
    template: dict[str, Any] = {"title": values["title"], "impact": int(values["impact"])}
    if summary := values.get("summary"):
        template["summary"] = summary
    if dedupe := values.get("dedupe"):
        template["dedupeString"] = dedupe
    request: dict[str, Any] = {
        "name": short_name(values["name"]),
        "displayName": values["name"],
        "incidentTemplate": template,
    }
    if engaged := values.get("engage"):
        request["engagements"] = [engaged]
    if topic := values.get("channel"):
        request["chatChannel"] = {"chatbotSns": [topic]}
    return request
