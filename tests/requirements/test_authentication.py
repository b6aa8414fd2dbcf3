"""Requirements 13 to 23: nobody is believed who has not proven who they are, and nothing that changed on its way."""

from __future__ import annotations

import hmac
import inspect
import json
import statistics
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore import xform_name

from bot.http import sigv4
from bot.http.aws_wire import WireRequest
from bot.http.intake import twilio
from bot.http.intake.rejected import Rejected
from bot.http.intake.sns import key_of
from bot.slack.signature import sign
from bot.slack.signature import signed as slack_signed
from core.access_keys.access_key import AccessKey
from core.alarm_doors.issuing import Wanted, made, opens, with_key
from core.errors import Refusal
from core.vocabulary.catalog import catalog
from core.vocabulary.examples import example_params
from tests.api.running import Api
from tests.api.signing import SIGNATURE_ERRORS
from tests.api.test_attacks import ATTACKS, LISTING, ODD, REST, STARTING, Forged, answered, header
from tests.http.signing import key, signed
from tests.intake import test_sns as notifications
from tests.intake import test_twilio as telephone
from tests.operations.muster import Muster
from tests.requirements.slack_requests import deliver, headers_signed
from tests.slack.world import BOSS, CHANNEL, INCIDENT, World

FORGED = (403, True)


def verdict(api: Api, request: WireRequest) -> tuple[int, bool]:
    """The status, and whether the signature is what is refused."""
    got = api.send(request)
    return got.status, got.code in SIGNATURE_ERRORS


def test_13_whatever_the_official_clients_sign_is_believed(api: Api) -> None:
    api.onboard()
    for operation in catalog().values():
        located = {name for name, shape in operation.input_shape.members.items()
                   if shape.serialization.get("location") == "uri"}  # fmt: skip
        likely = example_params(operation)
        params = {name: f"{value}{ODD}" if name in located else value for name, value in likely.items()}
        call = getattr(api.client(operation.service), xform_name(operation.name))
        code = answered(lambda: call(**params))  # noqa: B023 - called at once
        assert code not in SIGNATURE_ERRORS, operation.action
        assert not code.startswith(("Unknown", "Serialization", "Internal")), (operation.action, code)


def test_14_whatever_is_changed_on_the_way_the_signature_holds_no_more(api: Api) -> None:
    for part in ("body", "path", "query value", "query added", "method", "host", "date", "target", "token"):
        attack = ATTACKS[part]
        good = api.signed(attack.request, attack.service)
        assert api.send(good).code not in SIGNATURE_ERRORS, part
        assert verdict(api, attack.change(good)) == FORGED, part


def test_15_a_signature_lasts_five_minutes_either_way(api: Api) -> None:
    request = api.signed(LISTING, "ssm-contacts")
    for seconds, expected in ((240, False), (-240, False), (302, True), (-302, True)):
        api.clock.ahead = timedelta(seconds=seconds)
        assert verdict(api, request)[1] is expected, seconds


