"""Does a signed request arrive, and nothing else?  Against the real server, with requests that botocore has signed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError

from bot.http.aws_wire import WireRequest
from core.vocabulary.catalog import Operation, catalog
from core.vocabulary.examples import example_params
from tests.api.running import Api
from tests.api.signing import SIGNATURE_ERRORS, signed
from tests.wire.raw_requests import raw_request

PLAN = "arn:aws:ssm-incidents::111122223333:response-plan/checkout"
PERSON = "arn:aws:ssm-contacts:us-east-1:111122223333:contact/jane"
ODD = "a b%2F%c+ä~*'()!$&=;,:@ü/../d//e"
REST = WireRequest("DELETE", f"/tags/{quote(PLAN, safe='')}?tagKeys=a%20b&tagKeys=c", {}, b"")
STARTING = raw_request(catalog()["ssm-incidents:StartIncident"], {"responsePlanArn": PLAN, "title": "Down"})
LISTING = raw_request(catalog()["ssm-contacts:ListContacts"], {"MaxResults": 3})
every_operation = pytest.mark.parametrize("operation", catalog().values(), ids=lambda one: one.action)


def answered(call: Callable[[], Any]) -> str:
    """The code of the answer: empty where it is a good one."""
    try:
        call()
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return ""


@every_operation
def test_what_botocore_signs_is_never_taken_for_forged(shared: Api, operation: Operation) -> None:
    client = shared.client(operation.service)
    params = _with_arns(operation, example_params(operation))
    code = answered(lambda: getattr(client, xform_name(operation.name))(**params))
    assert code not in SIGNATURE_ERRORS
    assert not code.startswith(("Unknown", "Serialization", "Internal")), code


def _with_arns(operation: Operation, params: dict[str, Any]) -> dict[str, Any]:
    """As they are but for the paths, which are the hard part of a signature."""
    located = operation.input_shape.members
    odd = {name: f"{params[name]}{ODD}" for name, shape in located.items()
           if shape.serialization.get("location") == "uri"}  # fmt: skip
    return params | odd


def test_odd_arns_arrive_as_they_were_sent(shared: Api) -> None:
    incidents = shared.client("ssm-incidents")
    with pytest.raises(ClientError) as refused:
        incidents.untag_resource(resourceArn=f"{PLAN}{ODD}", tagKeys=["a b", "ä+%&="])
    assert refused.value.response["Error"]["Code"] not in SIGNATURE_ERRORS


@pytest.mark.parametrize(
    "path",
    ["/tags/arn%3aaws%3assm-incidents%3a%3a111122223333%3aresponse-plan%2fa%7eb", "/tags/a+b%2Bc", "/tags/%61rn",
     "/tags/%2E%2E/x", "/tags/a?tagKeys=a%7Eb", "/tags/a?tagKeys=a%2Bb&tagKeys=%C3%A4"],
)  # fmt: skip
def test_a_path_is_checked_as_it_was_written(shared: Api, path: str) -> None:
    """Whoever tidied it up before would look at another path than was signed."""
    answer = shared.send(shared.signed(WireRequest("DELETE", path, {}, b""), "ssm-incidents"))
    assert answer.code not in SIGNATURE_ERRORS, answer


@dataclass(frozen=True)
class Attack:
    """A request that was signed, and what somebody made of it on its way."""

    request: WireRequest
    service: str
    change: Callable[[WireRequest], WireRequest]


def header(name: str, value: str) -> Callable[[WireRequest], WireRequest]:
    return lambda request: replace(request, headers={**request.headers, name: value})


def without(name: str) -> Callable[[WireRequest], WireRequest]:
    return lambda request: replace(request, headers={k: v for k, v in request.headers.items() if k != name})


def authorization(old: str, new: str) -> Callable[[WireRequest], WireRequest]:
    def change(request: WireRequest) -> WireRequest:
        assert old in request.headers["authorization"]
        return header("authorization", request.headers["authorization"].replace(old, new))(request)

    return change


def attacks() -> Iterator[tuple[str, Attack]]:
    yield "body", Attack(STARTING, "ssm-incidents", lambda r: replace(r, body=r.body.replace(b"Down", b"Fine")))
    yield "body added", Attack(REST, "ssm-incidents", lambda r: replace(r, body=b"{}"))
    yield "path", Attack(REST, "ssm-incidents", lambda r: replace(r, raw_path=r.raw_path.replace("checkout", "x")))
    yield "query value", Attack(REST, "ssm-incidents", lambda r: replace(r, raw_path=r.raw_path.replace("=c", "=d")))
    yield "query added", Attack(REST, "ssm-incidents", lambda r: replace(r, raw_path=f"{r.raw_path}&tagKeys=d"))
    yield "query removed", Attack(REST, "ssm-incidents", lambda r: replace(r, raw_path=r.raw_path.partition("&")[0]))
    yield "method", Attack(REST, "ssm-incidents", lambda r: replace(r, method="POST"))
    yield "host", Attack(REST, "ssm-incidents", header("host", "ssm-incidents.us-east-1.amazonaws.com"))
    yield "date", Attack(REST, "ssm-incidents", lambda r: _a_second_later(r))
    yield "target", Attack(LISTING, "ssm-contacts", header("x-amz-target", "SSMContacts.ListRotations"))
    yield "token", Attack(LISTING, "ssm-contacts", header("x-amz-security-token", "stolen"))
    yield "content type", Attack(LISTING, "ssm-contacts", header("content-type", "application/json"))
    yield "declared hash", Attack(STARTING, "ssm-incidents", header("x-amz-content-sha256", "0" * 64))
    yield "signature", Attack(REST, "ssm-incidents", lambda r: _other_signature(r))
    yield "scope", Attack(REST, "ssm-incidents", authorization("us-east-1", "eu-west-1"))
    yield "key", Attack(REST, "ssm-incidents", authorization("Credential=AKIA", "Credential=AKIB"))
    yield "signed headers", Attack(LISTING, "ssm-contacts", authorization(";x-amz-target", ""))
    yield "no date", Attack(REST, "ssm-incidents", without("x-amz-date"))
    yield "nothing signed", Attack(REST, "ssm-incidents", without("authorization"))


def _a_second_later(request: WireRequest) -> WireRequest:
    date = request.headers["x-amz-date"]
    second = (int(date[13:15]) + 1) % 60
    return header("x-amz-date", f"{date[:13]}{second:02d}Z")(request)


def _other_signature(request: WireRequest) -> WireRequest:
    text = request.headers["authorization"]
    return header("authorization", text[:-1] + ("0" if text[-1] != "0" else "1"))(request)


ATTACKS = dict(attacks())


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_whatever_is_changed_on_the_way_the_signature_holds_for_it_no_more(shared: Api, attack: Attack) -> None:
    good = shared.signed(attack.request, attack.service)
    assert shared.send(good).code not in SIGNATURE_ERRORS
    refused = shared.send(attack.change(good))
    assert (refused.status, refused.code in SIGNATURE_ERRORS) == (403, True), refused


@pytest.mark.parametrize(("seconds", "is_taken"), [(301, False), (-302, False), (240, True), (-240, True)])
def test_clocks_may_differ_by_five_minutes(shared: Api, seconds: int, is_taken: bool) -> None:
    request = shared.signed(LISTING, "ssm-contacts")
    shared.clock.ahead = timedelta(seconds=seconds)
    answer = shared.send(request)
    assert (answer.status == 200) is is_taken
    assert answer.status in (200, 403)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x-amz-target", "SSMContacts.DeleteContact"),
        ("x-amz-security-token", "token"),
        ("x-amz-anything-else", "1"),
    ],
)
def test_a_header_of_amazons_counts_only_where_it_is_signed(shared: Api, name: str, value: str) -> None:
    request = shared.signed(REST, "ssm-incidents")
    refused = shared.send(header(name, value)(request))
    assert (refused.status, refused.code) == (403, "InvalidSignatureException")
    assert name in refused.message


@pytest.mark.parametrize("word", ["UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "0" * 64])
def test_a_body_is_always_signed(shared: Api, word: str) -> None:
    declared = replace(STARTING, headers={**STARTING.headers, "X-Amz-Content-SHA256": word})
    refused = shared.send(shared.signed(declared, "ssm-incidents"))
    assert (refused.status, refused.code) == (403, "InvalidSignatureException")


@pytest.mark.parametrize(
    ("service", "region"),
    [("ssm-contacts", "us-east-1"), ("s3", "us-east-1"), ("ssm-incidents", "eu-west-1"), ("sts", "us-east-1")],
)
def test_a_signature_for_another_service_or_region_does_not_count(shared: Api, service: str, region: str) -> None:
    refused = shared.send(shared.signed(STARTING, service, region=region))
    assert (refused.status, refused.code in SIGNATURE_ERRORS) == (403, True), refused


@dataclass(frozen=True)
class Forged:
    id: str
    secret: str


def test_an_unknown_key_a_wrong_secret_and_a_disabled_key_look_the_same(shared: Api) -> None:
    disabled = shared.new_key("dan")
    shared.run(shared.muster.access_keys.disable(disabled.id))
    keys = (Forged("AKIAIOSFODNN7EXAMPLE", shared.key.secret), Forged(shared.key.id, "wrong"), disabled)
    answers = [shared.send(shared.signed(LISTING, "ssm-contacts", key=key)) for key in keys]
    assert len({str(answer.shape) for answer in answers}) == 1
    assert len({answer.message for answer in answers}) == 1
    assert answers[0].status == 403


def test_a_stranger_does_not_learn_which_operations_there_are(shared: Api) -> None:
    asked = [
        STARTING, replace(STARTING, raw_path="/noSuchOperation"), LISTING,
        replace(LISTING, headers={**LISTING.headers, "x-amz-target": "SSMContacts.NoSuchThing"}),
        replace(LISTING, body=b"{"),
    ]  # fmt: skip
    host = ":".join(map(str, shared.address))
    answers = [shared.send(replace(one, headers={"host": host, **one.headers})) for one in asked]
    assert {(answer.status, answer.code) for answer in answers} == {(403, "MissingAuthenticationTokenException")}
    rest, contacts = answers[:2], answers[2:]
    assert len({answer.body for answer in rest}) == len({answer.body for answer in contacts}) == 1


def test_who_has_proven_who_they_are_learns_it(shared: Api) -> None:
    unknown = replace(STARTING, raw_path="/noSuchOperation")
    assert shared.send(shared.signed(unknown, "ssm-incidents")).code == "UnknownOperationException"


def test_a_session_counts_with_its_token_until_it_ends(shared: Api) -> None:
    answer = shared.client("sts").assume_role(
        RoleArn="arn:aws:iam::111122223333:role/MusterAdministrator", RoleSessionName="job", DurationSeconds=900
    )
    given = answer["Credentials"]
    session = Forged(given["AccessKeyId"], given["SecretAccessKey"])

    def asked(token: str | None) -> tuple[int, str]:
        got = shared.send(shared.signed(LISTING, "ssm-contacts", key=session, token=token))
        return got.status, got.code

    assert asked(given["SessionToken"]) == (200, "")
    assert asked(None)[0] == asked("another")[0] == 403
    request = shared.signed(LISTING, "ssm-contacts", key=session, token=given["SessionToken"])
    shared.clock.ahead = timedelta(seconds=240)  # not a forged time: within what clocks may differ
    assert shared.send(request).status == 200


def test_a_member_is_told_so_by_aws_sentence(shared: Api) -> None:
    member = shared.new_key("max", "member")
    addresses = raw_request(catalog()["ssm-contacts:ListContactChannels"], {"ContactId": PERSON})
    refused = shared.send(shared.signed(addresses, "ssm-contacts", key=member))
    assert (refused.status, refused.code) == (400, "AccessDeniedException")
    assert "arn:aws:iam::111122223333:user/max is not authorized to perform: ssm-contacts:ListContactChannels" in (
        refused.message
    )


def test_authorization_comes_before_everything_that_could_be_found_out(shared: Api) -> None:
    """Neither whether a thing is there, nor whether the request is well-formed."""
    member = shared.new_key("mia", "member")
    get = catalog()["ssm-contacts:GetContactChannel"]
    for params in ({"ContactChannelId": "no such"}, {"ContactChannelId": 7}, {}):
        refused = shared.send(shared.signed(raw_request(get, params), "ssm-contacts", key=member))
        assert refused.code == "AccessDeniedException", params


def test_every_answer_names_its_request(shared: Api) -> None:
    request = shared.signed(LISTING, "ssm-contacts")
    good, bad = shared.send(request), shared.send(without("authorization")(request))
    assert "Contacts" in json.loads(good.body)
    assert good.headers["x-amzn-requestid"] != bad.headers["x-amzn-requestid"]


def test_signed_by_another_than_botocores_host(shared: Api) -> None:
    """A proxy that passes Host on unchanged is not noticed."""
    request = signed(LISTING, "ssm-contacts", "muster.example.com", key=shared.key)
    assert shared.send(request).status == 200
