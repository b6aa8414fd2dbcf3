"""What a wrong command is answered: what is wrong, and what to type in its place, on one screen."""

from __future__ import annotations

import pytest

from bot.slack.commands import understand
from bot.slack.typed_text import plain
from core.vocabulary.catalog import catalog
from core.vocabulary.understanding import Command, Misunderstood
from tests.commands.shapes import NOW

A_SCREEN = 700

NO_OPERATION = "`ssm-incidents` has no operation `{}`."
UNKNOWN = "`{}` is no service or operation that is known here."
START = "@aws ssm-incidents start-incident checkout"
PLAN = '--plan \'{"Stages": [{"DurationInMinutes": 5, '

WRONG = [
    # Nothing that is known
    ("hello there", UNKNOWN.format("hello"), "@aws help"),
    (
        "lambda list-functions",
        "The services are `chatbot`, `cloudtrail`, `ssm-contacts`, `ssm-incidents`, `sts`.",
        "@aws help",
    ),
    ("please start an incident", UNKNOWN.format("please"), "@aws help"),
    (
        "--impact 1",
        "A service and an operation are needed before `--impact 1`.",
        "@aws ssm-incidents list-incident-records",
    ),
    (
        '"ssm-incidents start-incident"',
        "A service and an operation are needed",
        "@aws ssm-incidents list-incident-records",
    ),
    ("ssm-contacts --contact-id jane", "`@aws ssm-contacts` needs an operation before", "@aws ssm-contacts help"),
    # Nearly an operation
    ("ssm-incidents strat-incident checkout", NO_OPERATION.format("strat-incident"), START),
    ("ssm-incidents start-incidnet checkout", NO_OPERATION.format("start-incidnet"), START),
    ("ssm-incidents declare-incident checkout", NO_OPERATION.format("declare-incident"), START),
    ("ssm-incident strat-incident checkout", NO_OPERATION.format("strat-incident"), START),
    ("strat-incident checkout", UNKNOWN.format("strat-incident"), START),
    ("ssm-incidents xyzzy", NO_OPERATION.format("xyzzy"), "@aws ssm-incidents help"),
    ("help strat-incident", "There is no help about `strat-incident`.", "@aws help ssm-incidents start-incident"),
    ("help lambda", "There is no help about `lambda`.", "@aws help ssm-incidents"),
    # The wrong service, or which of several
    ("ssm-incidents get-contact jane", NO_OPERATION.format("get-contact"), "@aws ssm-contacts get-contact jane"),
    ("ssm-contacts start-incident checkout", "`ssm-contacts` has no operation `start-incident`.", START),
    ("ssm start-incident checkout", UNKNOWN.format("ssm"), START),
    ("incidents start-incident checkout", UNKNOWN.format("incidents"), START),
    ("incident-manager start-incident checkout", UNKNOWN.format("incident-manager"), START),
    ("tag-resource --tags a=b", "Several services have `tag-resource`.", "@aws ssm-contacts tag-resource --tags a=b"),
    (
        "list-tags-for-resource x",
        "Several services have `list-tags-for-resource`.",
        "@aws ssm-incidents list-tags-for-resource x",
    ),
    # Options
    ("start-incident --imapct 1", "`ssm-incidents start-incident` has no option `--imapct`.", "--impact"),
    ("start-incident —imapct 1", "`ssm-incidents start-incident` has no option `--imapct`.", "--impact"),
    ("start-incident --title down -imapct 1", "has no option `--imapct`.", "--impact"),
    ("start-incident --severity 1", "has no option `--severity`. It has `--client-token`, `--impact`,", "--impact 1"),
    ("start-incident --response-plan checkout", "has no option `--response-plan`.", "--response-plan-arn"),
    ("start-incident --title Checkout --really down", "has no option `--really`. It has", '--title "Checkout is down"'),
    ("start-incident --title a --title b", "`--title` is there twice; say it once", "--title"),
    ("start-incident --title a -title b", "`--title` is there twice; say it once", "--title"),
    (
        "list-incident-records --max-items 1 --max-results 2",
        "`--max-items` and `--max-results` set the same thing",
        "@aws",
    ),
    (
        "update-deletion-protection --deletion-protected --no-deletion-protected",
        "set the same thing",
        "--deletion-protected",
    ),
    ("start-incident checkout --title", "`--title` has no value.", '--title "Checkout is down"'),
    ("list-incident-records now", "It is not clear which option `now` is the value of. There are `--filters`,", "@aws"),
    # Values
    ("start-incident checkout --impact high", "`--impact`: 'high' is not a whole number from 1 to 5.", "--impact 1"),
    ("start-incident checkout --impact 1.5", "`--impact`: '1.5' is not a whole number from 1 to 5.", "--impact 1"),
    (
        "start-incident checkout --impact \u0661",
        "`--impact`: '\u0661' is not a whole number from 1 to 5.",
        "--impact 1",
    ),
    ("update-incident-record --status closed", "`--status`: 'closed' is not OPEN or RESOLVED.", "--status RESOLVED"),
    ("update-incident-record --status open now", "`--status`: 'open now' is not OPEN or RESOLVED.", "--status OPEN"),
    ("create-contact --type robot", "'robot' is not PERSONAL, ESCALATION or ONCALL_SCHEDULE.", "--type PERSONAL"),
    (
        "create-timeline-event --event-time yesterday",
        "'yesterday' is not a time such as 2026-01-31T20:30:00Z",
        "--event-time now",
    ),
    ("create-timeline-event --event-time 2026-02-31", "'2026-02-31' is not a time such as", "--event-time now"),
    (
        "create-timeline-event --event-data file://event.json",
        "no file is read from here; paste its content",
        "--event-data",
    ),
    ("update-deletion-protection --deletion-protected maybe", "'maybe' is not true or false.", "--deletion-protected"),
    ("create-contact --plan Stages", "'Stages' is neither JSON nor key=value: '=' was expected at character 7", PLAN),
    ('create-contact --plan {"Stages": [}', "the JSON breaks at character 13, near", PLAN),
    ("create-contact --plan {'Stages': []}", "Expecting property name enclosed in double quotes", PLAN),
    (
        'create-contact --plan {"Stages": [{"Duration": 5}]}',
        "'Duration' is no key of Stages[0]; DurationInMinutes is",
        PLAN,
    ),
    ('create-contact --plan {"Steps": []}', "'Steps' is no key; Stages is", PLAN),
    ('create-contact --plan {"xyzzy": []}', "'xyzzy' is no key; there is Stages or RotationIds", PLAN),
    (
        'create-contact --plan {"Stages": [{"DurationInMinutes": "five"}]}',
        "at Stages[0].DurationInMinutes, 'five' is not",
        PLAN,
    ),
    ('create-contact --plan {"Stages": [{"DurationInMinutes": NaN}]}', "that no value here can have", PLAN),
    (
        'create-contact --plan {"Stages": [{"DurationInMinutes": true}]}',
        "'true' is not a whole number up to 30",
        PLAN,
    ),
    ('create-contact --plan ["a"]', "'[\"a\"]' is not an object with Stages or RotationIds.", PLAN),
    (
        'create-contact --cli-input-json {"Alas": "jane"}',
        "'Alas' is no key; Alias is.",
        '--cli-input-json \'{"Alias": "jane"',
    ),
    (
        r'create-contact-channel --delivery-address {"SimpleAddress": "\ud800"}',
        "half of a character",
        "--delivery-address",
    ),
    ("ssm-contacts tag-resource --tags Key=a,Key=b", "a second 'Key'", '--tags \'[{"Key": "team"'),
    ("ssm-contacts tag-resource --tags team", "'team' is neither JSON nor key=value", '--tags \'[{"Key": "team"'),
    ('list-incident-records --filters {"key": 5}', "at [0].key, '5' is not a text.", "--filters '[{"),
    (
        "list-incident-records --query [?",
        "`--query` wants a JMESPath expression, and `[?` is none",
        '--query "incidentRecordSummaries[].arn"',
    ),
    ("list-incident-records --output yaml", "`--output` is `json`, `text` or `table`, not `yaml`.", "--output json"),
]


