"""Step 1: the replication set, which says where records belong and which key seals them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.slack.blocks.elements import Message, section
from bot.slack.blocks.escape import code
from bot.slack.get_prepared.fields import Values, View, agreement, form, text
from bot.slack.get_prepared.progress import Found
from bot.slack.get_prepared.submission import Submission
from core.caller import Caller
from core.errors import Refusal
from core.replication_sets.regions import first_regions

CREATE = "ssm-incidents:CreateReplicationSet"
ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)
"""Whether a key's name is well-formed does not hang on the day."""
TERMS = (
    "*What you agree to*\n"
    "• Titles, summaries, notes, names and addresses are kept on the machine that Muster runs on, sealed with this"
    " key.\n"
    "• Muster's part of the key lies in the file `keyring.json`. Without it nobody can read anything again,"
    " from a backup neither: keep a copy of it in a safe place of its own.\n"
    "• Whoever is paged gets the incident's title and summary through Slack.\n"
    "• Deleting the replication set later destroys the key, and every record with it."
)


@dataclass(frozen=True, slots=True)
class ReplicationSetForm:
    region: str
    asks_slack = False

    async def view(self, caller: Caller, found: Found, about: Mapping[str, str]) -> View:  # noqa: ARG002 - as every form
        """Region, key, and what it means."""
        return form(
            "get-prepared-replication-set",
            "Region and key",
            about,
            [
                section(f"*Region*\n{code(self.region)}. It is part of every ARN; `MUSTER_REGION` sets it."),
                text(
                    "key",
                    "ARN of a KMS key of yours",
                    hint="Leave it empty for Muster's own key. With MUSTER_KMS=aws, AWS KMS is asked for it; else"
                    " Muster's keyring stands in for it.",
                    optional=True,
                    longest=1000,
                ),
                section(TERMS),
                agreement("agree", "Do you agree?", "I have read this and agree"),
            ],
            "Create",
        )

    def problems(self, values: Values) -> dict[str, str]:
        found = {} if values.get("agree") else {"agree": "Nothing is kept before you agree."}
        try:
            first_regions(self._regions(values), ANY_TIME)
        except Refusal:
            found["key"] = (
                f"Not the ARN of a KMS key. One looks like arn:aws:kms:{self.region}:111122223333:key/1234abcd-…;"
                " leave it empty for Muster's own key."
            )
        return found

    async def carry_out(self, submission: Submission) -> Message | None:
        await submission.call(CREATE, {"regions": self._regions(submission.values)})
        return None

    def _regions(self, values: Values) -> Any:
        key = values.get("key", "")
        return {self.region: {"sseKmsKeyId": key} if key else {}}
