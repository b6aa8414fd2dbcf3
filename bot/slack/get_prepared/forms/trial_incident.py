"""Step 6: an incident that pages only the person who asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.slack.blocks import refusal
from bot.slack.blocks.elements import Message, actions, button, context, section
from bot.slack.blocks.escape import code
from bot.slack.get_prepared.fields import Values, View, form
from bot.slack.get_prepared.looking import TEST_PLAN, Looking
from bot.slack.get_prepared.progress import Found
from bot.slack.get_prepared.submission import CONFLICT, Submission
from core.arns import Arns, name_of
from core.caller import Caller
from core.errors import Refusal

CREATE, UPDATE = "ssm-incidents:CreateResponsePlan", "ssm-incidents:UpdateResponsePlan"
START = "ssm-incidents:StartIncident"
LONGEST_NAME, LONGEST_TITLE = 200, 200
NO_IMPACT = 5
SUMMARY = "Somebody tries whether a page arrives. Nothing is broken: acknowledge it, then resolve it."
WHAT_HAPPENS = (
    "I start an incident called “Test: …” that pages you and nobody else.\n\n"
    "1. Within seconds I send you a direct message. Your phone stays silent? Look at Slack's notification settings.\n"
    "2. Press *Acknowledge* there. Until you do, I page you again every two minutes, for ten minutes.\n"
    "3. Press *End the test*, which I show you here."
)


@dataclass(frozen=True, slots=True)
class TrialIncidentForm:
    __test__ = False  # pytest would take it for one of its own
    looking: Looking
    arns: Arns
    asks_slack = False

    async def view(self, caller: Caller, found: Found, about: Mapping[str, str]) -> View:  # noqa: ARG002 - as every form
        """Says what will happen, and asks for nothing."""
        return form("get-prepared-test", "Page me as a test", about, [section(WHAT_HAPPENS)], "Page me")

    def problems(self, values: Values) -> dict[str, str]:  # noqa: ARG002 - as every form
        return {}

    async def carry_out(self, submission: Submission) -> Message | None:
        found = await self.looking.found(submission.caller)
        if found.mine is None:
            return refusal.sorry("No contact pages you here yet: add yourself first.")
        title = f"Test: can Muster reach {submission.caller.name or 'me'}?"[:LONGEST_TITLE]
        plan = await self._plan(submission, found.mine.arn)
        started = await submission.call(START, {"responsePlanArn": plan, "title": title, "impact": NO_IMPACT})
        return _started(str(started["incidentRecordArn"]))

    async def _plan(self, submission: Submission, contact: str) -> str:
        """One's own: others may try at the same time."""
        name = f"{TEST_PLAN}-{name_of(contact)}"[:LONGEST_NAME]
        template = {"title": "Test", "impact": NO_IMPACT, "summary": SUMMARY}
        request = {"name": name, "incidentTemplate": template, "engagements": [contact]}
        try:
            return str((await submission.call(CREATE, request))["arn"])
        except Refusal as no:
            if no.code != CONFLICT:
                raise
        # Whatever became of it meanwhile, it pages this one person.
        arn = self.arns.response_plan(name)
        alone: dict[str, Any] = {"engagements": [contact], "chatChannel": {"empty": {}}}
        await submission.call(UPDATE, {"arn": arn, **alone})
        return arn


def _started(incident: str) -> Message:
    command = f"@aws ssm-incidents update-incident-record --arn {incident} --status RESOLVED"
    return Message(
        "The test has begun: look at my direct message to you.",
        (
            section("*The test has begun.* My direct message comes now. Press *Acknowledge* in it, then this:"),
            actions([button("End the test", "resolve", {"incident": incident}, "primary")]),
            context(f"Or type {code(command, 1500)}"),
        ),
    )
