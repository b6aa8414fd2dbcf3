"""What a new record is called."""

from __future__ import annotations

import uuid

from core.work import Chance


def test_a_new_name_is_a_random_uuid_that_no_other_has() -> None:
    names = [Chance().new_id() for _ in range(500)]
    read = [uuid.UUID(name) for name in names]
    assert {(one.version, one.variant) for one in read} == {(4, uuid.RFC_4122)}
    assert [str(one) for one in read] == names
    assert len(set(names)) == 500
    assert {name[19] for name in names} == set("89ab"), "each bit that is free is drawn"