@pytest.mark.parametrize(("typed", "problem", "instead"), WRONG, ids=[typed for typed, _, _ in WRONG])
def test_a_wrong_command_is_told_what_is_wrong_and_what_to_type(typed: str, problem: str, instead: str) -> None:
    answer = understand(plain(typed), NOW, catalog())
    assert isinstance(answer, Misunderstood), answer
    assert problem in answer.problem
    assert instead in answer.text.removeprefix(answer.problem) or instead in answer.problem
    assert len(answer.text) <= A_SCREEN


@pytest.mark.parametrize("typed", [typed for typed, _, _ in WRONG])
def test_an_example_in_an_answer_is_a_command_that_is_understood(typed: str) -> None:
    answer = understand(plain(typed), NOW, catalog())
    assert isinstance(answer, Misunderstood)
    if answer.example and not answer.example.endswith("help"):
        assert isinstance(understand(answer.example, NOW, catalog()), Command)


def test_what_somebody_typed_is_repeated_in_part_only() -> None:
    answer = understand("start-incident --impact " + "9" * 30_000, NOW, catalog())
    assert isinstance(answer, Misunderstood)
    assert len(answer.text) <= A_SCREEN


def test_a_text_that_is_too_long_is_refused() -> None:
    answer = understand("start-incident --title " + "x" * 40_000, NOW, catalog())
    assert isinstance(answer, Misunderstood)
    assert "40,023 characters; a command has 40,000 at most" in answer.problem
