"""Pages that arrive and are accepted, rotations and their overrides, and chat."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.life.life import Life

MONDAY = datetime(2030, 1, 7, 9, tzinfo=UTC)
WEEKLY = {
    "WeeklySettings": [{"DayOfWeek": "MON", "HandOffTime": {"HourOfDay": 9, "MinuteOfHour": 0}}],
    "NumberOfOnCalls": 1,
    "RecurrenceMultiplier": 1,
}


def engagements(life: Life) -> None:
    """A person is paged, reads it, and says so; a plan is engaged and stopped."""
    engaged = life.example("ssm-contacts/start-engagement")["EngagementArn"]
    paged = life.outbox("page", contact_channel_arn=life.names.arn(SMS))
    life.names.mean(
        paged["page_arn"],
        "page/akuam/94ea0c7b-56d9-46c3-b84a-a37c8b067ad3",
        "page/akuam/ad0052bd-e606-498a-861b-25726292eb93",
    )
    life.names.mean(paged["code"], "425440")
    life.names.mean(engaged, "engagement/akuam/78a29753-3674-4ac5-9f83-0468563567f0")
    life.example("ssm-contacts/accept-page")
    read_page(life)
    plan = life.example("ssm-contacts/start-engagement", 1)["EngagementArn"]
    life.names.mean(plan, "engagement/example_escalation/69e40ce1-8dbb-4d57-8962-5fbe7fc53356")
    assert life.example("ssm-contacts/describe-engagement")["Subject"] == "cli-test"
    assert {one["EngagementArn"] for one in life.example("ssm-contacts/list-engagements")["Engagements"]} == {
        engaged, plan,
    }  # fmt: skip
    life.example("ssm-contacts/stop-engagement")
    assert life.boto("ssm-contacts").describe_engagement(EngagementId=plan)["StopTime"]


SMS = "contact-channel/akuam/fc7405c4-46b2-48b7-87b2-93e2f225b90d"


def read_page(life: Life) -> None:
    """What there is to be seen of a page that was accepted."""
    assert life.example("ssm-contacts/describe-page")["Content"] == "Testing engagements via CLI"
    assert len(life.example("ssm-contacts/list-pages-by-contact")["Pages"]) == 1
    assert len(life.example("ssm-contacts/list-pages-by-engagement")["Pages"]) == 1
    receipts = life.example("ssm-contacts/list-page-receipts")["Receipts"]
    assert {"SENT", "READ"} <= {one["ReceiptType"] for one in receipts}
    page = life.names.arn("page/akuam/94ea0c7b-56d9-46c3-b84a-a37c8b067ad3")
    resolutions = life.boto("ssm-contacts").list_page_resolutions(PageId=page)["PageResolutions"]
    assert [one["ContactArn"] for one in resolutions] == [life.names.arn("contact/akuam")]


def rotations(life: Life) -> None:
    """Made, changed, overridden, deleted; and who has a shift."""
    contacts = life.boto("ssm-contacts")
    akua, ana = life.names.arn("contact/akuam"), life.names.arn("contact/anasi")
    made = contacts.create_rotation(
        Name="primary", ContactIds=[akua, ana], StartTime=MONDAY, TimeZoneId="Europe/Berlin", Recurrence=WEEKLY,
    )  # fmt: skip
    rotation = made["RotationArn"]
    contacts.update_rotation(RotationId=rotation, ContactIds=[ana, akua], Recurrence=WEEKLY)
    assert contacts.get_rotation(RotationId=rotation)["ContactIds"] == [ana, akua]
    assert [one["RotationArn"] for one in contacts.list_rotations()["Rotations"]] == [rotation]
    override(contacts, rotation, akua)
    shifts(contacts, rotation, [ana, akua])
    contacts.delete_rotation(RotationId=rotation)
    assert contacts.list_rotations()["Rotations"] == []


def override(contacts, rotation: str, stand_in: str) -> None:
    """Somebody else for two days."""
    begin, end = MONDAY + timedelta(days=1), MONDAY + timedelta(days=3)
    made = contacts.create_rotation_override(
        RotationId=rotation, NewContactIds=[stand_in], StartTime=begin, EndTime=end
    )
    named = {"RotationId": rotation, "RotationOverrideId": made["RotationOverrideId"]}
    assert contacts.get_rotation_override(**named)["NewContactIds"] == [stand_in]
    listed = contacts.list_rotation_overrides(RotationId=rotation, StartTime=begin, EndTime=end)
    assert [one["RotationOverrideId"] for one in listed["RotationOverrides"]] == [made["RotationOverrideId"]]
    contacts.delete_rotation_override(**named)


def shifts(contacts, rotation: str, members: list[str]) -> None:
    """Nine in the morning in Berlin, a week each; a preview shows what the rotation does."""
    first, second = (MONDAY + timedelta(days=days, hours=-1) for days in (7, 14))
    found = contacts.list_rotation_shifts(RotationId=rotation, StartTime=MONDAY, EndTime=second)["RotationShifts"]
    assert [(one["StartTime"], one["EndTime"], one["ContactIds"], one["Type"]) for one in found] == [
        (MONDAY, first, members[:1], "REGULAR"),
        (first, second, members[1:], "REGULAR"),
    ]
    thought_of = contacts.list_preview_rotation_shifts(
        RotationStartTime=MONDAY, EndTime=second, Members=members, TimeZoneId="Europe/Berlin", Recurrence=WEEKLY
    )
    assert thought_of["RotationShifts"] == found


def chat(life: Life) -> None:
    """A Slack channel for the plan's topic, and a button there."""
    chatbot = life.boto("chatbot")
    topic = "arn:aws:sns:us-east-1:111122223333:Standard_User"
    made = chatbot.create_slack_channel_configuration(
        SlackTeamId="T0DEMO", SlackChannelId="C0INCIDENTS", SlackChannelName="incidents", SnsTopicArns=[topic],
        IamRoleArn="arn:aws:iam::111122223333:role/chat", ConfigurationName="incidents",
    )  # fmt: skip
    channel = made["ChannelConfiguration"]["ChatConfigurationArn"]
    chatbot.update_slack_channel_configuration(
        ChatConfigurationArn=channel, SlackChannelId="C0INCIDENTS", LoggingLevel="INFO"
    )
    [listed] = chatbot.describe_slack_channel_configurations()["SlackChannelConfigurations"]
    assert (listed["ChatConfigurationArn"], listed["LoggingLevel"]) == (channel, "INFO")
    button(chatbot, channel)
    chatbot.delete_slack_channel_configuration(ChatConfigurationArn=channel)


