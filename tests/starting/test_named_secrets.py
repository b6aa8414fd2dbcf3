"""Configuration may name a secret instead of holding it, and whoever reads what is printed learns no secret."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ConnectTimeoutError, NoCredentialsError
from botocore.stub import Stubber
from moto.server import ThreadedMotoServer
from moto.ssm.models import ssm_backends

from bot import doctor, environment, named_secrets
from bot.named_secrets import CannotFetch, fetched
from bot.variables import WrongSetting

TOKEN, SECRET = "xoxb-from-the-parameter", "signing-from-the-parameter"
NAMED = {"SLACK_BOT_TOKEN": "ssm:/muster/token", "SLACK_SIGNING_SECRET": "ssm:/muster/old, ssm:/muster/new"}
ARN = "arn:aws:ssm:eu-west-1:123456789012:parameter/muster/token"


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """moto in the place of AWS, found by the variables that AWS's own tools find an endpoint by."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    monkeypatch.setenv("AWS_ENDPOINT_URL_SSM", "http://{}:{}".format(*server.get_host_and_port()))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "example")
    yield lambda region: boto3.client("ssm", region_name=region)
    server.stop()
    ssm_backends.reset()  # which the process has, not the server


def keep(client: Any, kind: str = "SecureString", **values: str) -> None:
    for name, value in values.items():
        client.put_parameter(Name=f"/muster/{name}", Value=value, Type=kind, Overwrite=True)


def test_a_named_secret_is_read_where_it_is_kept(aws):
    keep(aws("us-east-1"), token=TOKEN, old=SECRET, new="2")
    settings = environment.read(NAMED)
    assert settings.slack_bot_token == TOKEN
    assert settings.slack_signing_secret == f"{SECRET},2"


def test_an_arn_says_in_which_region(aws):
    keep(aws("eu-west-1"), token=TOKEN)
    assert environment.read({"SLACK_BOT_TOKEN": ARN, "SLACK_APP_TOKEN": "xapp-1"}).slack_bot_token == TOKEN


def test_the_region_is_aws_s_own_setting_and_else_muster_s(aws):
    keep(aws("eu-west-1"), token=TOKEN)
    env = {"SLACK_BOT_TOKEN": "ssm:/muster/token", "SLACK_APP_TOKEN": "xapp-1"}
    assert environment.read({**env, "AWS_REGION": "eu-west-1"}).slack_bot_token == TOKEN
    assert environment.read({**env, "MUSTER_REGION": "eu-west-1"}).slack_bot_token == TOKEN


def test_a_version_can_be_named(aws):
    keep(aws("us-east-1"), token=TOKEN)
    keep(aws("us-east-1"), token="newer")
    assert fetched(["ssm:/muster/token:1"], "us-east-1") == {"ssm:/muster/token:1": TOKEN}


def test_more_than_fit_into_one_call_are_read_in_several(aws):
    values = {f"secret-{number}": str(number) for number in range(23)}
    keep(aws("us-east-1"), **values)
    assert fetched([f"ssm:/muster/{name}" for name in values], "us-east-1") == {
        f"ssm:/muster/{name}": value for name, value in values.items()
    }


def test_an_absent_parameter_is_named(aws):
    with pytest.raises(WrongSetting, match="/muster/token: there is no such parameter"):
        environment.read(NAMED | {"SLACK_SIGNING_SECRET": "plain"})


def test_a_parameter_that_is_kept_in_plain_is_refused_without_its_value(aws):
    keep(aws("us-east-1"), "String", token=TOKEN)
    with pytest.raises(WrongSetting, match="SecureString") as refused:
        environment.read(NAMED | {"SLACK_SIGNING_SECRET": "plain"})
    assert TOKEN not in str(refused.value)


