"""A Muster with something of every kind in it, made by the operations that everybody uses."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from tests.operations.muster import ARNS, START, Muster

TOPIC = f"arn:aws:sns:us-east-1:{ARNS.account}:checkout"
KEY = f"arn:aws:kms:us-east-1:{ARNS.account}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
DAILY = {"DailySettings": [{"HourOfDay": 9, "MinuteOfHour": 30}], "NumberOfOnCalls": 1, "RecurrenceMultiplier": 1}
WEEKLY = {
    "WeeklySettings": [{"DayOfWeek": "MON", "HandOffTime": {"HourOfDay": 8, "MinuteOfHour": 0}}],
    "NumberOfOnCalls": 1,
    "RecurrenceMultiplier": 2,
    "ShiftCoverages": {
        "MON": [{"Start": {"HourOfDay": 8, "MinuteOfHour": 0}, "End": {"HourOfDay": 18, "MinuteOfHour": 0}}]
    },
}


async def fill(muster: Muster) -> None:
    """Contacts of all three types, rotations, plans, chat channels, incidents past and present."""
    house = _House(muster)
    await house.foundation()
    await house.people()
    await house.turns()
    await house.chat()
    await house.plans()
    await house.history()


class _House:
    def __init__(self, muster: Muster) -> None:
        self.muster = muster
        self.contacts = muster.contacts
        self.incidents = muster.incidents

    def later(self, **by: float) -> None:
        self.muster.clock.advance(**by)

    async def foundation(self) -> None:
        made = await self.incidents(
            "CreateReplicationSet",
            regions={"us-east-1": {"sseKmsKeyId": KEY}, "eu-west-1": {"sseKmsKeyId": KEY}},
            tags={"team": "shop"},
        )
        self.later(seconds=1)
        await self.incidents("UpdateDeletionProtection", arn=made["arn"], deletionProtected=True)

    async def people(self) -> None:
        self.ana = await self.person("ana", "Ana Moreira", Tags=[{"Key": "team", "Value": "shop"}])
        self.ben = await self.person("ben", "", Tags=[])
        self.cyd = await self.person("cyd", "Cyd", Tags=[])
        slack = await self.channel(self.ana, "Slack", "SLACK", "UADMIN")  # active at once: the caller's own
        mobile = await self.channel(self.ana, "Mobile", "SMS", "+12065550100")
        await self.channel(self.ana, "Landline", "VOICE", "+12065550101", DeferActivation=True)
        mail = await self.channel(self.ben, "Mail", "EMAIL", "ben@example.com")
        await self.activate(mail)
        await self.reach_by(self.ana, slack, mobile)
        await self.reach_by(self.ben, mail)
        self.escalation = await self.person(
            "checkout-escalation",
            "Checkout",
            Type="ESCALATION",
            Tags=[],
            Plan={"Stages": [self.stage(5, self.ana, self.ben), self.stage(0, self.cyd)]},
        )
        await self.contacts(
            "PutContactPolicy", ContactArn=self.ana, Policy=_policy("ssm-contacts:GetContact", self.ana)
        )
        gone = await self.person("gone", "Gone", Tags=[])
        await self.person("dangling", "", Type="ESCALATION", Tags=[], Plan={"Stages": [self.stage(1, gone)]})
        await self.contacts("DeleteContact", ContactId=gone)

    async def person(self, alias: str, name: str, **members: Any) -> str:
        request = {"Alias": alias, "DisplayName": name, "Type": "PERSONAL", "Plan": {"Stages": []}} | members
        self.later(seconds=1)
        return str((await self.contacts("CreateContact", **request))["ContactArn"])

    async def channel(self, contact: str, name: str, type_: str, address: str, **members: Any) -> str:
        self.later(seconds=1)
        made = await self.contacts(
            "CreateContactChannel",
            ContactId=contact, Name=name, Type=type_, DeliveryAddress={"SimpleAddress": address}, **members,
        )  # fmt: skip
        return str(made["ContactChannelArn"])

    async def activate(self, channel: str) -> None:
        kept = await self.muster.storage.contact_channels.get(channel)
        assert kept is not None
        assert kept.activation is not None
        await self.contacts("ActivateContactChannel", ContactChannelId=channel, ActivationCode=kept.activation.code)

    async def reach_by(self, contact: str, *channels: str) -> None:
        targets = [{"ChannelTargetInfo": {"ContactChannelId": one, "RetryIntervalInMinutes": 2}} for one in channels]
        await self.contacts(
            "UpdateContact", ContactId=contact, Plan={"Stages": [{"DurationInMinutes": 10, "Targets": targets}]}
        )

    def stage(self, minutes: int, *contacts: str) -> dict[str, Any]:
        targets = [{"ContactTargetInfo": {"ContactId": one, "IsEssential": one == self.ana}} for one in contacts]
        return {"DurationInMinutes": minutes, "Targets": targets}

    async def turns(self) -> None:
        rules = {"days": DAILY, "weeks": WEEKLY, "nights": DAILY, "fortnights": WEEKLY}
        rotations = [await self.rotation(name, rule) for name, rule in rules.items()]
        await self.person("schedule", "On call", Type="ONCALL_SCHEDULE", Tags=[], Plan={"RotationIds": rotations})
        for day in (3, 1):
            await self.contacts(
                "CreateRotationOverride",
                RotationId=rotations[0],
                NewContactIds=[self.ben] if day == 1 else [],
                StartTime=START + timedelta(days=day),
                EndTime=START + timedelta(days=day, hours=4),
            )

    async def rotation(self, name: str, recurrence: dict[str, Any]) -> str:
        self.later(seconds=1)
        made = await self.contacts(
            "CreateRotation",
            Name=name,
            ContactIds=[self.ben, self.ana],
            StartTime=START,
            TimeZoneId="Europe/Lisbon",
            Recurrence=recurrence,
            Tags=[{"Key": "kind", "Value": name}],
        )
        return str(made["RotationArn"])

    async def chat(self) -> None:
        chatbot = self.muster.chatbot
        for name, channel in (("checkout", "CCHECKOUT"), ("ops", "COPS")):
            await chatbot(
                "CreateSlackChannelConfiguration",
                ConfigurationName=name,
                SlackTeamId="THOME",
                SlackChannelId=channel,
                SnsTopicArns=[TOPIC] if name == "checkout" else [],
                IamRoleArn=f"arn:aws:iam::{ARNS.account}:role/chat",
                LoggingLevel="ERROR",
                Tags=[{"TagKey": "team", "TagValue": "shop"}],
            )
        self.muster.workspace.at_home = None  # a channel that was linked before there was a Slack has no name yet
        await chatbot(
            "CreateSlackChannelConfiguration",
            ConfigurationName="later",
            SlackTeamId="THOME",
            SlackChannelId="CLATER",
            IamRoleArn=f"arn:aws:iam::{ARNS.account}:role/chat",
        )
        self.muster.workspace.at_home = ("THOME", "Home")
        action = await chatbot(
            "CreateCustomAction",
            ActionName="restart",
            AliasName="again",
            Definition={"CommandText": "ssm-incidents list-incident-records"},
            Attachments=[{"NotificationType": "IncidentManager", "ButtonText": "Restart"}],
            Tags=[{"TagKey": "team", "TagValue": "shop"}],
        )
        await chatbot(
            "AssociateToConfiguration",
            Resource=action["CustomActionArn"],
            ChatConfiguration=ARNS.slack_channel_configuration("checkout"),
        )

    async def plans(self) -> None:
        self.plan = await self.muster.plan(
            "checkout",
            displayName="Checkout",
            engagements=[self.escalation],
            chatChannel={"chatbotSns": [TOPIC]},
            actions=[{"ssmAutomation": {"documentName": "mend", "roleArn": f"arn:aws:iam::{ARNS.account}:role/mend"}}],
            tags={"team": "shop", "empty": ""},
            template={
                "summary": "Customers cannot pay.",
                "dedupeString": "checkout",
                "notificationTargets": [{"snsTopicArn": TOPIC}],
                "incidentTags": {"of": "checkout"},
            },
        )
        for action in ("GetResponsePlan", "StartIncident"):
            text = _policy(f"ssm-incidents:{action}", self.plan)
            await self.incidents("PutResourcePolicy", resourceArn=self.plan, policy=text)
        self.bare = await self.muster.plan("bare")

    async def history(self) -> None:
        over = await self.muster.start(self.plan, title="Cards are refused", impact=2, relatedItems=[_item("first")])
        self.later(minutes=3)
        noted = await self.note(over, "A bank's certificate ran out.")
        for name in ("second", "third", "fourth", "fifth"):
            self.later(seconds=1)
            await self.incidents(
                "UpdateRelatedItems", incidentRecordArn=over, relatedItemsUpdate={"itemToAdd": _item(name)}
            )
        items = (await self.incidents("ListRelatedItems", incidentRecordArn=over))["relatedItems"]
        await self.note(over, "See there.", eventReferences=[{"relatedItemId": items[1]["generatedId"]}])
        self.later(minutes=1)
        await self.incidents(
            "UpdateTimelineEvent",
            incidentRecordArn=over,
            eventId=noted,
            eventData=json.dumps("It ran out at midnight."),
        )
        await self.incidents("UpdateIncidentRecord", arn=over, status="RESOLVED", summary="A certificate ran out.")
        self.later(hours=1)
        still = await self.muster.start(
            self.bare,
            triggerDetails={"source": "cloud", "timestamp": START, "triggerArn": TOPIC, "rawData": "{}"},
        )
        await self.note(still, "Looking.", eventType="Note")
        self.later(minutes=1)
        await self.muster.start(self.plan)

    async def note(self, incident: str, text: str, **members: Any) -> str:
        request = {"eventType": "Custom Event", "eventTime": START, "eventData": json.dumps(text)} | members
        return str((await self.incidents("CreateTimelineEvent", incidentRecordArn=incident, **request))["eventId"])


def _policy(action: str, resource: str) -> str:
    statement = {
        "Sid": "Share", "Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": [action],
        "Resource": resource,
    }  # fmt: skip
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _item(name: str) -> dict[str, Any]:
    return {"title": name, "identifier": {"type": "OTHER", "value": {"url": f"https://example.com/{name}"}}}
