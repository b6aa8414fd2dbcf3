"""Secrets that configuration names instead of holding: SecureString parameters of AWS Systems Manager.

`ssm:/muster/slack-token` is a parameter in the account and the Region of the AWS credentials at hand;
`arn:aws:ssm:eu-west-1:111122223333:parameter/muster/slack-token` says both itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

NAME = re.compile(r"ssm:(/?[\w./-]+(?::[\w.-]+)?)", re.ASCII)
ARN = re.compile(r"arn:aws[\w-]*:ssm:([a-z0-9-]+):[0-9]{12}:parameter/[\w./-]+(?::[\w.-]+)?", re.ASCII)
NAMING = re.compile(r"\s*(?:ssm\s*:|arn\s*:(?!aws[a-z-]*:sns:))", re.IGNORECASE)
"""How a name begins; no other secret of Slack's or Muster's does, but for a topic of SNS with its webhook."""
MOST_AT_ONCE = 10
"""What GetParameters takes."""

Clients = Callable[[str], Any]
"""A client of Systems Manager in a Region."""


class CannotFetch(Exception):
    """A parameter is not to be had; the text says which and why, and has no value in it."""


def names_in(text: str) -> list[str]:
    """The parameters that a setting names; a setting that can have two values at a time may name two."""
    return [part for part in map(str.strip, text.split(",")) if NAME.fullmatch(part) or ARN.fullmatch(part)]


def is_misnamed(text: str) -> bool:
    """Whether part of a secret wants to be the name of a parameter, and is none that could be asked for."""
    parts = [part.strip() for part in text.split(",")]
    return any(NAMING.match(part) and part not in names_in(part) for part in parts)


def filled_in(text: str, values: Mapping[str, str]) -> str:
    """The setting with each name replaced by what the parameter holds."""
    parts = [part.strip() for part in text.split(",")]
    return ",".join(values.get(part, part) for part in parts)


def fetched(names: Iterable[str], region: str, clients: Clients | None = None) -> dict[str, str]:
    """What each parameter holds; `region` is for names without one.  Raise `CannotFetch` if any is not to be had."""
    by_region: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for name in names:
        in_arn = ARN.fullmatch(name)
        by_region[in_arn[1] if in_arn else region][name.removeprefix("ssm:")] = name
    values = {}
    for where, asked in by_region.items():
        client = (clients or _client)(where)
        for batch in _batches(sorted(asked)):
            values.update({asked[name]: value for name, value in _read(client, batch)})
    return values


def _read(client: Any, names: list[str]) -> Iterator[tuple[str, str]]:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        answer = client.get_parameters(Names=names, WithDecryption=True)
    except ClientError as error:
        # Its code alone: nobody knows what else an answer may quote.
        code = error.response.get("Error", {}).get("Code", "no code")
        raise CannotFetch(f"{_listed(names)}: {code}; {_needed(code)}") from None
    except BotoCoreError as error:
        raise CannotFetch(
            f"{_listed(names)}: {type(error).__name__}; AWS could not be asked. Check the credentials and the network."
        ) from None
    found = {known: one for one in answer["Parameters"] for known in _known_as(one)}
    for name in names:
        if name not in found:
            raise CannotFetch(f"{name}: there is no such parameter in this account and Region.")
        if found[name]["Type"] != "SecureString":
            raise CannotFetch(f"{name} is a {found[name]['Type']}: keep a secret as a SecureString.")
        yield name, found[name]["Value"]


def _known_as(parameter: Mapping[str, Any]) -> set[str]:
    """A parameter is asked for by its name or its ARN, with a version or a label, or without."""
    ends = (parameter.get("Selector", ""), f":{parameter.get('Version')}")
    return {parameter.get(one, "") + end for one in ("Name", "ARN") for end in ends}


def _needed(code: str) -> str:
    if code == "AccessDeniedException":
        return "these credentials need ssm:GetParameters on them, and kms:Decrypt on their key."
    return "AWS refused. Check the credentials."


def _listed(names: list[str]) -> str:
    return ", ".join(names)


def _batches(names: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(names), MOST_AT_ONCE):
        yield names[start : start + MOST_AT_ONCE]


def _client(region: str) -> Any:
    import boto3  # takes longer to load than all else, and few name a parameter
    from botocore.config import Config

    patience = Config(connect_timeout=3, read_timeout=5, retries={"total_max_attempts": 3, "mode": "standard"})
    return boto3.client("ssm", region_name=region, config=patience)
