"""The door, with every operation that there is behind it."""

from __future__ import annotations

from itertools import chain

from bot.assembly.asking import asking_of
from bot.settings import Settings
from core.audit.operations import EventHistory
from core.audit.recording import Recorder
from core.authorization.authorizer import Around as AroundAuthorizer
from core.authorization.authorizer import Authority, Authorizer
from core.authorization.passing import Passing
from core.authorization.ports import Shareable
from core.authorization.shares import Shares
from core.chat_channels.operations import ChatChannels
from core.chat_channels.ports import Workspace
from core.clock import Clock
from core.contact_channels.operations import ContactChannels
from core.contacts.operations import Contacts
from core.custom_actions.operations import CustomActions
from core.dispatcher import Dispatcher, handlers_of
from core.engagements.operations import Around as AroundEngagements
from core.engagements.operations import Engagements
from core.findings.operations import Findings
from core.incidents.operations import Around as AroundIncidents
from core.incidents.operations import Incidents
from core.oncall.operations import RotationShifts
from core.page_tokens import PageTokens
from core.pages.operations import Around as AroundPages
from core.pages.operations import Pages
from core.related_items.operations import RelatedItems
from core.replication_sets.operations import OnboardingGate, ReplicationSets
from core.replication_sets.regions import RegionRules
from core.resource_policies.operations import ContactPolicies, ResourcePolicies
from core.response_plans.operations import Around as AroundPlans
from core.response_plans.operations import ResponsePlans
from core.rotation_overrides.operations import RotationOverrides
from core.rotations.operations import Rotations
from core.sessions.operations import Sessions
from core.tags.operations import ChatbotTags, ContactTags, IncidentTags
from core.tags.ports import OfChatbot, OfContacts, OfIncidentManager
from core.timeline.operations import TimelineEvents
from core.work import Chance, Store
from storage.account import Storage


def dispatcher_of(
    settings: Settings,
    storage: Storage,
    store: Store,
    workspace: Workspace,
    clock: Clock,
    chance: Chance | None = None,
    authority: Authority | None = None,
) -> Dispatcher:
    """The door of this installation; changes go into `store`."""
    authorizer = authorizer_of(settings, storage, authority)
    shares = Shares(authorizer)
    sessions = Sessions(storage.access_keys, settings.arns, authority.roles if authority else None)
    operations = _incident_manager(settings, storage, workspace, shares), _on_people(settings, storage, shares)
    return Dispatcher(
        handlers_of(sessions, *chain(*operations)),
        OnboardingGate(storage.replication_sets, settings.arns),
        store,
        storage.answered_calls,
        PageTokens(storage.page_tokens, clock),
        Recorder(settings.arns, clock, chance or Chance()),
        authorizer,
        clock,
        chance,
    )


def authorizer_of(settings: Settings, storage: Storage, authority: Authority | None) -> Authorizer:
    """Who decides; without an `authority`, by standing alone."""
    own = Shareable(
        policies=storage.resource_policies,
        response_plans=storage.response_plans,
        contacts=storage.contacts,
        incidents=storage.incidents,
        engagements=storage.engagements,
    )
    around = AroundAuthorizer(
        own=own,
        contact_channels=storage.contact_channels,
        chat_channels=storage.chat_channels,
        sealer=storage.page_tokens,
    )
    return Authorizer(around, settings.arns, authority)


def _incident_manager(settings: Settings, storage: Storage, workspace: Workspace, shares: Shares) -> list[object]:
    """Of ssm-incidents and chatbot."""
    arns = settings.arns
    around = AroundIncidents(
        response_plans=storage.response_plans,
        contacts=storage.contacts,
        engagements=storage.engagements,
        pages=storage.pages,
        related_items=storage.related_items,
        asking=asking_of(settings, storage),
        shares=shares,
    )
    around_plans = AroundPlans(contacts=storage.contacts, chat_channels=storage.chat_channels)
    tagged = OfIncidentManager(
        replication_sets=storage.replication_sets,
        response_plans=storage.response_plans,
        incidents=storage.incidents,
    )
    rules = RegionRules(configured=settings.region, minimum_age=settings.region_minimum_age)
    return [
        EventHistory(storage.events),
        ReplicationSets(storage.replication_sets, storage.keys, storage.incidents, arns, rules),
        ResponsePlans(storage.response_plans, around_plans, shares, workspace, arns),
        Incidents(storage.incidents, around, arns, settings.minute),
        TimelineEvents(storage.timeline, storage.incidents),
        RelatedItems(storage.related_items, storage.incidents),
        Findings(storage.incidents),
        IncidentTags(tagged),
        ChatbotTags(OfChatbot(chat_channels=storage.chat_channels, custom_actions=storage.custom_actions)),
        ResourcePolicies(storage.resource_policies, storage.response_plans, arns),
        ChatChannels(storage.chat_channels, workspace, storage.incidents, arns, Passing(shares.authorizer)),
        CustomActions(storage.custom_actions, storage.chat_channels, arns),
    ]


def _on_people(settings: Settings, storage: Storage, shares: Shares) -> list[object]:
    """Of ssm-contacts."""
    arns = settings.arns
    around_engagements = AroundEngagements(
        contacts=storage.contacts,
        pages=storage.pages,
        incidents=storage.incidents,
        asking=asking_of(settings, storage),
        shares=shares,
    )
    around_pages = AroundPages(
        engagements=storage.engagements,
        incidents=storage.incidents,
        contacts=storage.contacts,
        contact_channels=storage.contact_channels,
        guessers=storage.guessers,
    )
    return [
        Contacts(storage.contacts, storage.contact_channels, storage.rotations, shares, arns),
        ContactChannels(storage.contact_channels, storage.contacts, storage.guessers, arns),
        Rotations(storage.rotations, storage.contacts, storage.response_plans, arns),
        RotationShifts(storage.rotations, storage.rotation_overrides),
        RotationOverrides(storage.rotation_overrides, storage.rotations),
        Engagements(storage.engagements, around_engagements, arns, settings.minute),
        Pages(storage.pages, around_pages),
        ContactTags(OfContacts(contacts=storage.contacts, rotations=storage.rotations)),
        ContactPolicies(storage.resource_policies, storage.contacts),
    ]
