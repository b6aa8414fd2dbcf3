"""The operations on contacts, channels, engagements and pages for a Muster without edges."""

from __future__ import annotations

from datetime import timedelta

from core.arns import Arns
from core.contact_channels.operations import ContactChannels
from core.contacts.operations import Contacts
from core.engagements import operations as engagements
from core.pages import operations as pages
from storage.opening import Storage


def contact_operations(storage: Storage, arns: Arns, minute: timedelta) -> list[object]:
    around_engagements = engagements.Around(contacts=storage.contacts, pages=storage.pages, incidents=storage.incidents)
    around_pages = pages.Around(engagements=storage.engagements, contacts=storage.contacts, incidents=storage.incidents)
    return [
        Contacts(storage.contacts, storage.contact_channels, arns),
        ContactChannels(storage.contact_channels, storage.contacts, arns),
        engagements.Engagements(storage.engagements, around_engagements, arns, minute),
        pages.Pages(storage.pages, around_pages),
    ]
