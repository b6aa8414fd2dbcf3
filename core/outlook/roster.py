"""All that is known of who is to be on call, and by what they can be reached, as one reader may see it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from core.arns import name_of
from core.contact_channels.contact_channel import ContactChannel
from core.contacts.contact import Contact, ContactType
from core.rotation_overrides.rotation_override import RotationOverride
from core.rotations.rotation import Rotation


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    contacts: Mapping[str, Contact] = field(default_factory=dict)
    rotations: Mapping[str, Rotation] = field(default_factory=dict)
    overrides: Mapping[str, Sequence[RotationOverride]] = field(default_factory=dict)
    """By the rotation's ARN."""
    channels: Mapping[str, Sequence[ContactChannel]] = field(default_factory=dict)
    """By the ARN of the person; of whoever is missing here, nothing is known."""
    gone: Collection[str] = frozenset()
    """ARNs that somebody names and nothing has."""

    def of_type(self, type_: ContactType) -> Iterator[Contact]:
        """In the order of their aliases."""
        return iter(sorted((one for one in self.contacts.values() if one.type == type_), key=lambda one: one.alias))

    def rotations_of(self, schedule: Contact) -> list[Rotation]:
        """Those that there are and that the reader may see."""
        return [self.rotations[arn] for arn in schedule.rotation_arns if arn in self.rotations]

    def shows_all_of(self, schedule: Contact) -> bool:
        """Whether nothing of it is hidden from the reader, so that a hole is one."""
        return all(arn in self.rotations or arn in self.gone for arn in schedule.rotation_arns)

    def name_of(self, arn: str) -> str:
        """What people call it."""
        if contact := self.contacts.get(arn):
            return contact.display_name or contact.alias
        return self.rotations[arn].name if arn in self.rotations else name_of(arn)
