"""What does the file of MUSTER_ORGANIZATION say?  Read strictly: a typo must not move an account somewhere else."""

from __future__ import annotations

import re

from core.organization.organization import Account, Organization
from core.policies import json_text
from core.policies.elements import object_of, text_of, texts_of
from core.policies.wrong import shown, wrong
from core.policies.wrong_file import reading

LONGEST = 1_000_000
TOP = ("organization", "accounts")
MEMBERS = ("path", "workspace", "admins")
ORGANIZATION = re.compile(r"o-[a-z0-9]{10,32}")
ACCOUNT = re.compile(r"[0-9]{12}")
PATH = re.compile(r"(o-[a-z0-9]{10,32})/r-[0-9a-z]{4,32}/(ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}/)*")
WORKSPACE = re.compile(r"T[A-Z0-9]{2,}")
PERSON = re.compile(r"[UW][A-Z0-9]{2,}")


def organization(text: str, file: str) -> Organization:
    """The organization that a text describes; raises `WrongFile` where it does not."""
    with reading(file):
        if len(text) > LONGEST:
            raise wrong("", f"it has {len(text):,} characters, and {LONGEST:,} are the most")
        top = object_of(json_text.parsed(text), "", TOP)
        own = _like(ORGANIZATION, top["organization"], "organization", "o-abc123def45") if "organization" in top else ""
        accounts = object_of(top.get("accounts", {}), "accounts", top.get("accounts", {}))
        found = {account: _account(account, value, own) for account, value in accounts.items()}
        _refuse_second_owner(found)
        return Organization(id=own, accounts=found)


def _account(account: str, value: object, own: str) -> Account:
    place = f"accounts.{account}"
    _like(ACCOUNT, account, "accounts", "111122223333")
    members = object_of(value, place, MEMBERS)
    path = members.get("path", "")
    if "path" in members:
        _like(PATH, path, f"{place}.path", "o-abc123def45/r-ab12/ou-ab12-11111111/")
        if not path.startswith(f"{own}/"):
            expected = f"it must begin with the organization, {own}/" if own else "`organization` is missing beside it"
            raise wrong(f"{place}.path", expected)
    workspace = members.get("workspace", "")
    if "workspace" in members:
        _like(WORKSPACE, workspace, f"{place}.workspace", "T0123456789")
    admins = texts_of(members["admins"], f"{place}.admins") if "admins" in members else ()
    for one in admins:
        _like(PERSON, one, f"{place}.admins", "U0123456789")
    return Account(id=account, path=path, workspace=workspace, admins=frozenset(admins))


def _like(shape: re.Pattern[str], value: object, place: str, example: str) -> str:
    text = text_of(value, place)
    if not shape.fullmatch(text):
        raise wrong(place, f"'{shown(text)}' must look like {example}")
    return text


def _refuse_second_owner(accounts: dict[str, Account]) -> None:
    """People who act in two accounts at once would act in a wrong one."""
    owners: dict[str, str] = {}
    for one in accounts.values():
        if one.workspace and owners.setdefault(one.workspace, one.id) != one.id:
            raise wrong(
                f"accounts.{one.id}.workspace", f"{one.workspace} is the workspace of {owners[one.workspace]} already"
            )
