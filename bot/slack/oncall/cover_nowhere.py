"""Why is there nothing that somebody could cover?  A name is mistyped, a schedule has no rotation, or they no turn."""

from __future__ import annotations

from bot.slack.blocks import refusal
from bot.slack.blocks.elements import Message
from bot.slack.oncall.facts import Known
from bot.slack.oncall.looking import Looking
from bot.slack.oncall.reading import unknown
from core.arns import name_of
from core.contacts.ports import Contacts
from core.errors import Refusal

NOBODY = "I know you as no contact. To become one whom incidents can page in Slack, ask an administrator."
NO_TURNS = (
    "You have no turn in any rotation{there}, and its members alone can cover for each other. Whoever keeps the "
    "rotation can take you on with `ssm-contacts update-rotation --contact-ids`."
)


async def nowhere(looking: Looking, contacts: Contacts, schedule: str) -> Message:
    """What is said in place of the form; `schedule` is its ARN, or nothing."""
    if not looking.caller.contact_arns:
        return refusal.sorry(NOBODY)
    if not schedule:
        return refusal.sorry(NO_TURNS.format(there=""))
    name, seen = name_of(schedule), await _schedules(looking)
    if seen and schedule not in [one.arn for one in seen]:
        return refusal.misunderstood(unknown(name, seen, "/oncall cover"))
    there = await contacts.get(schedule)
    if seen and there and not there.rotation_arns:
        return refusal.sorry(f"{name} has no rotation: there is no shift to cover.")
    return refusal.sorry(NO_TURNS.format(there=f" of {name}"))


async def _schedules(looking: Looking) -> list[Known]:
    try:
        return [one for one in await looking.contacts() if one.type == "ONCALL_SCHEDULE"]
    except Refusal:
        return []
