"""AWS KMS is silent, or busy: people are paged on, and that is said.  It refuses the key: everything stays closed."""

from __future__ import annotations

import logging
from threading import Event

import pytest

from core.unreadable import KeyOutOfReach, KeyRefused
from storage.keys.alarm import KeyAlarm
from storage.keys.kms import REFUSED, KmsProvider
from storage.keys.provider import Wrapped
from tests.keys.aws import Aws, Installation
from tests.keys.test_kms import person
from tests.operations.muster import MovableClock, Muster
from tests.operations.refusals import refused

SILENT_ANSWERS = [
    ("ThrottlingException", 400), ("KMSInternalException", 500), ("DependencyTimeoutException", 503),
    ("KeyUnavailableException", 500), ("ExpiredTokenException", 400),
]  # fmt: skip
FRESH = 300


async def channel(muster: Muster, contact: str) -> str:
    answer = await muster.contacts(
        "CreateContactChannel",
        ContactId=contact,
        Name="Phone",
        Type="SMS",
        DeliveryAddress={"SimpleAddress": "+15550100"},
    )
    return str(answer["ContactChannelArn"])


async def name(muster: Muster, contact: str) -> str:
    return str((await muster.contacts("GetContact", ContactId=contact))["DisplayName"])


async def test_a_data_key_at_hand_is_used_for_five_minutes_and_then_asked_for_again(sealed: Muster, aws: Aws) -> None:
    jane = await person(sealed)
    asked = len(aws.cryptographic())
    sealed.clock.advance(seconds=FRESH - 1)
    await name(sealed, jane)
    assert len(aws.cryptographic()) == asked
    sealed.clock.advance(seconds=2)
    await name(sealed, jane)
    assert [called for called, _ in aws.cryptographic()[asked:]] == ["Decrypt"]


async def test_while_kms_is_silent_people_are_engaged_for_an_hour_and_that_is_said(
    sealed: Muster, aws: Aws, caplog: pytest.LogCaptureFixture
) -> None:
    jane = await person(sealed)
    engaging = {"ContactId": jane, "Sender": "Ana", "Subject": "Down", "Content": "Please look."}
    await sealed.contacts("StartEngagement", **engaging)
    aws.silent.add("us-east-1")
    assert await sealed.storage.keys.state() == "ok"
    sealed.clock.advance(minutes=10)
    with caplog.at_level(logging.ERROR):
        started = await sealed.contacts("StartEngagement", **engaging)
    told = await sealed.contacts("DescribeEngagement", EngagementId=started["EngagementArn"])
    assert told["Content"] == "Please look."
    assert "out of reach" in await sealed.storage.keys.state()
    assert "does not answer" in caplog.text
    sealed.clock.advance(minutes=51)
    refusal = await refused(sealed.contacts("GetContact", ContactId=jane))
    assert refusal.code == "InternalServerException"
    aws.silent.clear()
    sealed.clock.advance(seconds=10)
    assert await name(sealed, jane) == "J"
    assert await sealed.storage.keys.state() == "ok"


async def test_a_silent_kms_is_not_asked_again_for_each_page(sealed: Muster, aws: Aws) -> None:
    people = [await person(sealed, alias) for alias in ("ada", "ben", "cem")]
    aws.silent.add("us-east-1")
    sealed.clock.advance(minutes=10)
    asked = len(aws.asked)
    for one in people * 3:
        await name(sealed, one)
    assert len(aws.asked) == asked + 1