def answering(code: str | None = None, answer: dict[str, Any] | None = None) -> Any:
    client = boto3.client("ssm", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    stubber = Stubber(client)
    if code:
        stubber.add_client_error("get_parameters", code, TOKEN)
    else:
        stubber.add_response("get_parameters", answer or {}, {"Names": ["/muster/token"], "WithDecryption": True})
    stubber.activate()
    return lambda region: client


def test_it_is_asked_for_in_the_clear_and_by_its_bare_name():
    held = {"Parameters": [{"Name": "/muster/token", "Type": "SecureString", "Value": TOKEN}]}
    assert fetched(["ssm:/muster/token"], "us-east-1", answering(answer=held)) == {"ssm:/muster/token": TOKEN}


@pytest.mark.parametrize(
    "code", ["AccessDeniedException", "InvalidKeyId", "ThrottlingException", "InternalServerError"]
)
def test_a_refusal_is_told_by_its_code_and_not_in_its_own_words(code):
    with pytest.raises(CannotFetch, match=code) as refused:
        fetched(["ssm:/muster/token"], "us-east-1", answering(code))
    assert TOKEN not in str(refused.value)


@pytest.mark.parametrize("problem", [NoCredentialsError(), ConnectTimeoutError(endpoint_url=TOKEN)])
def test_an_aws_that_cannot_be_asked_is_told_in_a_sentence(problem):
    class Silent:
        def get_parameters(self, **_: Any) -> None:
            raise problem

    with pytest.raises(CannotFetch, match=r"/muster/token.*could not be asked") as refused:
        fetched(["ssm:/muster/token"], "us-east-1", lambda region: Silent())
    assert TOKEN not in str(refused.value)


def test_what_is_no_secret_is_not_read_from_a_parameter():
    with pytest.raises(WrongSetting, match=r"MUSTER_REGION.*only secrets"):
        environment.read({"MUSTER_REGION": "ssm:/muster/region"})


def test_without_a_name_nobody_is_asked():
    def fetch(names: Any, region: str) -> dict[str, str]:
        raise AssertionError(names)

    plain = {"SLACK_BOT_TOKEN": "xoxb-1, 2", "SLACK_SIGNING_SECRET": "a,b"}
    assert environment.read(plain, fetch).slack_bot_token == "xoxb-1, 2"


def test_a_wrong_secret_is_not_quoted():
    with pytest.raises(WrongSetting) as refused:
        environment.read({"MUSTER_REGION": "nowhere", "SLACK_BOT_TOKEN": TOKEN})
    assert TOKEN not in str(refused.value)


def test_the_doctor_says_where_each_secret_comes_from_and_none_of_them(aws, capsys):
    keep(aws("us-east-1"), token=TOKEN)
    doctor.report({"SLACK_BOT_TOKEN": "ssm:/muster/token", "SLACK_SIGNING_SECRET": SECRET, "DATABASE_URL": "x:pass@y"})
    told = capsys.readouterr().out
    assert "from ssm:/muster/token" in told
    assert told.count("set in the environment") == 2
    for secret in (TOKEN, SECRET, "pass@"):
        assert secret not in told


@pytest.mark.parametrize(
    "text", ["ssm:", "ssm:a b", "xssm:/a", "arn:aws:s3:::bucket", "arn:aws:ssm:us-east-1:1:parameter/x"]
)
def test_what_is_no_name_of_a_parameter_is_not_asked_for(text):
    assert named_secrets.names_in(text) == []


@pytest.mark.parametrize(
    "text",
    ["ssm:", "ssm:m tok", "SSM:/m/tok", "Ssm :/m/tok", "arn:aws:secretsmanager:us-east-1:111122223333:secret:tok",
     "ARN:aws:ssm:us-east-1:111122223333:parameter/tok", "arn:aws:ssm:us-east-1:1:parameter/tok",
     "ssm:/m/new, SSM:/m/tok"],
)  # fmt: skip
def test_what_only_looks_like_the_name_of_a_parameter_is_not_taken_for_the_secret(text):
    env = {"SLACK_BOT_TOKEN": text, "SLACK_APP_TOKEN": "xapp-1"}
    with pytest.raises(WrongSetting, match=r"SLACK_BOT_TOKEN=…: .* expected ssm:/") as refused:
        environment.read(env, lambda names, _: dict.fromkeys(names, "fetched"))
    assert "tok" not in str(refused.value).partition("expected")[0]


@pytest.mark.parametrize("text", ["xoxb-1", "ssmartoken", "arnold:1", "x,ssm-y", "a:arn:b"])
def test_any_other_text_is_the_secret_itself(text):
    assert environment.read({"SLACK_BOT_TOKEN": text, "SLACK_APP_TOKEN": "xapp-1"}).slack_bot_token == text
