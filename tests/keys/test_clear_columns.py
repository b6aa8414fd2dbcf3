"""What lies in the database in clear is listed here, with the reason for it; whoever adds a column adds it here."""

from __future__ import annotations

from sqlmodel import SQLModel

import storage.opening  # declares every table
from storage.shelf import SEALED
from storage.shelves import SHELVES

PART_OF_AN_ARN = {"alias", "arn", "contact_arn", "engagement_arn", "event_id", "generated_id", "incident_arn", "name",
                  "owner", "resource_arn", "response_plan_arn", "rotation_arn", "schedule_arn", "subject", "tenant",
                  "uid", "user_name"}  # fmt: skip
"""AWS shows these wherever it shows anything: in policies, logs and metrics."""
NAMES_OF_OURS = {"action", "chain", "error", "kek_id", "key", "kind", "kms_key", "lane", "outcome", "region", "release",
                 "status", "type", "event_type"}  # fmt: skip
"""Words from a list of ours or AWS's, names of keys, digests, and the types of what went wrong."""
DRAWN_OR_SLACKS = {"held_by", "id", "team_id"}
"""Random, or ids that Slack has given."""
PLACES = {"address", "place"}
"""The directory or bucket, named by configuration, that the record of calls is delivered to."""
DIGESTS = {"records", "sha256"}
"""Of files that the record of calls was delivered in."""


def test_no_clear_column_holds_free_text() -> None:
    assert storage.opening
    found = {
        column.name
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if str(column.type) == "VARCHAR"
    }
    assert found == PART_OF_AN_ARN | NAMES_OF_OURS | DRAWN_OR_SLACKS | PLACES | DIGESTS


def test_whatever_is_looked_for_in_what_is_sealed_has_a_blind_index() -> None:
    """A column of bytes beside the sealed document is a blind one, or it could be read."""
    for shelf in SHELVES:
        binary = {column.name for column in shelf.table.columns if str(column.type) == "BLOB"}
        assert binary - {SEALED} <= set(shelf.blind) | {"link"}, shelf.name
