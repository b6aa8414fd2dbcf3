"""Three of everything that can be listed, made with boto3."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from tests.life.life import Life, until
from tests.life.oncall import MONDAY, WEEKLY

ALIASES = ("ana", "ben", "chloe")
NUMBERS = range(len(ALIASES))
POLICY = (
    '{"Version":"2012-10-17","Statement":[{"Sid":"%s","Effect":"Allow","Principal":{"AWS":"222233334444"},'
    '"Action":["ssm-incidents:GetResponsePlan"],"Resource":["%s"]}]}'
)
Asked = dict[str, dict[str, Any]]
"""What each list has to be asked with, by operation."""


def fill(life: Life) -> Asked:
    """Fill the installation, and say what to ask the lists for."""
    life.boto("ssm-incidents").create_replication_set(regions={"us-east-1": {}})
    return {**_chat(life), **_incidents(life), **_people(life)}


def _chat(life: Life) -> Asked:
    chatbot = life.boto("chatbot")
    channels, buttons = [], []
    for number in NUMBERS:
        made = chatbot.create_slack_channel_configuration(
            SlackTeamId="T0DEMO", SlackChannelId=f"C0ROOM{number}", ConfigurationName=f"room-{number}",
            IamRoleArn="arn:aws:iam::111122223333:role/chat", SnsTopicArns=[],
        )  # fmt: skip
        channels.append(made["ChannelConfiguration"]["ChatConfigurationArn"])
        action = chatbot.create_custom_action(
            ActionName=f"button-{number}", Definition={"CommandText": "lambda invoke"}
        )
        buttons.append(action["CustomActionArn"])
    for button in buttons:
        chatbot.associate_to_configuration(Resource=button, ChatConfiguration=channels[0])
    return {"ListAssociations": {"ChatConfiguration": channels[0]}}


def _incidents(life: Life) -> Asked:
    incidents = life.boto("ssm-incidents")
    for number in NUMBERS:
        template = {"title": f"Incident {number}", "impact": 3}
        plan = incidents.create_response_plan(name=f"plan-{number}", incidentTemplate=template)["arn"]
        incident = incidents.start_incident(responsePlanArn=plan)["incidentRecordArn"]
    for number in NUMBERS:
        incidents.put_resource_policy(resourceArn=plan, policy=POLICY % (f"Policy{number}", plan))
        item = {
            "identifier": {"type": "OTHER", "value": {"url": f"https://example.com/{number}"}},
            "title": str(number),
        }
        incidents.update_related_items(incidentRecordArn=incident, relatedItemsUpdate={"itemToAdd": item})
        incidents.create_timeline_event(
            incidentRecordArn=incident, eventTime=datetime(2026, 1, 1, tzinfo=UTC), eventType="Note", eventData='"x"'
        )
    named = {"incidentRecordArn": incident}
    return {
        "GetResourcePolicies": {"resourceArn": plan}, "ListRelatedItems": named, "ListTimelineEvents": named,
        "ListIncidentFindings": named,
    }  # fmt: skip


def _people(life: Life) -> Asked:
    contacts = life.boto("ssm-contacts")
    arns = [
        contacts.create_contact(Alias=alias, Type="PERSONAL", Plan={"Stages": []})["ContactArn"] for alias in ALIASES
    ]
    ana = arns[0]
    channels = [_channel(life, ana, number) for number in NUMBERS]
    stage = {"DurationInMinutes": 5, "Targets": [{"ChannelTargetInfo": {"ContactChannelId": arn}} for arn in channels]}
    contacts.update_contact(ContactId=ana, Plan={"Stages": [stage]})
    for _ in NUMBERS:
        engagement = contacts.start_engagement(ContactId=ana, Sender="cli", Subject="Help", Content="Come")
    page = _accepted(life, len(NUMBERS) * len(channels))
    return {
        "ListContactChannels": {"ContactId": ana},
        "ListPagesByContact": {"ContactId": ana},
        "ListPagesByEngagement": {"EngagementId": engagement["EngagementArn"]},
        "ListPageReceipts": {"PageId": page},
        "ListPageResolutions": {"PageId": page},
        **_rotations(contacts, arns),
    }


def _accepted(life: Life, number: int) -> str:
    """One of so many pages, with all its receipts; nothing about the others changes any more."""
    contacts = life.boto("ssm-contacts")
    messages = [life.outbox("page", one) for one in range(number)]
    for message in messages:
        receipts = partial(contacts.list_page_receipts, PageId=message["page_arn"])
        until(lambda asked=receipts: asked()["Receipts"] or None, "the receipt of a page that was sent")
    page = messages[0]
    for type_ in ("DELIVERED", "READ"):
        contacts.accept_page(PageId=page["page_arn"], AcceptType=type_, AcceptCode=page["code"])
    return str(page["page_arn"])


def _channel(life: Life, contact: str, number: int) -> str:
    """A telephone that may be called."""
    contacts = life.boto("ssm-contacts")
    address = {"SimpleAddress": f"+1500555010{number}"}
    made = contacts.create_contact_channel(ContactId=contact, Name=str(number), Type="SMS", DeliveryAddress=address)
    channel = str(made["ContactChannelArn"])
    code = life.outbox("activation", contact_channel_arn=channel)["code"]
    contacts.activate_contact_channel(ContactChannelId=channel, ActivationCode=code)
    return channel


def _rotations(contacts: Any, people: list[str]) -> Asked:
    for number in NUMBERS:
        made = contacts.create_rotation(
            Name=f"rotation-{number}", ContactIds=people, StartTime=MONDAY, TimeZoneId="UTC", Recurrence=WEEKLY
        )
        rotation = made["RotationArn"]
    for number in NUMBERS:
        begin = MONDAY + timedelta(days=number)
        contacts.create_rotation_override(
            RotationId=rotation, NewContactIds=people[:1], StartTime=begin, EndTime=begin + timedelta(hours=1)
        )
    days = {"StartTime": MONDAY, "EndTime": MONDAY + timedelta(days=9)}
    imagined = {"Members": people, "TimeZoneId": "UTC", "Recurrence": WEEKLY, "RotationStartTime": MONDAY}
    return {
        "ListRotationOverrides": {"RotationId": rotation, **days},
        "ListRotationShifts": {"RotationId": rotation, **days},
        "ListPreviewRotationShifts": {**imagined, "EndTime": MONDAY + timedelta(days=21)},
    }
