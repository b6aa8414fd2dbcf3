"""Which options does an operation have, and what does each of them set?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from botocore import xform_name

from core.vocabulary.words import key

if TYPE_CHECKING:
    from botocore.model import Shape

    from core.vocabulary.catalog import Operation

SETTINGS = ("query", "region", "output", "cli-input-json", "help")
"""What every command has, beside the members of its operation."""

OF_A_TERMINAL = frozenset(
    {
        "ca-bundle", "cli-binary-format", "cli-connect-timeout", "cli-read-timeout", "color", "debug", "endpoint-url",
        "no-cli-auto-prompt", "no-cli-pager", "no-paginate", "no-sign-request", "no-verify-ssl", "profile", "version",
    }
)  # fmt: skip
"""Options of the AWS CLI that a pasted command may have and that change nothing in a chat."""

_OF_PAGES = {"max-items": "maxresults", "page-size": "maxresults", "starting-token": "nexttoken"}


@dataclass(frozen=True, slots=True)
class Option:
    """One option: it sets a member of the operation's input, or something about the command itself."""

    name: str
    member: str | None = None
    shape: Shape | None = None
    says_no: bool = False

    @property
    def is_boolean(self) -> bool:
        return self.shape is not None and self.shape.type_name == "boolean"

    def sets_the_same_as(self, other: Option) -> bool:
        return self.name == other.name or (self.member is not None and self.member == other.member)


def option_name(member: str) -> str:
    """The option that sets a member, without its dashes: `responsePlanArn` is set by `response-plan-arn`."""
    return str(xform_name(member, "-"))


@lru_cache(maxsize=256)
def options(operation: Operation) -> Mapping[str, Option]:
    """Every option of an operation by its `key`, the operation's own first."""
    members = operation.input_shape.members
    own = [Option(option_name(member), member, shape) for member, shape in members.items()]
    noes = [Option(f"no-{one.name}", one.member, one.shape, says_no=True) for one in own if one.is_boolean]
    by_key = {key(one.name): one for one in own}
    pages = [Option(name, by_key[of].member, by_key[of].shape) for name, of in _OF_PAGES.items() if of in by_key]
    others = [Option(name) for name in (*SETTINGS, *sorted(OF_A_TERMINAL))]
    return by_key | {key(one.name): one for one in (*noes, *pages, *others) if key(one.name) not in by_key}
