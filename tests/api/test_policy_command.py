"""`muster policy`, as an operator types it, while Muster runs and while it does not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest
from botocore.exceptions import ClientError

from bot.cli import main
from core.work import Save
from tests.api.running import Api, running
from tests.operations.muster import ARNS, person, slack_channel
from tests.rules.attached import text

PLAN = "arn:aws:ssm-incidents::111122223333:response-plan/checkout"
ATTACHED = {
    "users": {"U2ANA": "PlanEditor", "U4CHLOE": "Inside", "user/nobody": []},
    "groups": {"payments": {"members": ["U3BEN"], "policies": ["MusterReadOnlyAccess", "NoPlans"]}},
    "roles": {"deployer": {"policies": "PlanEditor"}},
}
POLICIES = {
    "PlanEditor": text(action="ssm-incidents:UpdateResponsePlan", Sid="Edit"),
    "Inside": text(
        Condition={
            "IpAddress": {"aws:SourceIp": "203.0.113.0/24"},
            "DateLessThan": {"aws:CurrentTime": "2027-01-01T00:00:00Z"},
        }
    ),
    "NoPlans": text("Deny", "ssm-incidents:GetResponsePlan"),
}


def write(directory: Path, top: object = None, **policies: str) -> Path:
    directory.mkdir(mode=0o755, exist_ok=True)
    for name, content in {"attachments": json.dumps(ATTACHED if top is None else top), **policies}.items():
        (directory / f"{name}.json").write_text(content)
        (directory / f"{name}.json").chmod(0o644)
    return directory


@dataclass
class Asked:
    """What the command said."""

    status: int
    out: str
    err: str


def link(api: Api, name: str, channel: str, role: str, *guardrails: str) -> None:
    api.client("chatbot", region="us-east-2").create_slack_channel_configuration(
        SlackTeamId="T1HOME",
        SlackChannelId=channel,
        ConfigurationName=name,
        IamRoleArn=f"arn:aws:iam::111122223333:role/{role}",
        GuardrailPolicyArns=list(guardrails),
    )


class Typing:
    """Types the command, for the Muster whose files are in this directory."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, directory: Path) -> None:
        self._capsys, self.directory = capsys, directory
        monkeypatch.setenv("MUSTER_DATA_DIR", str(directory.parent / "data"))
        monkeypatch.setenv("MUSTER_POLICIES", str(directory))
        monkeypatch.setenv("MUSTER_ADMINS", "U1BOSS")

    def __call__(self, *words: str) -> Asked:
        status = main(["policy", *words])
        said = self._capsys.readouterr()
        return Asked(status, said.out, said.err)

    def explain(self, principal: str, action: str, *further: str) -> Asked:
        return self("explain", "--principal", principal, "--action", action, *further)


