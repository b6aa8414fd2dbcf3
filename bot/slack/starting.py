"""Did a start-incident start one, and who is called?  AWS's answer is an ARN either way; this looks it up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.slack.blocks import started
from bot.slack.blocks.answer import Answer
from bot.slack.lookups import Registers
from core.arns import alias_of

START = "ssm-incidents:StartIncident"


class Starting:
    def __init__(self, registers: Registers) -> None:
        self._in = registers

    async def told(self, answer: Mapping[str, Any], asked_at: datetime) -> Answer | None:
        """None where the incident cannot be found, as when it was deleted since."""
        incident = await self._in.incidents.get(str(answer.get("incidentRecordArn", "")))
        if incident is None:
            return None
        if incident.created_at < asked_at:
            return Answer(started.taken_in(incident))
        plan = await self._in.plans.get(incident.response_plan_arn)
        return Answer(started.new(incident, [await self._name(arn) for arn in plan.engagements] if plan else []))

    async def _name(self, contact_arn: str) -> str:
        contact = await self._in.contacts.get(contact_arn)
        return (contact and contact.display_name) or alias_of(contact_arn)
