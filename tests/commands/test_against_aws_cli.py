"""The same command means the same to us and to the AWS CLI."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.commands import understand
from bot.slack.typed_text import plain
from core.vocabulary.catalog import Operation, catalog
from core.vocabulary.command_line import to_command_line
from core.vocabulary.understanding import Command
from tests.commands.aws_cli import aws_cli, documented, with_moments
from tests.commands.shapes import NOW, PROSE, inputs

SERVICES = ("ssm-contacts", "ssm-incidents")
DOCUMENTED = [(file, command) for service in SERVICES for file, command in documented(service)]


def ours(text: str) -> dict[str, Any]:
    understood = understand(plain(text), NOW, catalog())
    assert isinstance(understood, Command), understood
    return dict(understood.params)


def theirs(operation: Operation, command: str) -> Any:
    return with_moments(operation.input_shape, aws_cli().params(command))


def test_the_aws_cli_brings_many_examples() -> None:
    assert len(DOCUMENTED) >= 55


@pytest.mark.parametrize(("file", "command"), DOCUMENTED, ids=[file for file, _ in DOCUMENTED])
def test_every_documented_example_is_read_as_the_aws_cli_reads_it(file: str, command: str) -> None:
    without_aws = command.strip().removeprefix("aws ")
    operation = catalog().find(*without_aws.split()[:2])
    assert operation
    assert ours(command) == theirs(operation, without_aws)


prose = PROSE.filter(lambda text: text != "--")  # which Python's argparse takes for something else, `--name=--` too


@pytest.mark.parametrize("service", SERVICES)
@settings(max_examples=120)
@given(data=st.data())
def test_what_we_write_the_aws_cli_reads_back(service: str, data: st.DataObject) -> None:
    operation = data.draw(st.sampled_from(catalog().of(service)))
    params = data.draw(inputs(operation, prose, complete=True))
    assert theirs(operation, to_command_line(operation, params)) == params


SHORTHAND = [
    ("ssm-contacts create-contact", "--tags Key=team,Value=payments Key=tier,Value=1"),
    ("ssm-contacts create-contact", '--tags "Key=team,Value=payments and orders"'),
    ("ssm-contacts create-contact", "--tags '[{\"Key\": \"team\"}]'"),
    ("ssm-contacts create-contact", "--tags '{\"Key\": \"team\"}' '{\"Key\": \"tier\"}'"),
    ("ssm-contacts create-contact", "--plan Stages=[{Targets=[{ContactTargetInfo={ContactId=a}}]}]"),
    ("ssm-contacts create-contact", "--plan RotationIds=a,b"),
    ("ssm-contacts create-contact-channel", "--delivery-address SimpleAddress=+15005550199 --no-defer-activation"),
    ("ssm-contacts list-engagements", "--time-range-value StartTime=2026-01-01,EndTime=2026-01-02T10:00:00Z"),
    ("ssm-contacts untag-resource", "--tag-keys a b c"),
    ("ssm-contacts create-rotation", "--recurrence NumberOfOnCalls=1,DailySettings=[{HourOfDay=9}]"),
    ("ssm-incidents tag-resource", "--tags team=payments,tier=1"),
    ("ssm-incidents create-replication-set", "--regions us-east-1={},us-west-2={sseKmsKeyId=abc}"),
    ("ssm-incidents create-response-plan", "--chat-channel chatbotSns=arn:aws:sns:a,arn:aws:sns:b"),
    ("ssm-incidents create-response-plan", "--incident-template impact=1,title=Down,incidentTags={a=b}"),
    ("ssm-incidents create-response-plan", "--engagements arn:aws:a arn:aws:b"),
    ("ssm-incidents list-incident-records", "--filters key=impact,condition={equals={integerValues=[1,2]}}"),
    ("ssm-incidents list-incident-records", "--filters key=status,condition={equals={stringValues=OPEN}}"),
    ("ssm-incidents list-incident-records", "--filters key=creationTime,condition={after=2026-01-01T00:00:00Z}"),
    ("ssm-incidents start-incident", "--trigger-details source=a.b,timestamp=1767225600,rawData=x"),
    ("ssm-incidents update-deletion-protection", "--no-deletion-protected"),
    ("ssm-incidents update-related-items", "--related-items-update itemToRemove={type=OTHER,value={url=https://a.b/c}}"),
    ("ssm-incidents start-incident", "--cli-input-json '{\"title\": \"a\", \"impact\": 2}' --title b"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("command", "options"), SHORTHAND, ids=[f"{one.split()[1]} {two[:40]}" for one, two in SHORTHAND]
)
def test_shorthand_is_read_as_the_aws_cli_reads_it(command: str, options: str) -> None:
    operation = catalog().find(*command.split())
    assert operation
    required = " ".join(
        f"--{name} {sample}" for name, sample in _REQUIRED.get(command, {}).items() if f"--{name} " not in options
    )
    line = f"{command} {options} {required}"
    assert ours(line) == theirs(operation, line)


_REQUIRED: dict[str, dict[str, str]] = {
    "ssm-contacts create-contact": {"alias": "jane", "type": "PERSONAL", "plan": "RotationIds=a"},
    "ssm-contacts create-contact-channel": {"contact-id": "a", "name": "b", "type": "SMS"},
    "ssm-contacts untag-resource": {"resource-arn": "a"},
    "ssm-contacts create-rotation": {"name": "a", "contact-ids": "b", "time-zone-id": "UTC"},
    "ssm-incidents tag-resource": {"resource-arn": "a"},
    "ssm-incidents create-response-plan": {"name": "a", "incident-template": "impact=1,title=a"},
    "ssm-incidents start-incident": {"response-plan-arn": "a"},
    "ssm-incidents update-deletion-protection": {"arn": "a"},
    "ssm-incidents update-related-items": {"incident-record-arn": "a"},
}
