"""What does an operation's no mean to a person?  AWS's own sentence stands below, for whoever looks it up."""

from __future__ import annotations

import re

from core.engagements.acceptance import MOST_WRONG_CODES
from core.errors import Refusal
from core.vocabulary.catalog import catalog

FORBIDDEN = re.compile(r" is not authorized to perform: (\S+) on resource: ")
OTHERS = {
    "ssm-contacts:AcceptPage": "This page is somebody else's; only they can acknowledge it.",
    "ssm-contacts:ActivateContactChannel": "Only the person who would be paged there can agree to that.",
    "ssm-contacts:DeactivateContactChannel": "Only the person who is paged there can end that.",
    "ssm-contacts:DeleteContactChannel": "Only the person who is paged there can delete that.",
}
ASK = "Ask an administrator; `@aws whoami` says what you may."
LIMITED = "`@aws whoami` says what limits you."
WHY = {
    "": f"no policy of yours allows it. {ASK}",
    "this one": f"no policy of yours allows it on this one. {ASK}",
    "forbidden": f"a policy forbids it. {ASK}",
    "elsewhere": "it belongs to another account, which has to share it with you; and your own policies have to allow "
    "it. `@aws whoami` says which account is yours.",
    "guardrails": f"the guardrails of this channel do not allow it, whoever asks. {LIMITED}",
    "account-limits": f"the limits of this account do not allow it, whoever asks. {LIMITED}",
    "boundary": f"your boundary does not allow it. {LIMITED}",
    "session": f"the policies of your session do not allow it. {LIMITED}",
}
MISSING = ("", "this one")
"""Where nothing forbids it: it is only that nothing allows it."""
WITHOUT_A_POLICY = {
    "ssm-contacts:CreateRotationOverride": " To take over a shift, give one away or swap, type `/oncall cover`: that "
    "takes no policy, but the other person's word.",
}
"""How people come to the same by another way, which is theirs."""
NOT_FOR_A_CONVERSATION = (
    "The answer to this is a secret, which nobody should read in a conversation. "
    "Ask for it in a terminal, with the AWS CLI and `--endpoint-url`."
)
MEMBERS_ONLY = "Muster is for full members of this workspace; guests, bots and others may not use it."


def plainly(no: Refusal) -> str | None:
    """In one or two sentences; None where AWS's words are plain enough."""
    if forbidden := FORBIDDEN.search(no.message):
        return _forbidden(no, forbidden[1])
    if " AcceptCode: " in no.message:
        return _wrong_code(no)
    if " ActivationCode: no code has been sent" in no.message:
        return "You declined this, or it was withdrawn. Ask an administrator to ask you again."
    return None


def _forbidden(no: Refusal, action: str) -> str | None:
    if no.because == "stranger":
        return MEMBERS_ONLY
    if action in OTHERS:
        return OTHERS[action]
    if action not in catalog():
        return None
    way = WITHOUT_A_POLICY.get(action, "") if no.because in MISSING else ""
    return f"You may not {_in_words(action)}: {WHY[no.because]}{way}"


def _in_words(action: str) -> str:
    """`delete incidents` for DeleteIncidentRecord."""
    words = catalog()[action].command.partition(" ")[2].replace("-", " ").replace("incident record", "incident")
    if words.endswith("s"):
        return words
    return f"{words[:-1]}ies" if words.endswith("y") else f"{words}s"


def _wrong_code(no: Refusal) -> str:
    tried = max((getattr(kept, "wrong_codes", 0) for kept in no.kept), default=MOST_WRONG_CODES)
    left = MOST_WRONG_CODES - tried
    if left <= 0:
        return "Too many wrong codes. Press Acknowledge in the direct message."
    tries = "try" if left == 1 else "tries"
    return f"Wrong code. It is the six digits in your direct message; {left} {tries} left. Or press Acknowledge there."
