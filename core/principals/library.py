"""Which policies are there?  Those that ship with Muster, and those in the operator's files, found by name or ARN."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.policies.document import parsed
from core.policies.policy import Policy
from core.policies.wrong import nearest, shown, wrong
from core.policies.wrong_file import WrongFile, reading

LONGEST = 20_000
"""More than three times what IAM takes for one."""
SUFFIX = ".json"
NAME = re.compile(r"[A-Za-z0-9_+=,.@-]{1,128}")


@dataclass(frozen=True, slots=True)
class Library:
    """Every policy, by ARN."""

    account: str
    policies: Mapping[str, Policy]

    def found(self, text: str, place: str) -> Policy:
        """The policy of that name or ARN; raises where there is none."""
        for arn in (text, own_arn(text, self.account), shipped_arn(text)):
            if arn in self.policies:
                return self.policies[arn]
        known = [name_of(arn) for arn in self.policies]
        raise wrong(
            place,
            f"there is no policy '{shown(text)}'{nearest(text, known)}; "
            f"expected the name or the ARN of one that ships with Muster, or of a file beside this one",
        )


def library(files: Mapping[str, str], shipped: Mapping[str, Policy], account: str) -> Library:
    """The policies in these files, by file name, beside those that ship with Muster, which are given by ARN."""
    policies = dict(shipped)
    for file, text in sorted(files.items()):
        policy = customer_policy(file, text, account)
        if shipped_arn(name_of(policy.arn)) in shipped:
            raise WrongFile(file, "", "a policy of this name ships with Muster: give yours another")
        policies[policy.arn] = policy
    return Library(account, policies)


def customer_policy(file: str, text: str, account: str) -> Policy:
    """The policy that one file holds; raises `WrongFile` where it holds none that can be attached."""
    name = file.removesuffix(SUFFIX)
    if not NAME.fullmatch(name):
        raise WrongFile(file, "", "a policy's name has 1 to 128 letters, digits or _ + = , . @ -")
    with reading(file):
        document = parsed(text, LONGEST)
        for at, statement in enumerate(document.statements):
            if statement.principals:
                raise wrong(
                    f"Statement[{at}].Principal",
                    "a policy that is attached speaks of whom it is attached to: leave Principal out",
                )
    return Policy(arn=own_arn(name, account), document=document)


def own_arn(name: str, account: str) -> str:
    """The ARN of a policy of the account's own."""
    return f"arn:aws:iam::{account}:policy/{name}"


def shipped_arn(name: str) -> str:
    """The ARN of a policy that ships with Muster, as with AWS."""
    return f"arn:aws:iam::aws:policy/{name}"


def name_of(arn: str) -> str:
    """`PlanEditor` of `arn:aws:iam::111122223333:policy/PlanEditor`."""
    return arn.partition(":policy/")[2] or arn


def file_of(arn: str) -> str | None:
    """In which file a policy is; None for one that ships with Muster, and for one that is in no file."""
    is_own = ":policy/" in arn and not arn.startswith(shipped_arn(""))
    return f"{name_of(arn)}{SUFFIX}" if is_own else None