def button(chatbot, channel: str) -> None:
    """Made, changed, offered in the channel, withdrawn, deleted."""
    restart = {"CommandText": "lambda invoke --function-name restart --region us-east-1"}
    made = chatbot.create_custom_action(ActionName="restart", Definition=restart)["CustomActionArn"]
    chatbot.update_custom_action(CustomActionArn=made, Definition=restart, AliasName="restart-it")
    assert chatbot.get_custom_action(CustomActionArn=made)["CustomAction"]["AliasName"] == "restart-it"
    assert chatbot.list_custom_actions()["CustomActions"] == [made]
    chatbot.associate_to_configuration(Resource=made, ChatConfiguration=channel)
    offered = chatbot.list_associations(ChatConfiguration=channel)["Associations"]
    assert [one["Resource"] for one in offered] == [made]
    chatbot.disassociate_from_configuration(Resource=made, ChatConfiguration=channel)
    chatbot.tag_resource(ResourceARN=made, Tags=[{"TagKey": "team", "TagValue": "payments"}])
    assert chatbot.list_tags_for_resource(ResourceARN=made)["Tags"] == [{"TagKey": "team", "TagValue": "payments"}]
    chatbot.untag_resource(ResourceARN=made, TagKeys=["team"])
    chatbot.delete_custom_action(CustomActionArn=made)
