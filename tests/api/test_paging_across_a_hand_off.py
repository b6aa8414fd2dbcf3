"""A schedule in an escalation plan, from the call to the telephone, while duty changes in the middle of a stage."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.api.running import Api, running
from tests.life.life import until

SHORT_MINUTE = timedelta(seconds=0.5)
STAGE_LASTS = 8
"""Short minutes."""
BEFORE = timedelta(seconds=2)
"""So long before the hand-off begins the first stage, which is in its middle then."""
NAMES = ("ana", "ben", "cleo", "dora", "eva")


@pytest.fixture
def api(tmp_path: Path):
    with running(tmp_path, minute=SHORT_MINUTE, outbox_file=True) as one:
        one.onboard()
        yield one


class Team:
    """Five people with a telephone each, as scripts set them up."""

    def __init__(self, api: Api) -> None:
        self.api, self.contacts = api, api.client("ssm-contacts")
        self.arns = {name: self._person(name) for name in NAMES}

    def _person(self, name: str) -> str:
        made = self.contacts.create_contact(Alias=name, DisplayName=name, Type="PERSONAL", Plan={"Stages": []})
        number = f"+1206555010{NAMES.index(name)}"
        channel = self.contacts.create_contact_channel(
            ContactId=made["ContactArn"], Name="SMS", Type="SMS", DeliveryAddress={"SimpleAddress": number}
        )["ContactChannelArn"]
        code = until(lambda: self._code_of(channel), "the code")
        self.contacts.activate_contact_channel(ContactChannelId=channel, ActivationCode=code)
        target = {"ChannelTargetInfo": {"ContactChannelId": channel, "RetryIntervalInMinutes": 1}}
        stages = [{"DurationInMinutes": STAGE_LASTS, "Targets": [target]}]
        self.contacts.update_contact(ContactId=made["ContactArn"], Plan={"Stages": stages})
        return str(made["ContactArn"])

    def _code_of(self, channel: str) -> str | None:
        return next((one["code"] for one in self.messages() if one["contact_channel_arn"] == channel), None)

    def messages(self) -> list[dict[str, Any]]:
        """What their telephones got."""
        file = self.api.muster.houses.all[0].settings.data_dir / "outbox.jsonl"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    def rotation(self, *names: str, hand_off: datetime) -> str:
        """One at a time; the turn passes every day at this time, and the first has it until the next time."""
        recurrence = {
            "DailySettings": [{"HourOfDay": hand_off.hour, "MinuteOfHour": hand_off.minute}],
            "NumberOfOnCalls": 1,
            "RecurrenceMultiplier": 1,
        }
        return str(
            self.contacts.create_rotation(
                Name=" and ".join(names),
                ContactIds=[self.arns[name] for name in names],
                StartTime=hand_off - timedelta(hours=23),
                TimeZoneId="UTC",
                Recurrence=recurrence,
            )["RotationArn"]
        )

    def paged(self, engagement: str) -> list[str]:
        """Whose pages there are, by name, the oldest first."""
        found = self.contacts.list_pages_by_engagement(EngagementId=engagement)["Pages"]
        names = {arn: name for name, arn in self.arns.items()}
        return [names[page["ContactArn"]] for page in reversed(found)]


def test_those_are_paged_who_are_on_call_when_a_stage_begins_whatever_changes_within_it(api: Api):
    team = Team(api)
    hand_off = (api.clock.now() + timedelta(seconds=90)).replace(second=0, microsecond=0)
    turns = team.rotation("ana", "ben", hand_off=hand_off)
    covered = team.rotation("dora", "cleo", hand_off=hand_off + timedelta(hours=12))
    deleted = team.rotation("eva", hand_off=hand_off)
    schedule = team.contacts.create_contact(
        Alias="weekly", Type="ONCALL_SCHEDULE", Plan={"RotationIds": [turns, covered, deleted]}
    )["ContactArn"]
    stage = {"Targets": [{"ContactTargetInfo": {"ContactId": schedule, "IsEssential": True}}]}
    stages = [{"DurationInMinutes": STAGE_LASTS, **stage}, {"DurationInMinutes": STAGE_LASTS, **stage}]
    plan = team.contacts.create_contact(Alias="plan", Type="ESCALATION", Plan={"Stages": stages})["ContactArn"]

    api.clock.ahead += hand_off - BEFORE - api.clock.now()
    told = {"Sender": "script", "Subject": "Checkout is down", "Content": "Nobody can pay."}
    engagement = team.contacts.start_engagement(ContactId=plan, **told)["EngagementArn"]
    first = team.paged(engagement)
    team.contacts.create_rotation_override(
        RotationId=covered,
        NewContactIds=[team.arns["cleo"]],
        StartTime=hand_off,
        EndTime=hand_off + timedelta(minutes=30),
    )
    team.contacts.delete_rotation(RotationId=deleted)
    assert api.clock.now() < hand_off, "all that was within the first stage and before the hand-off"
    everybody = until(lambda: all_of_both_stages(team, engagement), "the second stage")

    assert sorted(first) == ["ana", "dora", "eva"]
    assert sorted(everybody[3:]) == ["ben", "cleo", "eva"]
    last_of_ana = [datetime.fromisoformat(one["at"]) for one in of(team, "ana")][-1]
    assert last_of_ana > hand_off, "she is asked until her stage ends, although Ben has the turn"
    for name in ("ben", "cleo"):
        assert until(lambda name=name: of(team, name) or None, f"a page to {name}")


def all_of_both_stages(team: Team, engagement: str) -> list[str] | None:
    found = team.paged(engagement)
    return found if len(found) == 6 else None


def of(team: Team, name: str) -> list[dict[str, Any]]:
    """The pages that came to this telephone."""
    number = f"+1206555010{NAMES.index(name)}"
    return [one for one in team.messages() if one["kind"] == "page" and one["address"] == number]
