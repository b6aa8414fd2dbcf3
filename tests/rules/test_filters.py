"""What filters mean: every one must match, of one's values any may, and times are meant strictly."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.errors import Refusal
from core.filters import Filters

FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
MOMENTS = st.datetimes(timezones=st.just(UTC)) | st.sampled_from([FIRST, LAST])
KEYS = {"at": "moment", "kind": "strings", "impact": "integers"}


def on(key, **condition):
    return {"key": key, "condition": condition}


@given(st.lists(st.tuples(st.sampled_from(["after", "before"]), MOMENTS), max_size=4), MOMENTS)
@example([("after", LAST)], FIRST)
@example([("before", FIRST)], LAST)
def test_a_moment_passes_when_it_lies_strictly_within_every_bound(bounds, at):
    asked = Filters([on("at", **{name: bound}) for name, bound in bounds], KEYS).range("at")
    shown = (asked.first is None or asked.first <= at) and (asked.last is None or at <= asked.last)
    strictly = all(at > bound if name == "after" else at < bound for name, bound in bounds)
    # Nothing happens in the first or last microsecond that there is, where a bound cannot be moved any further.
    assert shown == strictly or at in (FIRST, LAST)


@given(st.lists(st.lists(st.integers(1, 5), max_size=4), max_size=3), st.integers(1, 5))
def test_a_value_passes_when_every_filter_names_it(filters, value):
    asked = Filters([on("impact", equals={"integerValues": values}) for values in filters], KEYS).integers("impact")
    assert (asked is None or value in asked) == all(value in values for values in filters)


def test_without_a_filter_anything_passes():
    nothing = Filters([], KEYS)
    assert nothing.strings("kind") is nothing.integers("impact") is None
    assert (nothing.range("at").first, nothing.range("at").last) == (None, None)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (on("color", equals={"stringValues": ["red"]}), "at, impact, kind"),
        (on("at", equals={"stringValues": ["2026"]}), "after or before"),
        (on("kind", after=FIRST), "equals.stringValues"),
        (on("impact", equals={"stringValues": ["1"]}), "equals.integerValues"),
        (on("impact", equals={"stringValues": ["1"], "integerValues": [1]}), "equals.integerValues"),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused_with_what_would(wrong, said):
    with pytest.raises(Refusal) as refused:
        Filters([wrong], KEYS)
    assert said in refused.value.message