@pytest.fixture(scope="module", params=["running", "stopped"])
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The directory of a Muster for a whole file of questions, which change nothing."""
    folder = tmp_path_factory.mktemp(request.param)
    directory = write(folder / "policies", **POLICIES)
    with running(folder, policies=directory, admins=frozenset({"U1BOSS"})) as api:
        api.onboard()
        channel = slack_channel("nina")
        api.run(api.muster.storage.store.commit([Save(person("nina", channel)), Save(channel)]))
        link(api, "ops", "C1OPS", "deployer", "arn:aws:iam::aws:policy/ReadOnlyAccess")
        link(api, "cafe", "C2CAFE", "unheard-of", "arn:aws:iam::aws:policy/Unheard")
        api.new_key("adm", "administrator")
        if request.param == "running":
            yield directory
            return
    yield directory


@pytest.fixture
def typed(kept: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Typing:
    return Typing(capsys, monkeypatch, kept)


def test_what_is_allowed_names_its_policy_file_and_statement(typed: Typing) -> None:
    said = typed.explain("U2ANA", "ssm-incidents:UpdateResponsePlan", "--resource", PLAN)
    assert said.status == 0
    first, second, *_ = said.out.splitlines()
    assert first == (
        "ALLOWED: arn:aws:sts::111122223333:assumed-role/muster-slack/U2ANA (member), "
        f"ssm-incidents:UpdateResponsePlan on {PLAN}"
    )
    assert second == (
        "Statement[0] (Edit) of PlanEditor, in PlanEditor.json, allows it, in what they have, by attached."
    )


def test_what_is_denied_names_the_statement_that_denies(typed: Typing) -> None:
    said = typed.explain("U3BEN", "ssm-incidents:GetResponsePlan", "--resource", PLAN)
    assert said.status == 1
    assert said.out.startswith("DENIED: ")
    assert "Statement[0] of NoPlans, in NoPlans.json, denies it, in what they have, by group payments." in said.out


def test_what_nothing_allows_is_said_to_be_so(typed: Typing) -> None:
    said = typed.explain("U2ANA", "ssm-incidents:StartIncident")
    assert said.status == 1
    assert "No statement in what they have allows it." in said.out
    assert "  attached: PlanEditor" in said.out


@pytest.mark.parametrize(
    ("principal", "action", "status"),
    [
        ("U1BOSS", "ssm-contacts:DeleteContact", 0),
        ("U9NEW", "ssm-incidents:StartIncident", 0),
        ("U9NEW", "ssm-contacts:DeleteContact", 1),
        ("user/nobody", "ssm-incidents:StartIncident", 1),
        ("role/deployer", "ssm-incidents:UpdateResponsePlan", 0),
        ("arn:aws:iam::111122223333:role/deployer", "ssm-incidents:UpdateResponsePlan", 0),
        ("role/MusterAdministrator", "ssm-contacts:DeleteContact", 0),
        ("root", "ssm-contacts:DeleteContact", 0),
        ("AWSServiceRoleforIncidentManager", "ssm-contacts:StartEngagement", 0),
        ("AWSServiceRoleforIncidentManager", "ssm-contacts:DeleteContact", 1),
        ("U1BOSS", "ssm-incidents:startincident", 0),
    ],
)
def test_anybody_can_be_asked_about(typed: Typing, principal: str, action: str, status: int) -> None:
    assert typed.explain(principal, action).status == status


def test_ones_own_page_needs_no_policy(typed: Typing) -> None:
    page = ("ssm-contacts:AcceptPage", "--resource", ARNS.page("nina", "1"))
    assert "It is theirs" in typed.explain("UNINA", *page).out
    assert typed.explain("UNINA", *page).status == 0
    assert typed.explain("U9NEW", *page).status == 1


def test_circumstances_count(typed: Typing) -> None:
    for address, at, status in (
        ("203.0.113.7", "2026-12-31T00:00:00Z", 0),
        ("203.0.113.7", "2027-01-02", 1),
        ("198.51.100.7", "2026-12-31", 1),
    ):
        said = typed.explain("U4CHLOE", "ssm-incidents:GetResponsePlan", "--source-ip", address, "--time", at)
        assert said.status == status


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("nobody", "ssm-incidents:StartIncident"), "nobody is no principal: expected a Slack user id"),
        (("arn:aws:iam::999999999999:user/x", "ssm-incidents:StartIncident"), "There is no account 999999999999"),
        (("U2ANA", "ssm-incidents:StartIncidnt"), "did you mean ssm-incidents:StartIncident?"),
        (("U2ANA", "start"), "is no action"),
        (("U2ANA", "ssm-incidents:StartIncident", "--resource", "checkout"), "must be the ARN of a resource"),
        (("U2ANA", "ssm-incidents:StartIncident", "--source-ip", "home"), "'home' is no address"),
        (("U2ANA", "ssm-incidents:StartIncident", "--time", "noon"), "'noon' is no time"),
    ],
)
def test_what_is_asked_wrongly_is_told(typed: Typing, words: tuple[str, ...], problem: str) -> None:
    said = typed.explain(*words)
    assert said.status == 2
    assert problem in said.err


def test_a_role_that_is_not_there_is_said_not_to_be(typed: Typing) -> None:
    said = typed.explain("role/unheard-of", "ssm-incidents:StartIncident")
    assert said.status == 2
    assert "There is no role 'unheard-of' in the account 111122223333; its roles are " in said.err
    assert "MusterResponder, deployer" in said.err


def test_the_channel_counts(typed: Typing) -> None:
    update, start = "ssm-incidents:UpdateResponsePlan", "ssm-incidents:GetResponsePlan"
    assert typed.explain("U9NEW", update).status == 1
    limited = typed.explain("U9NEW", update, "--channel", "C1OPS")
    assert "No statement in the guardrails of the channel allows it." in limited.out
    assert "  channel role deployer: PlanEditor" in limited.out
    assert "  at most, by guardrails of ops: ReadOnlyAccess" in limited.out
    assert typed.explain("U9NEW", start, "--channel", "C1OPS").status == 0
    unknown = typed.explain("U1BOSS", start, "--channel", "C2CAFE")
    assert unknown.status == 1
    assert "policy/Unheard of cafe is not among the policies that are known here: it allows nothing." in unknown.out
    assert "No configuration is about the channel C3" in typed.explain("U1BOSS", start, "--channel", "C3").out


def test_the_list_says_who_has_what(typed: Typing) -> None:
    said = typed("list")
    assert said.status == 0
    rows = [line.split("  ") for line in said.out.splitlines()]
    told = [tuple(cell.strip() for cell in row if cell.strip()) for row in rows]
    assert ("U1BOSS", "MusterAdministratorAccess", "administrator") in told
    standing = [(who, "MusterAdministratorAccess", "administrator") for who in ("U1BOSS", "user/ada", "user/adm")]
    assert told[1:4] == standing
    assert ("U3BEN", "MusterReadOnlyAccess, NoPlans", "group payments") in told
    assert f"Decided by {typed.directory}." in said.out
    assert "--account" not in said.out
    assert ("user/nobody", "nothing", "attached") in told
    assert ("role/deployer", "PlanEditor", "role deployer") in told
    assert ("everybody else", "MusterResponderAccess", "default") in told
    assert "role/unheard-of, is not among the roles that are known here" in said.out


def test_a_directory_is_checked_before_it_counts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = Typing(capsys, monkeypatch, write(tmp_path / "policies", **POLICIES))
    new = write(tmp_path / "new", {"users": {"U2ANA": "Unheard"}}, **POLICIES)
    said = typed("check", str(new))
    assert said.status == 1
    assert said.err.startswith("muster: attachments.json, at users.U2ANA: there is no policy 'Unheard'")
    write(new, {"users": {"U2ANA": "PlanEditor"}})
    assert typed("check", str(new)).out == f"{new} can be used: 3 policies of its own, 1 user, 0 groups, 0 roles.\n"
    assert typed("check", str(new / "NoPlans.json")).status == 0
    (new / "NoPlans.json").write_text("[]")
    assert "NoPlans.json: it must be an object" in typed("check", str(new / "NoPlans.json")).err
    assert typed("check").out.startswith(f"MUSTER_POLICIES={typed.directory} can be used: ")
    (typed.directory / "attachments.json").write_text("{")
    assert typed("check").status == 1


def test_other_files_can_be_asked_without_a_muster(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = Typing(capsys, monkeypatch, tmp_path / "none")
    new = str(write(tmp_path / "new", **POLICIES))
    edit = ("ssm-incidents:UpdateResponsePlan", "--resource", PLAN, "--policies", new)
    said = typed.explain("U2ANA", *edit)
    assert said.status == 0
    assert f"Decided by {new}." in said.out
    assert "Nothing that Muster has stored was looked at" in said.out
    assert typed.explain("U3BEN", *edit).status == 1
    assert ("U2ANA", "PlanEditor") in [
        tuple(line.split()[:2]) for line in typed("list", "--policies", new).out.splitlines()
    ]
    assert "--channel cannot be asked about" in typed.explain("U2ANA", *edit, "--channel", "C1").err
    assert typed.explain("arn:aws:iam::999999999999:user/x", *edit).status == 2
    (tmp_path / "new" / "attachments.json").write_text("{")
    assert "attachments.json" in typed.explain("U2ANA", *edit).err
    assert not (tmp_path / "data").exists()


def test_the_files_of_every_account_are_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = Typing(capsys, monkeypatch, write(tmp_path / "policies", **POLICIES))
    organization = tmp_path / "organization.json"
    organization.write_text(json.dumps({"accounts": {"222233334444": {}}}))
    organization.chmod(0o644)
    monkeypatch.setenv("MUSTER_ORGANIZATION", str(organization))
    own = write(typed.directory / "222233334444", {})
    said = typed("check")
    assert said.status == 0
    assert f"MUSTER_POLICIES={own} can be used: 0 policies of its own" in said.out
    assert "MUSTER_ORGANIZATION" in said.out
    (own / "attachments.json").write_text("{")
    said = typed("check")
    assert said.status == 1
    assert said.err.startswith(f"muster: MUSTER_POLICIES={own} cannot be used: attachments.json")
    for path in (typed.directory, own):
        said = typed("check", str(path))
        assert said.status == 1
        assert f"muster: {own}: attachments.json" in said.err


def test_a_wrong_change_is_told_by_list_and_healthz_while_the_last_good_files_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    directory = write(tmp_path / "policies", {"default": []}, **POLICIES)
    monkeypatch.setenv("MUSTER_DATA_DIR", str(tmp_path / "data"))
    with running(tmp_path, policies=directory) as api:
        api.onboard()
        client = api.client("ssm-incidents", key=api.new_key("ben", "member"))
        with pytest.raises(ClientError, match="not authorized to perform: ssm-incidents:ListResponsePlans"):
            client.list_response_plans()
        write(directory, {"default": "Unheard"})
        api.clock.ahead += timedelta(seconds=2)
        with pytest.raises(ClientError, match="not authorized"):
            client.list_response_plans()
        with urlopen(f"{api.url}/healthz", timeout=30) as told:  # noqa: S310 - our own server
            health = json.load(told)
        assert health["status"] == "ok"
        assert health["policies"].startswith("the last change does not count")
        assert main(["policy", "list"]) == 1
        assert "! The last change of the files does not count: attachments.json, at default" in capsys.readouterr().out
        write(directory, {"users": {"user/ben": "MusterReadOnlyAccess"}})
        api.clock.ahead += timedelta(seconds=2)
        assert client.list_response_plans()["responsePlanSummaries"] == []
        assert main(["policy", "list"]) == 0
        assert "this shell" not in capsys.readouterr().out
        monkeypatch.setenv("MUSTER_POLICIES", "/elsewhere")
        assert main(["policy", "list"]) == 0
        assert "! Not by MUSTER_POLICIES=/elsewhere of this shell: `--policies /elsewhere`" in capsys.readouterr().out


def test_muster_does_not_start_with_wrong_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    directory = write(tmp_path / "policies", {"default": "Unheard"})
    monkeypatch.setenv("MUSTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("MUSTER_POLICIES", str(directory))
    assert main(["serve"]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"muster: MUSTER_POLICIES={directory} cannot be used: attachments.json, at default: ")
    assert "Traceback" not in said
