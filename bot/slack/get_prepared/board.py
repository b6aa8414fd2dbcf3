"""How the list of steps looks: what is done, what is next, and a button for each thing that can be done now."""

from __future__ import annotations

from bot.slack.blocks import words
from bot.slack.blocks.elements import Block, Message, actions, button, context, header, section
from bot.slack.blocks.escape import code, mrkdwn
from bot.slack.get_prepared.progress import STEPS, Found, Offer, Step, next_step, offers

NEXT, LATER = "\N{BLACK RIGHT-POINTING TRIANGLE}", "\N{WHITE CIRCLE}"
LOOK_AGAIN = "get-prepared"
ADMINISTRATORS_ONLY = (
    "Setting Muster up is for its administrators: the people named in `MUSTER_ADMINS`, and whoever has policies that"
    " allow it. Ask one of them, or have your own Slack user id added there: `{user}`."
)
IN_A_DIRECT_MESSAGE = "I have sent you the list of steps in a direct message."


def board(found: Found) -> Message:
    """The whole list."""
    upcoming = next_step(found)
    blocks: list[Block] = [header("Get prepared"), section(_lead(upcoming))]
    blocks += [section(_line(number, step, found, upcoming)) for number, step in enumerate(STEPS, 1)]
    blocks += [actions([*(_button(offer) for offer in offers(found)), button("Refresh", LOOK_AGAIN)])]
    blocks += [context(_closing(found, upcoming))]
    return Message(f"Get prepared: {upcoming.title if upcoming else 'everything is ready'}", tuple(blocks))


def action_id(form: str) -> str:
    """The button that opens a form, and the form itself."""
    return f"get-prepared-{form}"


def _lead(upcoming: Step | None) -> str:
    if upcoming is None:
        return f"{words.DONE} *Everything is ready.*"
    return "Six steps until an incident pages your team. You can stop at any time: all that you have done is kept."


def _line(number: int, step: Step, found: Found, upcoming: Step | None) -> str:
    if have := step.have(found):
        return f"{words.DONE} *{number}. {step.title}*\n{', '.join(mrkdwn(name, 300) for name in have)}"
    mark = NEXT if step is upcoming else LATER
    optional = " (optional)" if step.optional else ""
    return f"{mark} *{number}. {step.title}*{optional}\n{step.purpose[0].upper()}{step.purpose[1:]}."


def _button(offer: Offer) -> Block:
    return button(offer.label, action_id(offer.opens), style="primary" if offer.is_next else "")


def _closing(found: Found, upcoming: Step | None) -> str:
    if upcoming is None and found.response_plans:
        plan = found.response_plans[0].arn.rpartition("/")[2]
        return f"When something breaks: {code(f'@aws ssm-incidents start-incident --response-plan-arn {plan}', 400)}"
    return f"To come back to this list, type {code('@aws get-prepared')}."
