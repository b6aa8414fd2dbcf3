"""`aws_ssmincidents_response_plan`, from the first apply to the last destroy."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from tests.terraform.contact_resources import Contact
from tests.terraform.incident_resources import ResponsePlan, automation, template
from tests.terraform.provider import NOT_FOUND, Provider, bag, code_of

TOPICS = [f"arn:aws:sns:us-east-1:111122223333:{name}" for name in ("one", "two", "three")]
ROLE = "arn:aws:iam::111122223333:role/runbooks"
READ = ["GetResponsePlan", "ListTagsForResource"]


def a_plan(provider: Provider, **said: object) -> ResponsePlan:
    made = ResponsePlan(provider, **{"name": "checkout", "incident_template": template("Checkout is down", 1), **said})
    assert made.apply() == ["CreateResponsePlan", *READ]
    assert made.plan() == {}
    return made


def test_with_nothing_but_a_title_it_is_planned_again_without_a_difference(provider: Provider) -> None:
    made = a_plan(provider)
    assert made.id == "arn:aws:ssm-incidents::111122223333:response-plan/checkout"


def test_without_a_chat_channel_there_is_none_or_an_empty_one_and_never_half_a_one(provider: Provider) -> None:
    found = provider.incidents.get_response_plan(arn=a_plan(provider).id)
    assert found.get("chatChannel", {"empty": {}}) == {"empty": {}}


def test_with_everything_said_it_is_planned_again_without_a_difference(provider: Provider) -> None:
    people = [Contact(provider, alias=alias, type="PERSONAL") for alias in ("jane", "ben")]
    for one in people:
        one.apply()
    a_plan(
        provider,
        display_name="Checkout",
        incident_template=template(
            "Checkout is down", 2, dedupe_string="checkout", summary="Orders fail",
            incident_tags={"team": "payments", "empty": ""}, notification_target=bag(*TOPICS),
        ),
        chat_channel=bag(*TOPICS),
        engagements=bag(*(one.id for one in people)),
        action=[
            automation(
                "Restart", ROLE, document_version="2", target_account="IMPACTED_ACCOUNT",
                parameter=bag({"name": "Hosts", "values": bag("b", "a")}, {"name": "Force", "values": ["yes"]}),
                dynamic_parameters={"incident": "INCIDENT_RECORD_ARN"},
            )
        ],
        integration=[{"name": "pagers", "service_id": "P1", "secret_id": "secret"}],
        tags={"team": "payments", "empty": ""},
    )  # fmt: skip


def test_of_a_runbook_only_what_was_said_comes_back(provider: Provider) -> None:
    made = a_plan(provider, action=[automation("Restart", ROLE)])
    (found,) = provider.incidents.get_response_plan(arn=made.id)["actions"]
    assert found == {"ssmAutomation": {"documentName": "Restart", "roleArn": ROLE}}


def test_each_part_is_changed_alone_and_the_others_stay(provider: Provider) -> None:
    jane = Contact(provider, alias="jane", type="PERSONAL")
    jane.apply()
    made = a_plan(provider, chat_channel=bag(*TOPICS[:2]), tags={"a": "1"})
    changes = {
        "display_name": "Checkout",
        "incident_template": template("Checkout is slow", 3, summary="Orders wait", dedupe_string="slow"),
        "engagements": [jane.id],
        "chat_channel": bag(*TOPICS[1:]),
        "action": [automation("Restart", ROLE, document_version="1")],
        "integration": [{"name": "pagers", "service_id": "P1", "secret_id": "secret"}],
    }
    for name, value in changes.items():
        assert made.apply(**{name: value}) == ["UpdateResponsePlan", *READ]
        assert made.plan() == {}, name


def test_what_can_be_cleared_is_cleared(provider: Provider) -> None:
    jane = Contact(provider, alias="jane", type="PERSONAL")
    jane.apply()
    made = a_plan(
        provider,
        display_name="Checkout",
        chat_channel=bag(*TOPICS),
        engagements=[jane.id],
        incident_template=template("Checkout is down", 1, summary="Orders fail", dedupe_string="d"),
    )
    for cleared in ({"chat_channel": []}, {"engagements": []}, {"display_name": ""}):
        made.apply(**cleared)
        assert made.plan() == {}, cleared
    made.apply(incident_template=template("Checkout is down", 1))
    assert made.plan() == {}


def test_what_terraform_does_not_clear_stays_as_at_aws(provider: Provider) -> None:
    tagged = template("Checkout is down", 1, incident_tags={"team": "payments"}, notification_target=TOPICS[:1])
    made = a_plan(provider, incident_template=tagged, action=[automation("Restart", ROLE)])
    made.apply(incident_template=template("Checkout is down", 1), action=[])
    assert {name: there_is for name, (there_is, _) in made.plan().items()} == {
        "incident_template": tagged,
        "action": [automation("Restart", ROLE)],
    }


def test_tags_are_changed_before_the_rest(provider: Provider) -> None:
    made = a_plan(provider, tags={"a": "1", "b": "2"})
    calls = made.apply(tags={"b": "", "c": "3"}, display_name="Checkout")
    assert calls == ["UntagResource", "TagResource", "UpdateResponsePlan", *READ]
    assert made.plan() == {}


def test_an_import_by_its_arn_finds_all_of_it(provider: Provider) -> None:
    made = a_plan(provider, display_name="Checkout", chat_channel=bag(*TOPICS), tags={"a": "1"})
    assert made.imported().plan() == {}


def test_a_renamed_one_is_destroyed_and_made_anew(provider: Provider) -> None:
    made = a_plan(provider)
    assert made.destroy() == ["DeleteResponsePlan"]
    assert made.plan() == {"": "has to be created"}
    a_plan(provider, name="orders")
    a_plan(provider)


def test_destroying_twice_is_no_error(provider: Provider) -> None:
    made = a_plan(provider)
    made.destroy()
    assert made.destroy() == ["DeleteResponsePlan"]
    with pytest.raises(ClientError) as gone:
        made.read()
    assert code_of(gone.value) == NOT_FOUND
