"""The replication set: made, changed, shown, deleted with everything that was sealed under its key."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.announcements.announcement import Announcement
from core.arns import Arns
from core.calendars.calendar_feed import CalendarFeed
from core.contact_channels.contact_channel import ContactChannel
from core.contacts.contact import Contact
from core.covers.cover import Cover
from core.dispatcher import handles
from core.engagements.engagement import Engagement, Page
from core.errors import Refusal, incident_resource_not_found
from core.handoffs.hand_off import HandOff
from core.handoffs.user_group import UserGroup
from core.incidents.incident import Incident
from core.incidents.ports import Incidents
from core.incidents.repetition import Repetition
from core.moving.sighting import Sighting
from core.related_items.related_item import RelatedItem
from core.replication_sets.members import written
from core.replication_sets.onboarding import needs_replication_set, not_onboarded
from core.replication_sets.ports import Keys
from core.replication_sets.ports import ReplicationSets as Stored
from core.replication_sets.regions import (
    RegionRules,
    first_regions,
    refuse_if_protected,
    refuse_while_open,
    with_region,
    without_region,
)
from core.replication_sets.replication_set import ReplicationSet
from core.resource_policies.resource_policy import ResourcePolicy
from core.response_plans.response_plan import ResponsePlan
from core.rotation_overrides.rotation_override import RotationOverride
from core.rotations.rotation import Rotation
from core.tags import tagging
from core.timeline.event import TimelineEvent
from core.vocabulary.catalog import Operation
from core.work import Work

if TYPE_CHECKING:
    from core.vocabulary import types

ALL_DATA = (
    Incident, TimelineEvent, RelatedItem, Repetition, Announcement, ResponsePlan, Contact, ContactChannel, Engagement,
    Page, Rotation, RotationOverride, Cover, ResourcePolicy, Sighting, CalendarFeed, HandOff, UserGroup,
)  # fmt: skip
"""What goes with the set.  Slack channel configurations belong to another service and stay."""


class ReplicationSets:
    def __init__(self, stored: Stored, keys: Keys, incidents: Incidents, arns: Arns, rules: RegionRules) -> None:
        self._stored = stored
        self._incidents = incidents
        self._keys = keys
        self._arns = arns
        self._rules = rules

    @handles("ssm-incidents:CreateReplicationSet")
    async def create(self, work: Work, request: types.CreateReplicationSetInput) -> types.CreateReplicationSetOutput:
        if existing := await self._stored.current():
            raise Refusal(
                "ConflictException",
                f"This account has a replication set already: {existing.arn}",
                resourceType="REPLICATION_SET",
                resourceIdentifier=existing.arn,
            )
        made = ReplicationSet(
            arn=self._arns.replication_set(work.new_id()),
            regions=first_regions(request["regions"], work.now),
            created_at=work.now,
            created_by=work.caller.arn,
            last_modified_at=work.now,
            last_modified_by=work.caller.arn,
            tags=tagging.given(request.get("tags", {})),
        )
        await self._keys.check(made.regions)
        await self._keys.create(made.arn)
        work.save(made)
        return {"arn": made.arn}

    @handles("ssm-incidents:GetReplicationSet")
    async def get(self, _: Work, request: types.GetReplicationSetInput) -> types.GetReplicationSetOutput:
        return {"replicationSet": written(await self._named(request["arn"]))}

    @handles("ssm-incidents:ListReplicationSets")
    async def listing(self, _: Work, _request: types.ListReplicationSetsInput) -> types.ListReplicationSetsOutput:
        kept = await self._stored.current()
        return {"replicationSetArns": [kept.arn] if kept else []}

    @handles("ssm-incidents:UpdateReplicationSet")
    async def update(self, work: Work, request: types.UpdateReplicationSetInput) -> types.UpdateReplicationSetOutput:
        kept = await self._named(request["arn"])
        match request["actions"][0]:
            case {"addRegionAction": adding}:
                name = adding["regionName"]
                changed = with_region(kept, name, adding.get("sseKmsKeyId"), work.now)
                await self._keys.check({name: changed.regions[name]})
                await self._follow(work, changed)
            case {"deleteRegionAction": removing}:
                left = without_region(kept, removing["regionName"], self._rules, work.now)
                if left is None:
                    await self._delete_everything(work, kept)
                else:
                    await self._follow(work, left)
        return {}

    @handles("ssm-incidents:UpdateDeletionProtection")
    async def protect(
        self, work: Work, request: types.UpdateDeletionProtectionInput
    ) -> types.UpdateDeletionProtectionOutput:
        kept = await self._named(request["arn"])
        if kept.deletion_protected != request["deletionProtected"]:
            self._save_changed(work, replace(kept, deletion_protected=request["deletionProtected"]))
        return {}

    @handles("ssm-incidents:DeleteReplicationSet")
    async def delete(self, work: Work, request: types.DeleteReplicationSetInput) -> types.DeleteReplicationSetOutput:
        kept = await self._named(request["arn"])
        refuse_if_protected(kept)
        await self._delete_everything(work, kept)
        return {}

    async def _named(self, arn: str) -> ReplicationSet:
        kept = await self._stored.current()
        if kept is None or kept.arn != arn:
            raise incident_resource_not_found("REPLICATION_SET", arn)
        return kept

    async def _follow(self, work: Work, changed: ReplicationSet) -> None:
        """The keys first: a Region is there when what is sealed opens with its key, and a failure changes nothing."""
        await self._keys.follow(changed)
        self._save_changed(work, changed)

    def _save_changed(self, work: Work, changed: ReplicationSet) -> None:
        work.save(replace(changed, last_modified_at=work.now, last_modified_by=work.caller.arn))

    async def _delete_everything(self, work: Work, kept: ReplicationSet) -> None:
        """While an incident is open people are paged and channels have its card, which nobody could ever change again.

        A set whose key cannot be had is past that: nobody can resolve what nobody can open, so it may be removed.
        """
        if await self._keys.exist(kept.arn):
            refuse_while_open(await self._incidents.count_open())
        for type_ in ALL_DATA:
            work.delete_all(type_)
        work.delete(kept)
        # Before the rows go, not after: a crash in between leaves rows that nobody can read and that the same
        # command removes, where the other order could leave a key that opens every backup.
        await self._keys.destroy(kept.arn)


class OnboardingGate:
    """Holds back what cannot work before there is a replication set."""

    def __init__(self, stored: Stored, arns: Arns) -> None:
        self._stored = stored
        self._account = arns.account

    async def admit(self, operation: Operation) -> None:
        """See `core.dispatcher.Gate`."""
        if needs_replication_set(operation) and await self._stored.current() is None:
            raise not_onboarded(operation, self._account)
