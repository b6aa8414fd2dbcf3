"""Reads the environment once, with the secrets that it names, into `Settings`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from typing import Any

from bot import named_secrets
from bot.settings import Settings
from bot.variables import WrongSetting

Fetch = Callable[[Iterable[str], str], Mapping[str, str]]
"""What parameters hold, by their names, and by the Region of those whose name has none."""


def read(environment: Mapping[str, str], fetch: Fetch = named_secrets.fetched) -> Settings:
    """The settings of this environment; raise `WrongSetting` at the first that cannot be used."""
    texts = {
        one.name: environment.get(one.metadata["variable"], "").strip() or one.metadata["default"]
        for one in fields(Settings)
    }
    region = environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION") or texts["region"]
    settings = Settings(**_values_of(_with_named_secrets(texts, region, fetch)))
    if settings.may_talk_to_slack and not (settings.slack_signing_secret or settings.slack_app_token):
        raise WrongSetting(
            "SLACK_BOT_TOKEN or SLACK_CLIENT_ID is set, but neither SLACK_SIGNING_SECRET (Slack calls us over HTTP) "
            "nor SLACK_APP_TOKEN (Socket Mode): without one of them nothing that people type arrives. Both are on your "
            "app's page at Slack."
        )
    _refuse_half_a_pair(settings)
    return settings


def _with_named_secrets(texts: Mapping[str, str], region: str, fetch: Fetch) -> dict[str, str]:
    """The texts with the parameters that they name read, all of them at once."""
    names: set[str] = set()
    for one in fields(Settings):
        found = named_secrets.names_in(texts[one.name])
        if found and not one.metadata["secret"]:
            raise WrongSetting(f"{one.metadata['variable']}={found[0]}: only secrets are read from parameters.")
        if one.metadata["secret"] and named_secrets.is_misnamed(texts[one.name]):
            raise WrongSetting(
                f"{one.metadata['variable']}=…: it begins like the name of a parameter and is none; expected "
                "ssm:/muster/token or arn:aws:ssm:eu-west-1:111122223333:parameter/muster/token."
            )
        names.update(found)
    try:
        values = fetch(sorted(names), region) if names else {}
    except named_secrets.CannotFetch as problem:
        raise WrongSetting(f"A secret that configuration names cannot be read: {problem}") from None
    return {
        name: named_secrets.filled_in(text, values) if named_secrets.names_in(text) else text
        for name, text in texts.items()
    }


def _values_of(texts: Mapping[str, str]) -> dict[str, Any]:
    values = {}
    for one in fields(Settings):
        try:
            values[one.name] = one.metadata["by"](texts[one.name])
        except ValueError as problem:
            shown = "…" if one.metadata["secret"] else repr(texts[one.name])
            raise WrongSetting(f"{one.metadata['variable']}={shown}: {problem}") from None
    return values


def _refuse_half_a_pair(settings: Settings) -> None:
    if bool(settings.slack_client_id) != bool(settings.slack_client_secret):
        raise WrongSetting("SLACK_CLIENT_ID and SLACK_CLIENT_SECRET belong together: set both, or neither.")
    if bool(settings.tls_certificate) != bool(settings.tls_key):
        raise WrongSetting("MUSTER_TLS_CERTIFICATE and MUSTER_TLS_KEY belong together: set both, or neither.")
