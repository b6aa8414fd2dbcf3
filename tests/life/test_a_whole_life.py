"""From the first command to the last with the real clients, by the examples of their own documentation."""

from __future__ import annotations

from core.vocabulary.catalog import catalog
from tests.life import beginning, ending, incident, oncall
from tests.life.examples import documented
from tests.life.life import Life


def test_every_operation_answers_its_documentations_examples_in_the_course_of_one_life(life: Life):
    live(life)
    assert set(catalog()) == life.answered
    assert life.repeated == []
    for service in ("ssm-incidents", "ssm-contacts"):
        assert {f"{service}/{page}" for page in documented(service)} <= life.typed


def live(life: Life) -> None:
    beginning.identity(life)
    beginning.replication_set(life)
    beginning.people(life)
    beginning.shared_contacts(life)
    oncall.chat(life)
    oncall.engagements(life)
    oncall.rotations(life)
    incident.response_plan(life)
    arn = incident.started(life)
    incident.recorded(life, arn)
    incident.timeline(life)
    incident.related_items(life, arn)
    incident.findings(life, arn)
    incident.resolved(life, arn)
    ending.parted(life)
    ending.over(life)
