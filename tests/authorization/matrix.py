"""Who may call what?  Every operation for every kind of caller, as the authorizer itself answers.

The reviewed answer is matrix.txt.  After a change of the catalog or of a shipped policy, write it anew and read it:

python -m tests.authorization.matrix > tests/authorization/matrix.txt
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from core.authorization.authorizer import Authorizer
from core.caller import Caller
from core.errors import Refusal
from core.vocabulary.catalog import Operation, catalog
from core.vocabulary.examples import example_params
from tests.authorization.accounts import OTHERS, OURS, THEIRS, Accounts, several
from tests.authorization.sharing import share_everything
from tests.operations.muster import START

REVIEWED = Path(__file__).with_name("matrix.txt")

ALLOWED, DENIED, AT_HOME = "yes", "-", "own"
"""`own`: of their own account, since the request names nothing of ours.  `yes` of another account: of ours."""
Asker = tuple[Authorizer, Caller]
HELD = {
    "no policy": (),
    "resolver": ("AWSIncidentManagerResolverAccess",),
    "read-only": ("MusterReadOnlyAccess",),
    "administrator": ("MusterAdministratorAccess",),
}
LEGEND = """\
# May somebody do this to what is ours?  The requests are the examples of the help, about resources of our account.
#   yes  allowed
#   -    AccessDeniedException
#   own  allowed in the caller's own account, since the request names nothing of another
# "default" is a member of the workspace where no policies are configured; "shared" and "other" are administrators of
# two other accounts: one that our response plan and our contact are shared with, and one that nothing is shared with.
"""


@asynccontextmanager
async def askers(folder: Path) -> AsyncIterator[dict[str, Asker]]:
    """Everybody who asks, by the head of their column."""
    async with several(folder, OURS, THEIRS, OTHERS) as accounts:
        await share_everything(accounts.known[OURS], THEIRS)
        yield {**ours(accounts), **strangers(accounts)}


def ours(accounts: Accounts) -> dict[str, Asker]:
    """The callers of our own account."""
    here = accounts.known[OURS]
    found = {
        name: (here.authorizer, accounts.holding(OURS, f"U{number}", *held))
        for number, (name, held) in enumerate(HELD.items())
    }
    return {**found, "default": (here.authorizer, here.caller("UMEMBER", standing="member"))}


def strangers(accounts: Accounts) -> dict[str, Asker]:
    """Administrators of the other two, who ask their own account's door."""
    named = {"shared": accounts.known[THEIRS], "other": accounts.known[OTHERS]}
    return {name: (account.authorizer, account.caller()) for name, account in named.items()}


def asked(operation: Operation) -> dict[str, object]:
    """The example of the help, but for a role that there is."""
    chosen = {"RoleArn": f"arn:aws:iam::{OURS}:role/MusterResponder"} if operation.name == "AssumeRole" else {}
    return {**example_params(operation), **chosen}


async def answer(asker: Asker, operation: Operation, now: datetime) -> str:
    """One cell."""
    authorizer, caller = asker
    try:
        door = await authorizer.admit(caller, operation, asked(operation), now)
    except Refusal as refusal:
        assert refusal.code == "AccessDeniedException", refusal
        return DENIED
    return ALLOWED if caller.account == OURS or door is not None else AT_HOME


async def matrix(folder: Path) -> dict[str, dict[str, str]]:
    """The whole table: a row for each operation."""
    async with askers(folder) as asking:
        now = START
        return {
            action: {name: await answer(asker, operation, now) for name, asker in asking.items()}
            for action, operation in sorted(catalog().items())
        }


def written(table: dict[str, dict[str, str]]) -> str:
    """As it is read and reviewed: one line for each operation."""
    heads = list(next(iter(table.values())))
    widest = max(map(len, table))
    lines = [f"{'':<{widest}}  {'  '.join(heads)}"]
    for action, row in table.items():
        cells = "  ".join(f"{row[head]:<{len(head)}}" for head in heads)
        lines.append(f"{action:<{widest}}  {cells}".rstrip())
    return LEGEND + "\n".join(lines) + "\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as directory:
        sys.stdout.write(written(asyncio.run(matrix(Path(directory)))))
