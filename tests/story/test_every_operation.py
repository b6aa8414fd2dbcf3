"""Whatever the second door offers beside incidents and people, typed in the demo's Slack as a person would."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.scenarios.world import words
from tests.slack.local_slack import needs_local_slack
from tests.story.demo import ANA, CHLOE, GENERAL, Story, demo

pytestmark = [needs_local_slack, pytest.mark.asyncio(loop_scope="module")]

DAILY = (
    """'{"NumberOfOnCalls": 1, "RecurrenceMultiplier": 1, "DailySettings": [{"HourOfDay": 9, "MinuteOfHour": 0}]}'"""
)
ACCOUNT = "111122223333"
CONTACT = f"arn:aws:ssm-contacts:us-east-1:{ACCOUNT}:contact/ben"
PLAN = f"arn:aws:ssm-incidents::{ACCOUNT}:response-plan/checkout"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def story(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Story]:
    async with demo(tmp_path_factory.mktemp("demo"), minute="1s") as running:
        yield running


async def says(story: Story, text: str, wanted: str = "") -> str:
    """What an administrator reads who types this."""
    return words(await story.types(ANA, text, wanted))


def the_uid(text: str) -> str:
    (uid,) = set(re.findall(r"[0-9a-f]{8}[0-9a-f-]{24,28}", text))
    return str(uid)


async def deletes(story: Story, text: str) -> None:
    """Ask for something to be deleted, and mean it."""
    before = said(story).count("Deleted.")
    await story.slack.presses(ANA, "Delete", await story.types(ANA, text, "Keep it"))
    await story.slack.until(lambda: said(story).count("Deleted.") > before)


def policy(action: str, resource: str) -> str:
    sharing = {"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": action, "Resource": resource}
    return f"'{json.dumps({'Version': '2012-10-17', 'Statement': [sharing]})}'"


async def test_rotations_and_overrides(story: Story) -> None:
    made = await says(
        story,
        "ssm-contacts create-rotation --name primary --contact-ids ana ben --time-zone-id Europe/Berlin "
        f"--start-time 2027-01-04T08:00:00Z --recurrence {DAILY}",
        "rotation/",
    )
    assert re.search(r"`arn:aws:ssm-contacts:\S+:rotation/\S+`", made)
    shown = await says(story, "ssm-contacts get-rotation --rotation-id primary", "Europe/Berlin")
    assert '"DailySettings": [{"HourOfDay": 9, "MinuteOfHour": 0}]' in shown
    assert "*primary*" in await says(story, "ssm-contacts list-rotations", "primary")
    override = await says(
        story,
        "ssm-contacts create-rotation-override --rotation-id primary --new-contact-ids ana "
        "--start-time 2027-02-01T08:00:00Z --end-time 2027-02-02T08:00:00Z",
        "RotationOverrideId",
    )
    uid = the_uid(override)
    listed = "ssm-contacts list-rotation-overrides --rotation-id primary --start-time 2027-01-05 --end-time 2027-03-01"
    assert uid in await says(story, listed, "row")
    named = f"--rotation-id primary --rotation-override-id {uid}"
    assert "contact/ana" in await says(story, f"ssm-contacts get-rotation-override {named}", "NewContactIds")
    await deletes(story, f"ssm-contacts delete-rotation-override {named}")
    assert "nothing found" in await says(story, listed, "nothing")
    await says(
        story, f"ssm-contacts update-rotation --rotation-id primary --time-zone-id UTC --recurrence {DAILY}", "Done"
    )
    assert "*UTC*" in (await says(story, "ssm-contacts get-rotation --rotation-id primary", "UTC")).replace("\n", "*")


async def test_a_schedule_of_rotations(story: Story) -> None:
    await says(
        story,
        f"ssm-contacts create-rotation --name nights --contact-ids ana --time-zone-id UTC --recurrence {DAILY}",
        "rotation/",
    )
    made = "ssm-contacts create-contact --alias oncall --type ONCALL_SCHEDULE --plan RotationIds=nights"
    assert "contact/oncall" in await says(story, made, "contact/oncall")
    assert "RotationIds" in await says(story, "ssm-contacts get-contact --contact-id oncall", "RotationIds")
    await deletes(story, "ssm-contacts delete-rotation --rotation-id nights")


async def test_who_has_a_shift_and_who_would_have(story: Story) -> None:
    made = f"ssm-contacts create-rotation --name shown --contact-ids ana --time-zone-id UTC --recurrence {DAILY}"
    await says(story, made, "rotation/")
    asked = "ssm-contacts list-rotation-shifts --rotation-id shown --start-time 2030-01-01 --end-time 2030-01-05"
    assert "contact/ana" in await says(story, asked, "REGULAR")
    thought_of = (
        "ssm-contacts list-preview-rotation-shifts --rotation-start-time 2031-01-01 --end-time 2031-01-05 "
        f"--members arn:aws:ssm-contacts:us-east-1:111122223333:contact/ana --time-zone-id UTC --recurrence {DAILY}"
    )
    assert "contact/ana" in await says(story, thought_of, "REGULAR")
    assert "Not offered yet" not in await says(story, "ssm-contacts help", "list-rotation-shifts")


@pytest.mark.parametrize(
    ("service", "resource", "put"),
    [
        ("ssm-contacts", "ben", "--tags Key=team,Value=payments Key=tier,Value=one"),
        ("ssm-incidents", "checkout", "--tags team=payments,tier=one"),
        ("ssm-incidents", "replication-set/any", "--tags team=payments,tier=one"),
    ],
)
async def test_tags(story: Story, service: str, resource: str, put: str) -> None:
    await says(story, f"{service} tag-resource --resource-arn {resource} {put}", "Done")
    listed = await says(story, f"{service} list-tags-for-resource --resource-arn {resource}", "payments")
    assert "team" in listed
    assert "one" in listed
    await says(story, f"{service} untag-resource --resource-arn {resource} --tag-keys team", "Done")
    listed = await says(story, f"{service} list-tags-for-resource --resource-arn {resource}", "tier")
    assert "payments" not in listed


async def test_policies(story: Story) -> None:
    contact = policy("ssm-contacts:GetContact", CONTACT)
    await says(story, f"ssm-contacts put-contact-policy --contact-arn ben --policy {contact}", "Done")
    assert contact.strip("'") in await says(story, "ssm-contacts get-contact-policy --contact-arn ben", "Policy")
    plan = policy("ssm-incidents:GetResponsePlan", PLAN)
    put = await says(story, f"ssm-incidents put-resource-policy --resource-arn checkout --policy {plan}", "policyId")
    uid = the_uid(put)
    shown = await says(story, "ssm-incidents get-resource-policies --resource-arn checkout", "row")
    assert uid in shown
    assert plan.strip("'") in shown
    await deletes(story, f"ssm-incidents delete-resource-policy --resource-arn checkout --policy-id {uid}")
    await says(story, "ssm-incidents get-resource-policies --resource-arn checkout", "nothing found")


async def test_findings(story: Story) -> None:
    record = await says(story, "ssm-incidents list-incident-records", "incident-record/")
    incident = re.findall(r"`(arn:\S+incident-record/\S+?)`", record)[0]
    named = f"--incident-record-arn {incident}"
    assert "nothing found" in await says(story, f"ssm-incidents list-incident-findings {named}", "nothing")
    found = await says(story, f"ssm-incidents batch-get-incident-findings {named} --finding-ids none-such", "none-such")
    assert "none-such" in found


async def test_custom_actions_and_where_they_are_offered(story: Story) -> None:
    made = 'chatbot create-custom-action --action-name restart --definition CommandText="lambda invoke" --alias-name r'
    assert "custom-action/restart" in await says(story, made, "custom-action")
    assert "lambda invoke" in await says(story, "chatbot get-custom-action --custom-action-arn restart", "lambda")
    changed = "chatbot update-custom-action --custom-action-arn restart --definition CommandText=uptime"
    await says(story, changed, "custom-action/restart")
    links = await says(story, "chatbot describe-slack-channel-configurations", "slack-channel/")
    link = re.findall(r"slack-channel/([\w-]+)", links)[0]
    await says(story, f"chatbot associate-to-configuration --resource restart --chat-configuration {link}", "Done")
    offered = f"chatbot list-associations --chat-configuration {link}"
    assert "custom-action/restart" in await says(story, offered, "row")
    await says(story, f"chatbot disassociate-from-configuration --resource restart --chat-configuration {link}", "Done")
    await says(story, offered, "nothing found")
    await deletes(story, "chatbot delete-custom-action --custom-action-arn restart")
    await says(story, "chatbot list-custom-actions", "nothing found")


async def test_a_rotation_that_is_missing_is_asked_for_with_those_there_are(story: Story) -> None:
    asked = await story.types(ANA, "ssm-contacts get-rotation", "--rotation-id")
    assert "engineers" in words(asked)
    await story.slack.says(ANA, "engineers", channel=GENERAL, thread_ts=asked["thread_ts"])
    await story.slack.until(lambda: story.thread({"channel": GENERAL, "ts": asked["thread_ts"]}).count("*Recurrence*"))


async def test_everybody_may_ask_who_they_are_and_nobody_gets_a_secret_in_a_conversation(story: Story) -> None:
    assert "muster-slack/U0CHLOE" in words(await story.types(CHLOE, "sts get-caller-identity", "muster-slack"))
    asked = f"sts assume-role --role-arn arn:aws:iam::{ACCOUNT}:role/chat --role-session-name me"
    await says(story, asked, "The answer to this is a secret")


def said(story: Story) -> str:
    """Everything that was said to the administrators in this channel."""
    return "\n".join(words(one) for one in story.slack.said_in(GENERAL))
