"""Who am I, the replication set, and the people who can be called: the first commands of an installation."""

from __future__ import annotations

import re

import pytest
from botocore.exceptions import ClientError

from tests.life.comparing import missing
from tests.life.life import Life, answer_of_the_model

ARN = re.compile(r"arn:aws:ssm-contacts:us-east-1:111122223333:[a-z-]+/.+")


def identity(life: Life) -> None:
    """The keys of the demo, and short-lived ones that they lead to."""
    me = life.example("sts/get-caller-identity")
    assert me["Account"] == "111122223333"
    life.names.mean("arn:aws:iam::111122223333:role/MusterAdministrator", "role/xaccounts3access")
    lent = life.example_apart("sts/assume-role")
    assert set(lent["Credentials"]) == {"AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"}


def replication_set(life: Life) -> None:
    """Made in two Regions, of which one is left; the waiter of botocore is content at once."""
    assert life.boto("ssm-incidents").list_replication_sets()["replicationSetArns"] == []
    arn = life.example_apart("ssm-incidents/create-replication-set")["arn"]
    life.names.mean(
        arn,
        "replication-set/c4bcb603-4bf9-bb3f-413c-08df53673b57",
        "replication-set/a2bcc5c9-0f53-8047-7fef-c20749989b40",
    )
    life.boto("ssm-incidents").get_waiter("wait_for_replication_set_active").wait(arn=arn)
    assert life.example("ssm-incidents/list-replication-sets") == {"replicationSetArns": [arn]}
    assert set(life.example("ssm-incidents/get-replication-set")["replicationSet"]["regionMap"]) == {
        "us-east-1", "us-east-2",
    }  # fmt: skip
    life.example("ssm-incidents/update-deletion-protection")
    with pytest.raises(ClientError, match="protected"):
        life.boto("ssm-incidents").delete_replication_set(arn=arn)
    life.boto("ssm-incidents").update_deletion_protection(arn=arn, deletionProtected=False)


def people(life: Life) -> None:
    """Akua with her four channels, two more people, and the escalation plan that the documentation shows."""
    contacts = life.boto("ssm-contacts")
    akua = life.example("ssm-contacts/create-contact")["ContactArn"]
    assert ARN.fullmatch(akua)
    life.names.mean(akua, "contact/akuam", "contact/example")
    for alias, name in (("alejr", "Alejandro Rosalez"), ("anasi", "Ana Carolina Silva")):
        made = contacts.create_contact(Alias=alias, DisplayName=name, Type="PERSONAL", Plan={"Stages": []})
        life.names.mean(made["ContactArn"], f"contact/{alias}")
    shown = life.documented("ssm-contacts/get-contact", 1, without=("ContactArn",))
    life.names.mean(contacts.create_contact(**shown)["ContactArn"], "contact/example_escalation")
    channels(life, akua)
    life.example("ssm-contacts/update-contact")
    assert len(life.example("ssm-contacts/get-contact")["Plan"]["Stages"]) == 3
    assert life.example("ssm-contacts/get-contact", 1)["Type"] == "ESCALATION"
    listed = life.example("ssm-contacts/list-contacts")["Contacts"]
    assert [one["Alias"] for one in listed] == ["akuam", "alejr", "anasi", "example_escalation"]


def channels(life: Life, akua: str) -> None:
    """By SMS, by voice and by mail; each is used once the code has come back that was sent there."""
    contacts = life.boto("ssm-contacts")
    sms = life.example("ssm-contacts/create-contact-channel")["ContactChannelArn"]
    life.names.mean(
        sms,
        "contact-channel/akuam/fc7405c4-46b2-48b7-87b2-93e2f225b90d",
        "contact-channel/akuam/8ddae2d1-12c8-4e45-b852-c8587266c400",
        "contact-channel/akuam/beb25840-5ac8-4644-95cc-7a8de390fa65",
    )
    for type_, address, documented in (
        ("VOICE", "+15005550197", "49f3c24d-5f9f-4638-ae25-3f49e04229ad"),
        ("EMAIL", "akuam@example.com", "77d4f447-f619-4954-afff-85551e369c2a"),
    ):
        address = {"SimpleAddress": address}
        made = contacts.create_contact_channel(ContactId=akua, Name=type_, Type=type_, DeliveryAddress=address)
        life.names.mean(made["ContactChannelArn"], f"contact-channel/akuam/{documented}")
    spare = life.example("ssm-contacts/create-contact-channel")["ContactChannelArn"]
    life.names.mean(spare, "contact-channel/akuam/13149bad-52ee-45ea-ae1e-45857f78f9b2")
    activation(life, sms)
    life.example("ssm-contacts/update-contact-channel")
    listed = life.example("ssm-contacts/list-contact-channels")
    assert missing("", answer_of_the_model("ssm-contacts", "ListContactChannels"), listed) == set()
    assert len(listed["ContactChannels"]) == 4


def activation(life: Life, sms: str) -> None:
    """Agreed to with the code that came by itself, withdrawn, and agreed to again with one that was asked for."""
    activated(life, sms, 0)
    life.example("ssm-contacts/deactivate-contact-channel")
    assert life.example("ssm-contacts/get-contact-channel")["ActivationStatus"] == "NOT_ACTIVATED"
    life.example("ssm-contacts/send-activation-code")
    activated(life, sms, 1)


def activated(life: Life, sms: str, message: int) -> None:
    """By the code in this message."""
    life.names.mean(life.outbox("activation", message, contact_channel_arn=sms)["code"], "466136")
    life.example("ssm-contacts/activate-contact-channel")
    assert life.example("ssm-contacts/get-contact-channel")["ActivationStatus"] == "ACTIVATED"


def shared_contacts(life: Life) -> None:
    """Policies and tags of people."""
    life.example("ssm-contacts/put-contact-policy")
    assert '"222233334444"' in life.example("ssm-contacts/get-contact-policy")["Policy"]
    life.example("ssm-contacts/tag-resource")
    assert life.example("ssm-contacts/list-tags-for-resource") == {"Tags": [{"Key": "group1", "Value": "1"}]}
    life.example("ssm-contacts/untag-resource")
    assert life.boto("ssm-contacts").list_tags_for_resource(ResourceARN=life.names.arn("contact/akuam"))["Tags"] == []
