"""What somebody says to a page, read from a request; and what is said to an answer that comes too late or is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.caller import Caller
from core.codes.wrong_codes import WrongCodes
from core.engagements.acceptance import MOST_WRONG_CODES, Answer, Superseded, WrongCode
from core.engagements.engagement import Engagement, Page
from core.errors import Refusal, invalid

if TYPE_CHECKING:
    from core.vocabulary import types


def answer_of(request: types.AcceptPageInput, caller: Caller, page: Page) -> Answer:
    """The code counts unless it is said that it does not, which not everybody may say."""
    return Answer(
        type=request["AcceptType"],
        code=request["AcceptCode"],
        note=request.get("Note"),
        channel_arn=request.get("ContactChannelId"),
        code_counts=request.get("AcceptCodeValidation") != "IGNORE",
        from_owner=page.contact_arn in caller.contact_arns,
    )


def is_guess(answer: Answer) -> bool:
    """Whether a wrong code would count against whoever gave it: about their own page nobody needs to guess."""
    return answer.code_counts and not answer.from_owner


def wrong_code(outcome: WrongCode, before: Page, counted: WrongCodes | None = None) -> Refusal:
    """Keeps the counts; once there were too many, no code was looked at, and nothing is left to count."""
    left = MOST_WRONG_CODES - outcome.page.wrong_codes
    advice = "it is not the code of this page" if left else "there were too many wrong codes for this page"
    refusal = invalid(f"Invalid value provided - AcceptCode: {advice}.", Reason="OTHER")
    if outcome.page == before:
        return refusal
    return refusal.keeping(outcome.page, *([counted] if counted else []))


def too_late(outcome: Superseded, engagement: Engagement) -> Refusal:
    """Says who was faster."""
    at = f"{outcome.at:%Y-%m-%d %H:%M:%S} UTC"
    if outcome.by is None:
        return invalid(f"This page needs no answer any more: the engagement was stopped at {at}.", Reason="OTHER")
    name = engagement.name_of(outcome.by)
    return invalid(f"This page needs no answer any more: already acknowledged by {name} at {at}.", Reason="OTHER")