async def test_whoever_repeats_a_call_waits_once_and_the_log_has_one_line_of_an_outage(
    sealed: Muster, aws: Aws, installation: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    jane = await person(sealed)
    aws.silent.add("us-east-1")
    again = await installation.open()
    asked = len(aws.asked)
    for _ in range(5):
        assert (await refused(again.contacts("GetContact", ContactId=jane))).code == "InternalServerException"
        again.clock.advance(seconds=1)
    assert len(aws.asked) == asked + 1
    again.clock.advance(seconds=10)
    await refused(again.contacts("GetContact", ContactId=jane))
    assert len(aws.asked) == asked + 2
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(errors) == 1
    assert "used for" not in await again.storage.keys.state()


async def test_nobody_waits_for_kms_longer_than_is_said() -> None:
    let_go = Event()

    class Hanging:
        def decrypt(self, **_: object) -> None:
            let_go.wait(30)

    provider = KmsProvider(lambda _: Hanging(), within=0.05)
    key = "arn:aws:kms:us-east-1:111122223333:key/x"
    try:
        with pytest.raises(KeyOutOfReach, match="within 0"):
            await provider.unwrap(b"", Wrapped(key, b""), {})
    finally:
        let_go.set()
        provider.close()


async def test_who_was_not_known_before_cannot_be_sealed_while_kms_is_silent(sealed: Muster, aws: Aws) -> None:
    aws.silent.add("us-east-1")
    making = sealed.contacts("CreateContact", Alias="new", Type="PERSONAL", Plan={"Stages": []})
    assert (await refused(making)).code == "InternalServerException"
    assert "out of reach" in await sealed.storage.keys.state()
    aws.silent.clear()
    sealed.clock.advance(seconds=10)
    assert await person(sealed, "new")


@pytest.mark.parametrize(("code", "status"), SILENT_ANSWERS)
async def test_an_answer_that_will_be_another_one_soon_counts_as_none(
    sealed: Muster, aws: Aws, code: str, status: int
) -> None:
    jane = await person(sealed)
    sealed.clock.advance(minutes=10)
    with aws.answering(code, status=status):
        assert await name(sealed, jane) == "J"
    assert "out of reach" in await sealed.storage.keys.state()


async def test_too_many_questions_are_the_callers_to_repeat(
    sealed: Muster, aws: Aws, installation: Installation
) -> None:
    jane = await person(sealed)
    again = await installation.open()
    with aws.answering("ThrottlingException"):
        assert (await refused(again.contacts("GetContact", ContactId=jane))).code == "ThrottlingException"


@pytest.mark.parametrize("code", sorted(REFUSED))
async def test_a_key_that_is_refused_closes_everything_at_once(sealed: Muster, aws: Aws, code: str) -> None:
    jane, incident = await person(sealed), await sealed.start(await sealed.plan())
    phone = await channel(sealed, jane)
    sealed.clock.advance(seconds=FRESH - 10)
    john = await person(sealed, "john")
    sealed.clock.advance(seconds=20)
    with aws.answering(code):
        refusal = await refused(sealed.contacts("GetContactChannel", ContactChannelId=phone))
    assert refusal.code == "DataEncryptionException"
    assert "refused" in await sealed.storage.keys.state()
    with aws.answering(code):
        assert (await refused(sealed.contacts("GetContact", ContactId=john))).code == "DataEncryptionException"
    with aws.answering(code):
        assert (await refused(sealed.incidents("GetIncidentRecord", arn=incident))).code == "AccessDeniedException"
    assert await name(sealed, john) == "J", "and all is open again when its owner says so"
    assert await sealed.storage.keys.state() == "ok"


async def test_a_refusal_to_make_a_data_key_closes_what_is_at_hand_too(sealed: Muster, aws: Aws) -> None:
    jane = await person(sealed)
    making = sealed.contacts("CreateContact", Alias="new", Type="PERSONAL", Plan={"Stages": []})
    with aws.answering("DisabledException", to="generate_data_key"):
        assert (await refused(making)).code == "DataEncryptionException"
    with aws.answering("DisabledException"):
        assert (await refused(sealed.contacts("GetContact", ContactId=jane))).code == "DataEncryptionException"


async def test_what_a_refused_key_had_opened_is_not_kept_in_memory_either(sealed: Muster, aws: Aws) -> None:
    jane = await person(sealed)
    kept = await sealed.storage.contacts.get(jane)
    assert await sealed.storage.contacts.get(jane) is kept
    sealed.clock.advance(minutes=10)
    with aws.answering("DisabledException"):
        await refused(sealed.contacts("GetContact", ContactId=jane))
    assert await sealed.storage.contacts.get(jane) is not kept


async def test_a_wrap_that_kms_does_not_recognise_is_no_data(
    sealed: Muster, aws: Aws, installation: Installation
) -> None:
    jane = await person(sealed)
    again = await installation.open()
    with aws.answering("InvalidCiphertextException"):
        assert (await refused(again.contacts("GetContact", ContactId=jane))).code == "DataEncryptionException"


async def test_a_set_can_be_deleted_although_its_key_is_gone_already(sealed: Muster, aws: Aws) -> None:
    await person(sealed)
    aws.silent.add("us-east-1")
    sealed.clock.advance(days=1)
    arn = (await sealed.incidents("ListReplicationSets"))["replicationSetArns"][0]
    await sealed.incidents("DeleteReplicationSet", arn=arn)
    assert (await sealed.incidents("ListReplicationSets"))["replicationSetArns"] == []


async def test_the_keys_of_a_list_are_asked_for_together(sealed: Muster, aws: Aws, installation: Installation) -> None:
    for number in range(12):
        await person(sealed, f"p{number}")
    again = await installation.open()
    asked = len(aws.cryptographic())
    listed = await again.contacts("ListContacts")
    assert len(listed["Contacts"]) == 12
    assert len(aws.cryptographic()) == asked + 12


def test_a_holder_that_refused_is_asked_again_at_once_and_one_that_was_silent_is_spared() -> None:
    clock = MovableClock()
    alarm = KeyAlarm(clock)
    alarm.sound("refused", KeyRefused("no"))
    alarm.sound("silent", KeyOutOfReach("?"))
    assert (alarm.is_quiet("refused"), alarm.is_quiet("silent"), alarm.is_quiet("well")) == (False, True, False)
    clock.advance(seconds=30)
    assert not alarm.is_quiet("silent")
    assert "1 refused; 1 out of reach" in alarm.told()


async def test_the_installations_own_key_needs_nobody(sealed: Muster, aws: Aws) -> None:
    aws.silent.add("us-east-1")
    sealed.clock.advance(days=1)
    assert (await sealed.incidents("ListReplicationSets"))["replicationSetArns"]


@pytest.mark.parametrize("is_refused", [True, False])
async def test_a_set_whose_key_cannot_be_had_goes_with_its_open_incidents(
    sealed: Muster, aws: Aws, *, is_refused: bool
) -> None:
    await sealed.start(await sealed.plan())
    arn = (await sealed.incidents("ListReplicationSets"))["replicationSetArns"][0]
    assert "1 incident is open" in (await refused(sealed.incidents("DeleteReplicationSet", arn=arn))).message
    sealed.clock.advance(days=1)
    if is_refused:
        with aws.answering("DisabledException"):
            await sealed.incidents("DeleteReplicationSet", arn=arn)
    else:
        aws.silent.add("us-east-1")
        await sealed.incidents("DeleteReplicationSet", arn=arn)
    assert (await sealed.incidents("ListReplicationSets"))["replicationSetArns"] == []
