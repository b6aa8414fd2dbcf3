"""Every kind of thing that is kept, each on its shelf."""

from __future__ import annotations

from storage.access_keys import ACCESS_KEY_USES, ACCESS_KEYS
from storage.alarm_doors import ALARM_DOORS
from storage.audit.records import AUDIT
from storage.calendars import CALENDAR_FEEDS
from storage.calls import ANSWERED, INBOX, PENDING
from storage.contacts import CONTACT_CHANNELS, CONTACTS
from storage.covers import COVERS
from storage.engagements import ENGAGEMENTS, PAGES
from storage.handoffs import HAND_OFFS, USER_GROUPS
from storage.incidents import (
    ANNOUNCEMENTS,
    INCIDENTS,
    RELATED_ITEMS,
)
from storage.installations import INSTALLATIONS
from storage.moving import SIGHTINGS
from storage.offers import OFFERS
from storage.policies import RESOURCE_POLICIES
from storage.probes import PROBES
from storage.repetitions import REPETITIONS
from storage.response_plans import (
    CHAT_CHANNELS,
    CUSTOM_ACTIONS,
    REPLICATION_SETS,
    RESPONSE_PLANS,
)
from storage.rotations import ROTATION_OVERRIDES, ROTATIONS
from storage.timeline import TIMELINE
from storage.wrong_codes import WRONG_CODES

SHELVES = (
    ACCESS_KEYS,
    ACCESS_KEY_USES,
    ALARM_DOORS,
    ANSWERED,
    AUDIT,
    CALENDAR_FEEDS,
    INBOX,
    INSTALLATIONS,
    PENDING,
    CONTACTS,
    CONTACT_CHANNELS,
    ROTATIONS,
    ROTATION_OVERRIDES,
    ENGAGEMENTS,
    PAGES,
    PROBES,
    ANNOUNCEMENTS,
    INCIDENTS,
    RELATED_ITEMS,
    REPETITIONS,
    CHAT_CHANNELS,
    CUSTOM_ACTIONS,
    REPLICATION_SETS,
    RESOURCE_POLICIES,
    RESPONSE_PLANS,
    SIGHTINGS,
    TIMELINE,
    WRONG_CODES,
    OFFERS,
    HAND_OFFS,
    USER_GROUPS,
    COVERS,
)
