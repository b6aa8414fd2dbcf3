"""How the team of these tests is set up: typed by the administrator, agreed to by each person, as in real life."""

from __future__ import annotations

import json

from tests.scenarios.world import ANA, ARN, BEN, CHLOE, DEV, INCIDENTS, NAMES, Character, World
from tests.slack.workspace import TEAM

TOPIC = "arn:aws:sns:us-east-1:111122223333:incidents"
STAGES = ((BEN,), (CHLOE,), (DEV, ANA))
STAGE_MINUTES = 3


async def set_up(world: World) -> None:
    """A replication set, four people with Slack, an escalation of three stages, a linked channel and three plans."""
    ana = world.ana
    await ana.names("""ssm-incidents create-replication-set --regions '{"us-east-1": {}}'""")
    contacts = {one.user: await reachable(world, one) for one in (world.ana, world.ben, world.chloe, world.dev)}
    stages = [
        {"DurationInMinutes": STAGE_MINUTES, "Targets": [paging(contacts[user]) for user in stage]} for stage in STAGES
    ]
    await ana.names(f"ssm-contacts create-contact --alias on-call --type ESCALATION --plan '{plan(stages)}'")
    await ana.names(
        f"chatbot create-slack-channel-configuration --configuration-name incidents --slack-team-id {TEAM} "
        f"--slack-channel-id {INCIDENTS} --sns-topic-arns {TOPIC} "
        "--iam-role-arn arn:aws:iam::111122223333:role/incidents-channel"
    )
    chat = f"--chat-channel chatbotSns={TOPIC}"
    await response_plan(ana, "checkout", f"--engagements {contacts[BEN].replace('/ben', '/on-call')} {chat}")
    await response_plan(ana, "quiet", "")
    await response_plan(ana, "only-ben", f"--engagements {contacts[BEN]} {chat}")


async def response_plan(ana: Character, name: str, more: str) -> None:
    """A plan whose incidents are of high impact."""
    await ana.names(
        f"ssm-incidents create-response-plan --name {name} --incident-template title={name},impact=2 {more}"
    )


async def reachable(world: World, person: Character) -> str:
    """A contact of this person's, whom the administrator enters and who agrees to be paged in Slack."""
    ana, alias = world.ana, NAMES[person.user]
    contact = await ana.names(
        f"ssm-contacts create-contact --alias {alias} --display-name {alias.capitalize()} --type PERSONAL "
        """--plan '{"Stages": []}'"""
    )
    answer = await ana.types(
        f"ssm-contacts create-contact-channel --contact-id {contact} --name Slack --type SLACK "
        f"--delivery-address SimpleAddress={person.user}"
    )
    channel = next(arn for arn in ARN.findall(answer) if ":contact-channel/" in arn)
    if person.user != ANA:
        asked = (await world.until(lambda: world.direct_messages(person.user)))[0]
        await person.presses("Activate", asked)
        await world.until(lambda: activated(world, person))
    target = {"ChannelTargetInfo": {"ContactChannelId": channel}}
    stages = [{"DurationInMinutes": 30, "Targets": [target]}]
    await ana.types(f"ssm-contacts update-contact --contact-id {contact} --plan '{plan(stages)}'")
    return contact


def activated(world: World, person: Character) -> bool:
    """Whether the request has been replaced by a thank you."""
    return any("Activated" in str(message) for message in world.direct_messages(person.user))


def paging(contact: str) -> dict[str, object]:
    """Somebody whose acknowledgement ends the escalation."""
    return {"ContactTargetInfo": {"ContactId": contact, "IsEssential": True}}


def plan(stages: list[dict[str, object]]) -> str:
    """As it is typed."""
    return json.dumps({"Stages": stages})