def test_16_nothing_that_matters_may_go_unsigned_and_no_scope_but_ours_counts(api: Api) -> None:
    for name in ("x-amz-target", "x-amz-security-token"):
        assert verdict(api, header(name, "x")(api.signed(REST, "ssm-incidents"))) == FORGED, name
    for declared in ("UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "0" * 64):
        request = replace(STARTING, headers={**STARTING.headers, "X-Amz-Content-SHA256": declared})
        assert verdict(api, api.signed(request, "ssm-incidents")) == FORGED, declared
    for service, region in (("ssm-contacts", "us-east-1"), ("s3", "us-east-1"), ("ssm-incidents", "eu-west-1")):
        assert verdict(api, api.signed(STARTING, service, region=region)) == FORGED, (service, region)


def test_17_an_unknown_key_cannot_be_told_from_a_wrong_secret(api: Api) -> None:
    keys = Forged("AKIAIOSFODNN7EXAMPLE", api.key.secret), Forged(api.key.id, "wrong")
    unknown, wrong = (api.send(api.signed(LISTING, "ssm-contacts", key=one)) for one in keys)
    assert (unknown.status, unknown.shape, unknown.message) == (403, wrong.shape, wrong.message)
    assert any(how_far_apart() < 0.1 for _ in range(5)), "the times to refuse them differ by a tenth"


def how_far_apart() -> float:
    """By what share the median times differ over two thousand refusals, taken in turns."""
    arrived = signed(catalog()["ssm-contacts:ListContacts"], {})
    request = WireRequest(arrived.method, arrived.raw_path, dict(arrived.headers), arrived.body)
    claim = sigv4.parsed(request, arrived.at, catalog().services)
    spent: dict[bool, list[float]] = {True: [], False: []}
    for turn in range(2000):
        known = key(secret="y" * 40) if turn % 2 else None
        spent[known is None].append(seconds_to_refuse(claim, known, arrived.at))
    unknown, wrong = (statistics.median(spent[which]) for which in (True, False))
    return abs(unknown - wrong) / wrong


def seconds_to_refuse(claim: sigv4.Signed, known: AccessKey | None, now: datetime) -> float:
    began = time.perf_counter()
    try:
        sigv4.proven(claim, known, now)
    except Refusal:
        return time.perf_counter() - began
    raise AssertionError("it was believed")


async def test_18_only_what_slack_has_signed_just_now_is_looked_into(caplog: pytest.LogCaptureFixture) -> None:
    async with World() as world:
        body, now = b'{"type":"url_verification","challenge":"heron"}', int(world.clock.now().timestamp())
        secret = world.slack.signing_secret
        good = headers_signed(body, secret, str(now))
        assert await deliver(world, body, good) == 200
        unbelieved: list[tuple[bytes, dict[str, str]]] = [
            (body, {}),
            (body, headers_signed(body, "another", str(now))),
            (body + b" ", good),
            (body, headers_signed(body, secret, str(now - 302))),
            (body, headers_signed(body, secret, str(now + 302))),
            (body, headers_signed(body, secret, "noon")),
            (body, good | {"X-Slack-Signature": "v0=ä"}),
            (b"payload={heron", {}),
            (b"[" * 50_000, {}),
        ]
        statuses = [await deliver(world, *one) for one in unbelieved]
    assert statuses == [401] * len(unbelieved)
    assert "heron" not in caplog.text
    assert "Traceback" not in caplog.text


async def test_19_a_delivery_that_comes_again_has_no_second_effect(muster: Muster) -> None:
    world = World()
    world.inbox = muster.storage.inbox  # type: ignore[assignment]
    async with world:
        world.operations["ssm-incidents:StartIncident"] = lambda work, request: {"incidentRecordArn": INCIDENT}
        recorded: list[Any] = []
        deliver_once: Callable[..., Any] = world.slack.deliver

        async def twice(delivery: Any, **how: Any) -> Any:
            recorded.append(delivery)
            await deliver_once(delivery, **how)
            return await deliver_once(delivery, **how)

        world.slack.deliver = twice  # type: ignore[method-assign]
        person = world.slack.somebody(BOSS)
        await person.commands("ssm-incidents start-incident --response-plan-arn checkout", channel=CHANNEL)
        await world.settled()
        assert len(recorded) == 1
        assert len(world.asked("ssm-incidents:StartIncident")) == 1


async def test_20_a_message_of_sns_is_judged_before_anything_is_fetched() -> None:
    good = notifications.signed(notifications.notification())
    assert await notifications.judged(good)
    for name, changed in notifications.FETCHING_NOTHING.items():
        outside = notifications.Outside()
        message = notifications.notification(**changed) | {"Signature": b64encode(b"x").decode()}
        with pytest.raises(Rejected):
            await notifications.judged(json.dumps(message).encode(), outside)
        assert outside.fetched == [], name
    old = notifications.signed(notifications.notification(Timestamp="2026-03-01T10:59:00.000Z"))
    again = notifications.Outside(come={key_of(notifications.notification())})
    for body, outside in ((old, notifications.Outside()), (good, again)):
        with pytest.raises(Rejected):
            await notifications.judged(body, outside)
        assert outside.fetched == []
    with pytest.raises(Rejected, match="signature"):
        await notifications.judged(good.replace(b"checkout", b"checkin!"))


async def test_21_a_subscription_confirms_its_own_topic_and_does_nothing_else() -> None:
    assert await notifications.judged(notifications.signed(notifications.confirmation()))
    for url in (
        notifications.subscribe_url(Action="DeleteTopic"),
        notifications.subscribe_url(TopicArn=notifications.TOPIC + "2"),
        notifications.subscribe_url().replace(notifications.HOST, "https://127.0.0.1"),
        notifications.subscribe_url().replace(notifications.HOST, "https://[::1]"),
        notifications.subscribe_url() + "&Action=DeleteTopic",
    ):
        outside = notifications.Outside()
        with pytest.raises(Rejected):
            await notifications.judged(notifications.signed(notifications.confirmation(SubscribeURL=url)), outside)
        assert outside.fetched == [], url


def test_22_twilio_has_signed_for_our_configured_address_whatever_host_a_request_names() -> None:
    ours, path = telephone.URL.partition("/myapp")[0], "/myapp" + telephone.URL.partition("/myapp")[2]
    url = twilio.public_url(ours, path)
    assert twilio.signed_form(url, telephone.FORM, telephone.SIGNATURE, [telephone.TOKEN])
    elsewhere = twilio.public_url("https://elsewhere.example", path)
    theirs = sign_as_twilio(elsewhere)
    assert twilio.signed_form(elsewhere, telephone.FORM, theirs, [telephone.TOKEN])
    assert not twilio.signed_form(url, telephone.FORM, theirs, [telephone.TOKEN]), "signed for a forged host"
    takes = set(inspect.signature(twilio.signed_form).parameters) | set(inspect.signature(twilio.public_url).parameters)
    assert takes == {"base", "raw_path", "url", "form", "signature", "tokens"}, "no header names the host"


def sign_as_twilio(url: str) -> str:
    text = url + "".join(name + value for name, value in sorted(telephone.FORM))
    return b64encode(hmac.digest(telephone.TOKEN.encode(), text.encode(), "sha1")).decode()


def test_23_two_secrets_count_while_one_takes_the_place_of_the_other() -> None:
    changed_at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    wanted = Wanted(name="grafana", kind="webhook", response_plan_arn="arn:aws:ssm-incidents::111122223333:plan")
    door = with_key(made(wanted, "old", changed_at), "new", changed_at, timedelta(days=1))

    def opened(key: str, after: timedelta) -> bool:
        return opens(door, key, changed_at + after)

    window, later = timedelta(hours=23), timedelta(days=1)
    assert [opened("old", window), opened("new", window)] == [True, True]
    assert [opened("old", later), opened("new", later)] == [False, True]
    assert not opened("another", window)
    at, body = changed_at.timestamp(), b"{}"
    for secret in ("old", "new"):
        signature = sign(body, str(int(at)), secret)
        assert slack_signed(body, str(int(at)), signature, ["new", "old"], changed_at), "Slack's own, in the window"
    assert not slack_signed(body, str(int(at)), sign(body, str(int(at)), "old"), ["new"], changed_at)
