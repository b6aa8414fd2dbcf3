"""Does an explanation say what the door does, also about what another account shares?"""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.assembly.errands import errands_of_all
from bot.commands.policy import _by_what
from core.caller import Caller
from core.errors import Refusal
from tests.houses.town import HERE, THERE, Town

USER = f"arn:aws:iam::{HERE}:user/ada"
PLAN = f"arn:aws:ssm-incidents::{THERE}:response-plan/checkout"
READ, START, DELETE = (f"ssm-incidents:{verb}" for verb in ("GetResponsePlan", "StartIncident", "DeleteResponsePlan"))


async def explained(town: Town, action: str, **asked: Any) -> dict[str, Any]:
    errand = errands_of_all(town.muster.houses)["policies"]
    return await errand({"do": "explain", "principal": USER, "action": action, "resource": PLAN, **asked})


async def is_let_in(town: Town, action: str) -> bool:
    params = {"responsePlanArn": PLAN} if action == START else {"arn": PLAN}
    try:
        await town.house(HERE).dispatcher.call(Caller(arn=USER, standing="member"), action, params)
    except Refusal as no:
        return no.code != "AccessDeniedException"
    return True


async def test_what_another_account_shares_is_explained_as_the_door_decides(town: Town) -> None:
    for account in (HERE, THERE):
        await town.call(account, "ssm-incidents:CreateReplicationSet", regions={"us-east-1": {}})
    template = {"title": "Checkout is down", "impact": 1}
    await town.call(THERE, "ssm-incidents:CreateResponsePlan", name="checkout", incidentTemplate=template)
    assert (await explained(town, READ))["reason"] == "No statement in the policy of the resource allows it."
    statement = {"Effect": "Allow", "Principal": {"AWS": HERE}, "Action": [READ, START], "Resource": [
        PLAN, f"{PLAN.replace(':response-plan/', ':incident-record/')}/*"]}  # fmt: skip
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    await town.call(THERE, "ssm-incidents:PutResourcePolicy", resourceArn=PLAN, policy=policy)
    told = {action: (await explained(town, action))["allowed"] for action in (READ, START, DELETE)}
    assert told == {READ: True, START: True, DELETE: False}
    assert told == {action: await is_let_in(town, action) for action in told}


async def test_which_of_several_accounts_has_answered_is_told(town: Town) -> None:
    said = await explained(town, READ)
    assert (said["account"], sorted(said["accounts"]), said["files"]) == (HERE, [HERE, THERE], "")
    lines = list(_by_what(said))
    assert lines[0] == f"Decided in the account {HERE} by what holds without MUSTER_POLICIES."
    assert THERE in lines[1]


async def test_a_principals_arn_says_whose_it_is(town: Town) -> None:
    theirs = f"arn:aws:iam::{THERE}:user/ben"
    said = await explained(town, READ, principal=theirs)
    assert (said["principal"], said["allowed"]) == (theirs, True)
    with pytest.raises(Refusal, match="There is no account 999900001111"):
        await explained(town, READ, principal="arn:aws:iam::999900001111:user/x")
