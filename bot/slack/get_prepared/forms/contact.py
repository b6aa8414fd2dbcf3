"""Step 2: a person as a contact, with a Slack channel to them and a plan that uses it at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.slack.blocks.elements import Message, section
from bot.slack.get_prepared.fields import MISSING, Values, View, form, text
from bot.slack.get_prepared.names import display_name, short_name
from bot.slack.get_prepared.paged_in_slack import CREATE, make_contact
from bot.slack.get_prepared.progress import Found
from bot.slack.get_prepared.submission import Submission, accepted
from core.arns import Arns
from core.caller import Caller

SAMPLE = {"Alias": "a", "Type": "PERSONAL", "Plan": {}}
INTRODUCTION = (
    "An incident will page you here, in your direct messages with me: at once, and every two minutes for ten minutes"
    " unless you answer."
)


@dataclass(frozen=True, slots=True)
class ContactForm:
    arns: Arns
    asks_slack = False

    async def view(self, caller: Caller, found: Found, about: Mapping[str, str]) -> View:  # noqa: ARG002 - as every form
        """Both names as the profile suggests them."""
        name = display_name(caller.name)
        return form(
            "get-prepared-contact",
            "Add yourself",
            about,
            [
                section(INTRODUCTION),
                text("name", "Your name", initial=name, optional=not name, longest=255),
                text(
                    "alias",
                    "Your alias",
                    hint="What commands call you, such as ana. It cannot be changed later.",
                    initial=short_name(caller.name) or caller.user_id.lower(),
                    longest=255,
                ),
            ],
        )

    def problems(self, values: Values) -> dict[str, str]:
        alias, name = values.get("alias", ""), values.get("name", "")
        found = {}
        if wrong := problem_of_alias(alias):
            found["alias"] = wrong
        if wrong := problem_of_name(name):
            found["name"] = wrong
        return found

    async def carry_out(self, submission: Submission) -> Message | None:
        values, caller = submission.values, submission.caller
        await make_contact(
            submission, self.arns, user_id=caller.user_id, alias=values["alias"].lower(), name=values.get("name", "")
        )
        return None


def problem_of_alias(alias: str) -> str | None:
    """What is wrong with an alias; a telephone's capital at its beginning is not."""
    if not alias:
        return MISSING
    if accepted(CREATE, {**SAMPLE, "Alias": alias.lower()}):
        return None
    return f"Only small letters, digits, - and _, without spaces{_try(short_name(alias))}."


def problem_of_name(name: str) -> str | None:
    """What is wrong with the name of a contact."""
    if accepted(CREATE, {**SAMPLE, "DisplayName": name}):
        return None
    return f"Only letters, digits, spaces, and _ . -{_try(display_name(name))}."


def _try(better: str) -> str:
    return f"; try {better}" if better else ""
