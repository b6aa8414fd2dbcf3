"""May this policy be put on this resource?  It shares what is the resource's own with others, and does nothing else."""

from __future__ import annotations

from core.arns import kind_of, name_of
from core.policies.actions import service_of
from core.policies.document import Document, Statement
from core.policies.everybody import says_who
from core.policies.patterns import ANYTHING, arn_fields, matches
from core.policies.wrong import either, shown, wrong

BELONGING = {
    "response-plan": ("incident-record",),
    "contact": ("engagement", "page", "contact-channel"),
}
"""The kinds of resources that are named after the one that they belong to."""


def refuse_unfit(document: Document, resource_arn: str) -> None:
    """Raise where a statement does not say who, denies, or reaches beyond the resource and what belongs to it."""
    for at, statement in enumerate(document.statements):
        place = f"Statement[{at}]"
        if statement.effect != "Allow":
            raise wrong(f"{place}.Effect", "a policy that shares a resource can only Allow")
        _refuse_nobody_and_everybody(statement, place)
        _refuse_other_services(statement, resource_arn.split(":")[2], place)
        _refuse_other_resources(statement, resource_arn, place)


def _refuse_nobody_and_everybody(statement: Statement, place: str) -> None:
    if not statement.principals:
        raise wrong(place, "Principal is missing: a policy of a resource says whom it is shared with")
    if any(principal.is_everybody for principal in statement.principals) and not says_who(statement):
        raise wrong(
            f"{place}.Principal",
            "everybody (*) needs a Condition that says which of them: StringEquals, StringLike or ArnLike on "
            "aws:PrincipalOrgID, aws:PrincipalOrgPaths, aws:PrincipalAccount or aws:PrincipalArn, with an account or "
            "organization without * and variables; or name accounts",
        )


def _refuse_other_services(statement: Statement, service: str, place: str) -> None:
    for element, actions in (("Action", statement.actions), ("NotAction", statement.not_actions)):
        for action in actions:
            if service_of(action) not in (service, ANYTHING):
                raise wrong(f"{place}.{element}", f"'{shown(action)}' must be an action of {service}")


def _refuse_other_resources(statement: Statement, arn: str, place: str) -> None:
    if statement.not_resources:
        raise wrong(f"{place}.NotResource", "it would reach beyond this resource: name in Resource what is shared")
    belonging = tuple(f"{kind}/{name_of(arn)}/" for kind in BELONGING[kind_of(arn)])
    for pattern in statement.resources:
        if not _is_own(pattern, arn, belonging):
            head = arn.removesuffix(f"{kind_of(arn)}/{name_of(arn)}")
            expected = either([arn, *(f"{head}{start}*" for start in belonging)])
            raise wrong(f"{place}.Resource", f"'{shown(pattern)}' must be {expected}")


def _is_own(pattern: str, arn: str, belonging: tuple[str, ...]) -> bool:
    asked, own = arn_fields(pattern), arn_fields(arn)
    if asked is None or own is None or (asked.service, asked.account) != (own.service, own.account):
        return False
    if not (matches(asked.partition, own.partition) and matches(asked.region, own.region)):
        return False
    # `response-plan/checkout*` would be another plan's too.
    return asked.resource == own.resource or asked.resource.startswith(belonging)
