"""What an answer tells, the same entity is made of again: for any entity, however odd."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from core.arns import Arns
from core.contact_channels.contact_channel import ContactChannel
from core.contact_channels.members import restored as restored_channel
from core.contact_channels.members import summarized as listed_channel
from core.incidents.incident import Incident, Source
from core.incidents.record import restored as restored_incident
from core.incidents.record import written as written_incident
from core.related_items.members import restored as restored_items
from core.related_items.members import written as written_item
from core.related_items.related_item import RelatedItem
from core.replication_sets.members import restored as restored_set
from core.replication_sets.members import written as written_set
from core.replication_sets.replication_set import Region, ReplicationSet
from core.rotation_overrides.members import restored as restored_override
from core.rotation_overrides.members import summarized as listed_override
from core.rotation_overrides.rotation_override import RotationOverride
from core.timeline.event import Reference, TimelineEvent
from core.timeline.members import restored as restored_event
from core.timeline.members import written as written_event

ARNS = Arns("111122223333", "us-east-1")
INCIDENT = ARNS.incident_record("checkout", "1")

moments = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - a bound
some = st.text(min_size=1, max_size=20)
maybe = st.none() | some
several = st.lists(some, max_size=3, unique=True).map(tuple)

incidents = st.builds(
    Incident,
    arn=st.just(INCIDENT),
    response_plan_arn=st.just(ARNS.response_plan("checkout")),
    status=st.sampled_from(["OPEN", "RESOLVED"]),
    impact=st.integers(1, 5),
    title=some,
    summary=maybe,
    dedupe_string=some,
    source=st.builds(Source, created_by=some, source=some, invoked_by=maybe, resource_arn=maybe),
    created_at=moments,
    resolved_at=st.none() | moments,
    last_modified_at=moments,
    last_modified_by=some,
    chat_topics=several,
    notification_targets=several,
    automation_executions=several,
)
events = st.builds(
    TimelineEvent,
    event_id=some,
    incident_arn=st.just(INCIDENT),
    event_at=moments,
    updated_at=moments,
    event_type=some,
    data=some,
    references=st.lists(st.builds(Reference, st.sampled_from(["resource", "relatedItemId"]), some), max_size=3).map(
        tuple
    ),
)
items = st.lists(
    st.builds(
        RelatedItem,
        generated_id=some,
        incident_arn=st.just(INCIDENT),
        item_type=some,
        value=st.dictionaries(st.sampled_from(["arn", "url", "metricDefinition"]), some, min_size=1, max_size=1),
        title=maybe,
        added_at=moments,
    ),
    max_size=4,
    unique_by=lambda item: item.generated_id,
)
sets = st.builds(
    ReplicationSet,
    arn=some,
    regions=st.dictionaries(some, st.builds(Region, sse_kms_key_id=maybe, added_at=moments), min_size=1, max_size=3),
    deletion_protected=st.booleans(),
    created_at=moments,
    created_by=some,
    last_modified_at=moments,
    last_modified_by=some,
)
overrides = st.builds(
    RotationOverride,
    id=some,
    rotation_arn=some,
    starts_at=moments,
    ends_at=moments,
    contact_arns=several,
    created_at=moments,
)
channels = st.builds(
    ContactChannel,
    arn=some,
    contact_arn=some,
    name=some,
    type=st.sampled_from(["SMS", "VOICE", "EMAIL", "SLACK"]),
    address=some,
    activated_at=st.none() | moments,
    created_at=moments,
)


def told(answer: Any) -> Any:
    """An answer, as whoever reads it has it: a mapping that is nobody else's."""
    return dict(answer)


@given(incidents)
def test_an_incident_is_made_again_of_its_record(incident: Incident):
    assert restored_incident(incident.arn, told(written_incident(incident))) == incident


@given(events)
def test_an_event_is_made_again_of_what_it_tells(event: TimelineEvent):
    assert restored_event(event.incident_arn, told(written_event(event))) == event


@given(items, moments)
def test_related_items_are_made_again_in_their_order(kept: list[RelatedItem], opened_at: datetime):
    made = restored_items(INCIDENT, [told(written_item(item)) for item in kept], [], opened_at)
    assert [replace(item, added_at=opened_at) for item in made] == [replace(item, added_at=opened_at) for item in kept]
    assert [item.added_at for item in made] == sorted({item.added_at for item in made})


@given(items, moments)
def test_related_items_that_are_known_keep_the_moment_at_which_they_were_added(
    kept: list[RelatedItem], opened_at: datetime
):
    in_order = restored_items(INCIDENT, [told(written_item(item)) for item in kept], [], opened_at)
    assert restored_items(INCIDENT, [told(written_item(item)) for item in kept], in_order, opened_at) == in_order


@given(sets)
def test_a_replication_set_is_made_again_of_what_it_tells(kept: ReplicationSet):
    assert restored_set(kept.arn, told(written_set(kept))) == kept


@given(overrides)
def test_an_override_is_made_again_of_its_row(override: RotationOverride):
    assert restored_override(override.rotation_arn, told(listed_override(override))) == override


@given(channels, moments)
def test_a_channel_is_made_again_of_its_row_and_of_what_is_known_of_it(channel: ContactChannel, now: datetime):
    assert restored_channel(channel.contact_arn, told(listed_channel(channel)), channel, now) == channel
