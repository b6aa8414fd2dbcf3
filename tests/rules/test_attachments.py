"""Who has which policies?  Read from the operator's files, and from what links a Slack channel."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refusal
from core.policies.evaluation import Asking, decide
from core.policies.managed import managed
from core.policies.wrong_file import WrongFile
from core.principals.attachments import arn_of, key_of
from core.principals.channel import Link
from core.principals.naming import principal
from core.principals.reading import attachments
from core.principals.rights import rights_of
from tests.rules.attached import ACCOUNT, ARNS, attached, caller, names, shipped, text

EDITORS = {"PlanEditors": text(action="ssm-incidents:UpdateResponsePlan")}
ROLE = f"arn:aws:iam::{ACCOUNT}:role/incident-channel"


def identity(top: dict[str, Any], key: str, standing: Any = "member", **policies: str) -> list[str]:
    found = names(rights_of(caller(key, standing), attached(top, **policies)).sets.identity)
    return list(found)


def allowed(asked: Any, kept: Any, action: str, links: tuple[Link, ...] = ()) -> bool:
    question = Asking(arn=asked.arn, account=ACCOUNT, action=action, resource="*", context={})
    return decide(question, rights_of(asked, kept, links).sets).allowed


def test_a_member_to_whom_nothing_is_attached_has_the_default():
    assert identity({}, "U2ANA") == ["MusterResponderAccess"]
    assert identity({"default": ["MusterReadOnlyAccess"]}, "U2ANA") == ["MusterReadOnlyAccess"]
    assert identity({"default": []}, "user/deploy") == []


def test_what_is_attached_takes_the_place_of_the_default():
    top = {
        "users": {"U2ANA": "PlanEditors", "U3BEN": []},
        "groups": {"payments": {"members": ["U2ANA", "user/deploy"], "policies": ["MusterReadOnlyAccess"]}},
    }
    assert identity(top, "U2ANA", **EDITORS) == ["PlanEditors", "MusterReadOnlyAccess"]
    assert identity(top, "user/deploy", **EDITORS) == ["MusterReadOnlyAccess"]
    assert identity(top, "U3BEN", **EDITORS) == []
    assert identity(top, "U4CY", **EDITORS) == ["MusterResponderAccess"]


def test_an_administrator_has_what_is_attached_beside_their_own():
    top = {"users": {"U1BOSS": ["arn:aws:iam::111122223333:policy/PlanEditors"]}}
    assert identity(top, "U1BOSS", "administrator", **EDITORS) == ["MusterAdministratorAccess", "PlanEditors"]
    assert identity({}, "U1BOSS", "administrator") == ["MusterAdministratorAccess"]


def test_a_deny_a_boundary_and_a_limit_count_for_administrators_too():
    boss = caller("U1BOSS", "administrator")
    no_deletes = {"NoDeletes": text("Deny", "ssm-incidents:Delete*")}
    for top in (
        {"users": {"U1BOSS": "NoDeletes"}},
        {"boundaries": {"U1BOSS": ["AdministratorAccess", "NoDeletes"]}},
        {"limits": ["AdministratorAccess", "NoDeletes"]},
    ):
        kept = attached(top, **no_deletes)
        assert not allowed(boss, kept, "ssm-incidents:DeleteResponsePlan")
        assert allowed(boss, kept, "ssm-incidents:GetResponsePlan")


def test_no_limit_binds_the_operator_at_the_machine_and_the_service_linked_role():
    kept = attached({"limits": "Nothing"}, Nothing=text(action="sts:GetCallerIdentity"))
    for arn in (ARNS.root(), ARNS.engine()):
        asked = caller("root", "administrator")
        asked = type(asked)(arn=arn, standing="administrator")
        sets = rights_of(asked, kept).sets
        assert sets.account_limits == ()
        assert sets.identity
    assert names(rights_of(caller("assumed-role/AWSServiceRoleforIncidentManager/muster"), kept).sets.identity) == [
        "AWSIncidentManagerServiceRolePolicy"
    ]


def test_a_stranger_has_nothing_whatever_is_attached_to_them():
    assert identity({"users": {"U9GUEST": "AdministratorAccess"}}, "U9GUEST", "stranger") == []


def test_a_session_has_what_its_role_has_and_not_what_its_members_have():
    top = {
        "roles": {"deployer": {"policies": "PlanEditors", "assumed_by": ["user/ci"]}},
        "boundaries": {"role/deployer": "MusterReadOnlyAccess"},
        "default": "MusterReadOnlyAccess",
    }
    assert identity(top, "assumed-role/deployer/run-1", **EDITORS) == ["PlanEditors"]
    assert identity(top, "assumed-role/unheard-of/run-1", **EDITORS) == []
    assert identity(top, "assumed-role/MusterResponder/run-1", **EDITORS) == ["MusterReadOnlyAccess"]
    admin = identity(top, "assumed-role/MusterAdministrator/run-1", "administrator", **EDITORS)
    assert admin == ["MusterAdministratorAccess"]
    kept = attached(top, **EDITORS)
    assert names(rights_of(caller("assumed-role/deployer/run-1"), kept).sets.boundary) == ["MusterReadOnlyAccess"]
    assert kept.roles["deployer"].may_be_assumed_by("user/ci")
    assert not kept.roles["deployer"].may_be_assumed_by("user/other")


def test_session_policies_limit_the_session():
    asked = caller("user/ci", "administrator", session_policies=(text(action="ssm-incidents:Get*"),))
    kept = attached({})
    assert allowed(asked, kept, "ssm-incidents:GetResponsePlan")
    assert not allowed(asked, kept, "ssm-incidents:DeleteResponsePlan")


def test_a_channel_adds_its_role_to_what_a_person_has():
    kept = attached({"default": [], "roles": {"incident-channel": {"policies": "PlanEditors"}}}, **EDITORS)
    ana = caller("U2ANA")
    assert allowed(ana, kept, "ssm-incidents:UpdateResponsePlan", (Link(configuration="c", role_arn=ROLE),))
    assert not allowed(ana, kept, "ssm-incidents:UpdateResponsePlan")


def test_guardrails_limit_everybody_in_the_channel():
    kept = attached({"roles": {"incident-channel": {"policies": "AdministratorAccess"}}}, **EDITORS)
    link = Link(configuration="c", role_arn=ROLE, guardrail_arns=(f"arn:aws:iam::{ACCOUNT}:policy/PlanEditors",))
    for asked in (caller("U2ANA"), caller("U1BOSS", "administrator")):
        assert allowed(asked, kept, "ssm-incidents:UpdateResponsePlan", (link,))
        assert not allowed(asked, kept, "ssm-incidents:DeleteResponsePlan", (link,))


def test_a_guardrail_that_nobody_knows_allows_nothing_and_is_told():
    unknown = "arn:aws:iam::aws:policy/job-function/Whatever"
    link = Link(configuration="c", role_arn=ROLE, guardrail_arns=(unknown,))
    rights = rights_of(caller("U1BOSS", "administrator"), attached({}), (link,))
    assert rights.sets.guardrails == ()
    assert rights.channels[0].unknown_guardrails == (unknown,)


def test_a_channel_with_two_configurations_is_limited_by_both():
    kept = attached({}, Reading=text(action="ssm-incidents:Get*"), **EDITORS)
    links = tuple(
        Link(configuration=name, role_arn=ROLE, guardrail_arns=(f"arn:aws:iam::{ACCOUNT}:policy/{name}",))
        for name in ("Reading", "PlanEditors")
    )
    boss = caller("U1BOSS", "administrator")
    assert allowed(boss, kept, "ssm-incidents:GetResponsePlan", links[:1])
    assert not allowed(boss, kept, "ssm-incidents:GetResponsePlan", links)


@pytest.mark.parametrize(
    ("link", "outcome"),
    [
        (Link(configuration="c", role_arn=f"arn:aws:iam::{ACCOUNT}:role/unheard-of"), "unknown"),
        (Link(configuration="c", role_arn="arn:aws:iam::999999999999:role/incident-channel"), "unknown"),
        (Link(configuration="c", role_arn=ROLE, user_authorization_required=True), "user authorization required"),
        (Link(configuration="c", role_arn=f"arn:aws:iam::{ACCOUNT}:role/bounded"), "bounded"),
    ],
)
def test_some_roles_of_channels_grant_nothing_and_take_nothing(link, outcome):
    kept = attached(
        {
            "roles": {name: {"policies": "AdministratorAccess"} for name in ("incident-channel", "bounded")},
            "boundaries": {"role/bounded": "MusterReadOnlyAccess"},
        }
    )
    ana = caller("U2ANA")
    assert rights_of(ana, kept, (link,)).channels[0].outcome == outcome
    assert rights_of(ana, kept, (link,)).sets == rights_of(ana, kept).sets


@pytest.mark.parametrize("name", ["incident-channel", "MusterAdministrator"])
@pytest.mark.parametrize("head", ["aws:iam::111122223333:role/chat/", "aws-cn:iam::111122223333:role/",
                                  "aws:iam::999999999999:role/", "aws:iam::111122223333:role//"])  # fmt: skip
def test_a_role_in_a_path_or_elsewhere_is_another_role(head, name):
    kept = attached({"roles": {"incident-channel": {"policies": "AdministratorAccess"}}})
    link = Link(configuration="c", role_arn=f"arn:{head}{name}")
    rights = rights_of(caller("U2ANA"), kept, (link,))
    assert rights.channels[0].outcome == "unknown"
    assert rights.sets == rights_of(caller("U2ANA"), kept).sets


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("users", {"assumed-role/deployer/boss": "AdministratorAccess"}),
        ("groups", {"g": {"members": ["assumed-role/deployer/boss"], "policies": []}}),
        ("roles", {"r": {"policies": [], "assumed_by": ["assumed-role/deployer/boss"]}}),
        ("boundaries", {"assumed-role/deployer/boss": "AdministratorAccess"}),
    ],
)
def test_a_session_is_named_nowhere_since_whoever_takes_on_the_role_chooses_its_name(part, value):
    with pytest.raises(WrongFile, match="chooses for a session: give the role itself its policies"):
        attached({part: value})


@pytest.mark.parametrize("text", ["role/chat/MusterAdministrator", f"arn:aws:iam::{ACCOUNT}:role/chat/deployer"])
def test_a_role_in_a_path_is_nobody_that_could_be_asked_about(text):
    with pytest.raises(Refusal, match="is no principal"):
        principal(text, ARNS)


def test_a_session_can_be_asked_about_and_so_can_the_service_linked_role():
    session = f"arn:aws:sts::{ACCOUNT}:assumed-role/deployer/run-1"
    assert principal(session, ARNS) == session
    assert principal(ARNS.service_linked_role(), ARNS) == ARNS.engine()


WRONG = [
    ({"usres": {}}, "", "there is no element 'usres' (did you mean users?)"),
    ({"users": []}, "users", "it must be an object"),
    ({"users": {"ana": "AdministratorAccess"}}, "users", "'ana' must be a Slack user id"),
    ({"users": {"U2ANA": "AdminAccess"}}, "users.U2ANA", "there is no policy 'AdminAccess'"),
    ({"users": {"U2ANA": 1}}, "users.U2ANA", "it must be a text"),
    ({"users": {"assumed-role/muster-slack/U2ANA": []}}, "users", "write U2ANA"),
    ({"groups": {"g": {"members": ["U2ANA"]}}}, "groups.g", "policies is missing"),
    ({"groups": {"g": {"members": ["ana"], "policies": []}}}, "groups.g.members", "must be a Slack user id"),
    ({"roles": {"MusterResponder": {"policies": []}}}, "roles", "is Muster's own"),
    ({"roles": {"r": {"policies": [], "trusted": []}}}, "roles.r", "there is no element 'trusted'"),
    ({"boundaries": {"U2ANA": []}}, "boundaries.U2ANA", "nothing in it allows anything"),
    ({"limits": ["NoDeletes"]}, "limits", "name AdministratorAccess beside"),
    ({"default": "Nobody"}, "default", "there is no policy 'Nobody'"),
]


@pytest.mark.parametrize(("top", "place", "problem"), WRONG)
def test_what_is_not_surely_understood_is_refused_with_its_place(top, place, problem):
    with pytest.raises(WrongFile) as refused:
        attached(top, NoDeletes=text("Deny"))
    assert (refused.value.file, refused.value.place) == ("attachments.json", place)
    assert problem in refused.value.problem


@pytest.mark.parametrize(
    ("file", "content", "place", "problem"),
    [
        ("attachments.json", '{"users": {}, "users": {}}', "", "has 'users' twice"),
        ("attachments.json", "[", "", "not valid JSON"),
        ("Open.json", text(Principal="*"), "Statement[0].Principal", "leave Principal out"),
        ("Typo.json", text(action="ssm-incidents:StartIncidnt"), "Statement[0].Action", "did you mean"),
        ("AdministratorAccess.json", text(), "", "a policy of this name ships with Muster"),
        ("no name.json", text(), "", "a policy's name has"),
        ("Big.json", " " * 30_000, "", "30,000 characters"),
    ],
)
def test_a_wrong_file_is_named(file, content, place, problem):
    with pytest.raises(WrongFile) as refused:
        attachments({file: content}, shipped(), ACCOUNT)
    assert (refused.value.file, refused.value.place) == (file, place)
    assert problem in refused.value.problem


KEYS = st.one_of(
    st.from_regex(r"\A[UW][A-Z0-9]{2,11}\Z"),
    st.from_regex(r"\Auser/[a-z0-9.@-]{1,20}\Z"),
)


@given(KEYS)
def test_a_principal_is_called_by_one_name(key):
    assert key_of(arn_of(key, ACCOUNT)) == key


@given(st.text())
def test_any_text_is_read_or_refused(content):
    try:
        attachments({"attachments.json": content}, shipped(), ACCOUNT)
    except WrongFile as refused:
        assert refused.file == "attachments.json"


MEMBERS = st.sampled_from(["users", "groups", "roles", "members", "policies", "U2ANA", "limits", "default", "x"])
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.text() | st.integers(), lambda one: st.lists(one) | st.dictionaries(MEMBERS, one)
)


@given(DOCUMENTS)
def test_any_document_is_read_or_refused(document):
    try:
        attachments({"attachments.json": json.dumps(document)}, shipped(), ACCOUNT)
    except WrongFile as refused:
        assert refused.file == "attachments.json"


def test_the_policies_that_everybody_begins_with_ship_with_muster():
    kept = attachments({}, managed(), ACCOUNT)
    assert names(kept.default) == ["MusterResponderAccess"]
    assert names(kept.administration) == ["MusterAdministratorAccess"]
    assert names(kept.engine) == ["AWSIncidentManagerServiceRolePolicy"]
