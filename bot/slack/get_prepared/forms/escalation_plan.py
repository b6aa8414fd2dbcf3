"""Step 3: an escalation plan, which pages people one after another until somebody answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.slack.blocks.elements import Message, section
from bot.slack.get_prepared.fields import MISSING, UNCHOSEN, Values, View, choice, form, text
from bot.slack.get_prepared.names import display_name, short_name
from bot.slack.get_prepared.progress import Found, Named
from bot.slack.get_prepared.submission import Submission
from core.caller import Caller

CREATE = "ssm-contacts:CreateContact"
PLACES = ("first", "second", "third")
MINUTES = (Named("1", "1 minute"), *(Named(str(many), f"{many} minutes") for many in (2, 3, 5, 10, 15, 20, 30)))
FIVE = MINUTES[3]
NAME_HINT = "Commands call it by this name in small letters, with dashes for spaces."
NO_NAME = "Use letters from a to z or digits in it: commands call it by its name."
INTRODUCTION = (
    "The first person is paged at once. When nobody answers in time, the second is paged too, then the third."
)
ALONE = "Only one person is a contact so far. To page others too, add them first."


@dataclass(frozen=True, slots=True)
class EscalationPlanForm:
    asks_slack = False

    async def view(self, caller: Caller, found: Found, about: Mapping[str, str]) -> View:  # noqa: ARG002 - as every form
        """Up to three people in order; the command takes more."""
        return form(
            "get-prepared-escalation-plan",
            "Escalation plan",
            about,
            [
                section(INTRODUCTION if len(found.people) > 1 else ALONE),
                text("name", "Name", hint=NAME_HINT, initial="" if found.escalation_plans else "On call", longest=100),
                choice("first", "First", found.people, initial=found.mine),
                choice("second", "Second", found.people, optional=True) if len(found.people) > 1 else None,
                choice("third", "Third", found.people, optional=True) if len(found.people) > 2 else None,
                choice("minutes", "How long does each of them have to answer?", MINUTES, initial=FIVE),
            ],
        )

    def problems(self, values: Values) -> dict[str, str]:
        found = {name: UNCHOSEN for name in ("first", "minutes") if not values.get(name)}
        if wrong := problem_of_name(values.get("name", "")):
            found["name"] = wrong
        before: set[str] = set()
        for place in PLACES:
            somebody = values.get(place, "")
            if somebody and somebody in before:
                found[place] = "This person stands further up already."
            before.add(somebody)
        return found

    async def carry_out(self, submission: Submission) -> Message | None:
        values = submission.values
        people = [values[place] for place in PLACES if values.get(place)]
        request: dict[str, Any] = {
            "Alias": short_name(values["name"]),
            "Type": "ESCALATION",
            "Plan": plan_of(people, int(values["minutes"])),
        }
        if name := display_name(values["name"]):
            request["DisplayName"] = name
        await submission.call(CREATE, request)
        return None


def plan_of(people: Sequence[str], minutes: int) -> dict[str, Any]:
    """A stage for each; whoever acknowledges stops the rest."""
    return {
        "Stages": [
            {
                "DurationInMinutes": minutes,
                "Targets": [{"ContactTargetInfo": {"ContactId": contact, "IsEssential": True}}],
            }
            for contact in people
        ]
    }


def problem_of_name(name: str) -> str | None:
    """What is wrong with a name that a short name is to follow from."""
    if not name:
        return MISSING
    return None if short_name(name) else NO_NAME
