"""Step 2 again: a colleague as a contact, who is asked first whether they may be paged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.slack.blocks import refusal, words
from bot.slack.blocks.elements import Message, section
from bot.slack.blocks.escape import mrkdwn
from bot.slack.get_prepared.fields import Values, View, form, person, text
from bot.slack.get_prepared.forms.contact import problem_of_alias, problem_of_name
from bot.slack.get_prepared.names import display_name, short_name
from bot.slack.get_prepared.paged_in_slack import make_contact
from bot.slack.get_prepared.progress import Found
from bot.slack.get_prepared.submission import Submission
from bot.slack.people import People
from core.arns import Arns
from core.caller import Caller

NOBODY_TO_PAGE = "I can page full members of this workspace, no guests, bots or people of other workspaces."
THAT_IS_YOU = "You are a contact already. To add a colleague, choose them in the menu of people."
INTRODUCTION = "They get a direct message from me and agree there before an incident can page them."


@dataclass(frozen=True, slots=True)
class ColleagueForm:
    people: People
    arns: Arns
    asks_slack = False

    async def view(self, caller: Caller, found: Found, about: Mapping[str, str]) -> View:  # noqa: ARG002 - as every form
        """Who; their names come from their own profile unless others are typed."""
        return form(
            "get-prepared-colleague",
            "Add a colleague",
            about,
            [
                section(INTRODUCTION),
                person("person", "Who?"),
                text("name", "Their name", hint="Leave it empty for the name in their profile.", optional=True,
                     longest=255),
                text("alias", "Their alias", hint="What commands call them, such as ben. Leave it empty for one that"
                     " follows from their name. It cannot be changed later.", optional=True, longest=255),
            ],
        )  # fmt: skip

    def problems(self, values: Values) -> dict[str, str]:
        alias, name = values.get("alias", ""), values.get("name", "")
        found = {}
        if alias and (wrong := problem_of_alias(alias)):
            found["alias"] = wrong
        if wrong := problem_of_name(name):
            found["name"] = wrong
        return found

    async def carry_out(self, submission: Submission) -> Message | None:
        # A client that cannot show the menu sends nobody: then it is the person at the keyboard.
        user_id = submission.values.get("person") or submission.caller.user_id
        somebody = await self.people.person(user_id)
        if somebody.standing == "stranger":
            return refusal.sorry(NOBODY_TO_PAGE)
        values = submission.values
        alias = values.get("alias", "").lower() or short_name(somebody.name) or user_id.lower()
        name = values.get("name") or display_name(somebody.name)
        await make_contact(submission, self.arns, user_id=user_id, alias=alias, name=name)
        return Message(THAT_IS_YOU) if user_id == submission.caller.user_id else _asked(name or alias)


def _asked(name: str) -> Message:
    return Message(
        f"{words.DONE} *{mrkdwn(name, 300)}* is a contact now. I have asked them in a direct message whether they may"
        " be paged: until they press Activate there, nobody can page them."
    )
