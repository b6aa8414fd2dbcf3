"""The environment, read once into one frozen value; `muster doctor` and the README's table come from its fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot import named_secrets, notification_topics, operator_ways, own_addresses, provider_addresses, setting_values
from bot.notification_topics import Topics
from bot.operator_ways import OperatorWay
from bot.providers import MailProvider, SmsProvider, VoiceProvider
from bot.setting_values import Network
from core.arns import Arns


class WrongSetting(Exception):
    """A variable of the environment cannot be used; the text says which, why, and what would do."""


def setting(variable: str, meaning: str, default: str = "", *, secret: bool = False) -> Any:
    """A field that is read from `variable`; `default` is what stands when it is not set.

    A secret is never shown, and may be named as an `ssm:` parameter (see `bot/named_secrets.py`).
    """
    return field(metadata={"variable": variable, "meaning": meaning, "default": default, "secret": secret})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    data_dir: Path = setting("MUSTER_DATA_DIR", "Where the database, the keyring and the demo's files are.", "./var")
    database_url: str = setting(
        "DATABASE_URL",
        "`postgresql://USER:PASSWORD@HOST/NAME`, for several replicas; empty: `muster.db` in the data directory.",
        secret=True,
    )
    port: int = setting("PORT", "The port to listen on.", "8080")
    bind: str = setting("MUSTER_BIND", "The address to listen on; `0.0.0.0` is every interface.", "127.0.0.1")
    tls_certificate: Path | None = setting(
        "MUSTER_TLS_CERTIFICATE",
        "A PEM file: the server's certificate and those up to its issuer. Read anew when changed.",
    )
    tls_key: Path | None = setting("MUSTER_TLS_KEY", "A PEM file: the certificate's key, for its owner's eyes only.")
    proxies: tuple[Network, ...] = setting(
        "MUSTER_PROXY", "Addresses or networks of the proxy that ends TLS: its `X-Forwarded-…` headers are believed."
    )
    slack_bot_token: str = setting(
        "SLACK_BOT_TOKEN",
        "The app's bot token, `xoxb-…`. Without it, or an installation, nobody can be paged.",
        secret=True,
    )
    slack_signing_secret: str = setting(
        "SLACK_SIGNING_SECRET",
        "Proves that a request is Slack's; two with a comma between while it is being changed.",
        secret=True,
    )
    slack_app_token: str = setting(
        "SLACK_APP_TOKEN",
        "An app-level token, `xapp-…`: Socket Mode, for machines that Slack cannot reach.",
        secret=True,
    )
    slack_client_id: str = setting(
        "SLACK_CLIENT_ID", "The app's client id: with it, the app can be installed at `/slack/install`."
    )
    slack_client_secret: str = setting("SLACK_CLIENT_SECRET", "The app's client secret.", secret=True)
    slack_api_url: str = setting("SLACK_API_URL", "Slack's Web API.", "https://slack.com/api/")
    admins: frozenset[str] = setting(
        "MUSTER_ADMINS", "Slack user ids of the administrators, with commas between: the first who may do anything."
    )
    policies: Path | None = setting(
        "MUSTER_POLICIES", "A directory: `attachments.json`, and a file for each policy. Read anew when changed."
    )
    organization: Path | None = setting(
        "MUSTER_ORGANIZATION", "A JSON file: which accounts belong together, and whose a Slack workspace is."
    )
    account_id: str = setting("MUSTER_ACCOUNT_ID", "The account in every ARN: twelve digits.", "111122223333")
    region: str = setting("MUSTER_REGION", "The Region in contacts' ARNs, and that signed requests name.", "us-east-1")
    kms: bool = setting(
        "MUSTER_KMS",
        "`aws`: keys that a replication set names are AWS KMS's. Else the keyring stands in for any key's ARN.",
    )
    kms_endpoint: str = setting("MUSTER_KMS_ENDPOINT", "Who answers instead of AWS KMS, for tests.")
    keyring: str = setting(
        "MUSTER_KEYRING",
        "The keyring itself, on a platform without a disk, instead of `keyring.json`; `muster keyring create` tells.",
        secret=True,
    )
    audit_directory: Path | None = setting(
        "MUSTER_AUDIT_DIRECTORY", "Where the record of all calls is delivered, in CloudTrail's files."
    )
    audit_bucket: str = setting("MUSTER_AUDIT_BUCKET", "A bucket of S3 for the same, such as `NAME` or `NAME/PREFIX`.")
    audit_kept: timedelta = setting("MUSTER_AUDIT_KEPT", "How long the record of a call is kept here.", "400d")
    region_minimum_age: timedelta = setting(
        "MUSTER_REGION_MINIMUM_AGE", "How old a Region must be before it can be deleted, such as `24h`.", "0"
    )
    minute: timedelta = setting(
        "MUSTER_MINUTE", "How long a plan's minute lasts; `1s` for a drill that is over soon.", "1m"
    )
    requests_per_second: int = setting(
        "MUSTER_REQUESTS_PER_SECOND", "How often a principal may ask, by reading and by writing; `0`: at will.", "100"
    )
    public_url: str = setting(
        "MUSTER_PUBLIC_URL",
        "Our address as telephone providers and readers of mail see it, `https://…`: for calls back and links.",
    )
    mail: tuple[MailProvider, ...] = setting(
        "MUSTER_MAIL",
        "Who carries mail: `smtp://USER:PASSWORD@HOST:587?from=ADDRESS`, `smtps://…`, `ses://REGION?from=ADDRESS`. "
        "Each next one, behind a comma, is asked where the one before fails.",
        secret=True,
    )
    sms: tuple[SmsProvider, ...] = setting(
        "MUSTER_SMS",
        "Who carries text messages: `twilio://SID:TOKEN@api.twilio.com?from=%2B12065550100`, `sns://REGION`; as above.",
        secret=True,
    )
    voice: tuple[VoiceProvider, ...] = setting(
        "MUSTER_VOICE", "Who makes calls: `twilio://…`, as above. It needs `MUSTER_PUBLIC_URL`.", secret=True
    )
    metrics_token: str = setting(
        "MUSTER_METRICS_TOKEN",
        "Who sends it may read `/metrics` from elsewhere; without it they are for this machine only.",
        secret=True,
    )
    notifications: Topics = setting(
        "MUSTER_NOTIFICATIONS",
        "What notification targets mean: `aws` (Amazon SNS), `TOPIC-ARN=https://…` (a webhook), or both with commas.",
        secret=True,
    )
    log: str = setting(
        "MUSTER_LOG", "How the log looks: `json`, or `text` for people; empty: what suits where it goes."
    )
    traces: str = setting(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "Who collects OpenTelemetry's traces, such as `http://127.0.0.1:4318`. It needs the extra `traces`.",
    )
    operators: tuple[OperatorWay, ...] = setting(
        "MUSTER_OPERATORS",
        "Who hears that Muster itself is in trouble: `mailto:…`, `tel:+…`, `slack:CHANNEL`, `https://…` (a webhook).",
        secret=True,
    )
    heartbeat_url: str = setting(
        "MUSTER_HEARTBEAT_URL",
        "A dead-man's switch: called every 30 s, but only while pages to nobody prove that pages go out.",
        secret=True,
    )
    watches: tuple[str, ...] = setting(
        "MUSTER_WATCHES", "Other Musters, by their addresses: operators hear when one of them does not page."
    )
    bundle: bool = setting(
        "MUSTER_BUNDLE",
        "`1`: what follows three pages to a channel within a minute comes as one message. `0`: never.",
        "1",
    )
    outbox_file: bool = setting(
        "MUSTER_OUTBOX_FILE", "`1`: messages that no provider is configured for go to `outbox.jsonl`.", "0"
    )

    @property
    def arns(self) -> Arns:
        return Arns(self.account_id, self.region)

    @property
    def keyring_file(self) -> Path:
        return self.data_dir / "keyring.json"

    @property
    def database(self) -> Path | str:
        """The embedded database's file, or the address of a PostgreSQL database; raise `WrongSetting` for another."""
        if not self.database_url:
            return self.data_dir / "muster.db"
        scheme, separator, path = self.database_url.partition("://")
        if scheme in POSTGRESQL and separator:
            return self.database_url
        if scheme != "sqlite":
            # All of an address that has no scheme could be the password in it.
            kind = scheme if separator and scheme.isalnum() else "nameless"
            raise WrongSetting(
                f"DATABASE_URL names a {kind} database; records are kept in SQLite or PostgreSQL: leave DATABASE_URL "
                "empty, or write sqlite:///path/to/muster.db or postgresql://USER:PASSWORD@HOST/NAME"
            )
        return Path(path.removeprefix("/")) if not path.startswith("//") else Path(path[1:])

    @property
    def database_file(self) -> Path:
        """The same where only a file will do; raise `WrongSetting` for PostgreSQL."""
        if isinstance(found := self.database, Path):
            return found
        raise WrongSetting("This can be done with SQLite's file only, and DATABASE_URL names a PostgreSQL database.")

    @property
    def database_name(self) -> str:
        """What a person is told of it: without a password."""
        return str(found) if isinstance(found := self.database, Path) else "The database that DATABASE_URL names"

    @property
    def talks_to_slack(self) -> bool:
        return bool(self.slack_bot_token)

    @property
    def may_talk_to_slack(self) -> bool:
        """Whether there is a workspace, or the app can be installed in one."""
        return bool(self.slack_bot_token or self.slack_client_id)


POSTGRESQL = ("postgresql", "postgres")
"""How the address of such a database begins."""

Fetch = Callable[[Iterable[str], str], Mapping[str, str]]
"""What parameters hold, by their names, and by the Region of those whose name has none."""


def read(environment: Mapping[str, str], fetch: Fetch = named_secrets.fetched) -> Settings:
    """The settings of this environment; raise `WrongSetting` at the first that cannot be used."""
    values = {}
    texts = {
        one.name: environment.get(one.metadata["variable"], "").strip() or one.metadata["default"]
        for one in fields(Settings)
    }
    texts = _with_named_secrets(texts, environment, fetch)
    for one in fields(Settings):
        text = texts[one.name]
        try:
            values[one.name] = _READERS.get(one.name, str)(text)
        except ValueError as problem:
            shown = "…" if one.metadata["secret"] else repr(text)
            raise WrongSetting(f"{one.metadata['variable']}={shown}: {problem}") from None
    settings = Settings(**values)
    if settings.may_talk_to_slack and not (settings.slack_signing_secret or settings.slack_app_token):
        raise WrongSetting(
            "SLACK_BOT_TOKEN or SLACK_CLIENT_ID is set, but neither SLACK_SIGNING_SECRET (Slack calls us over HTTP) "
            "nor SLACK_APP_TOKEN (Socket Mode): without one of them nothing that people type arrives. Both are on your "
            "app's page at Slack."
        )
    _refuse_half_a_pair(settings)
    return settings


def _with_named_secrets(texts: Mapping[str, str], environment: Mapping[str, str], fetch: Fetch) -> dict[str, str]:
    """The settings with the parameters that they name read, all of them at once."""
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
    region = environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION") or texts["region"]
    try:
        values = fetch(sorted(names), region) if names else {}
    except named_secrets.CannotFetch as problem:
        raise WrongSetting(f"A secret that configuration names cannot be read: {problem}") from None
    return {
        name: named_secrets.filled_in(text, values) if named_secrets.names_in(text) else text
        for name, text in texts.items()
    }


def _refuse_half_a_pair(settings: Settings) -> None:
    if bool(settings.slack_client_id) != bool(settings.slack_client_secret):
        raise WrongSetting("SLACK_CLIENT_ID and SLACK_CLIENT_SECRET belong together: set both, or neither.")
    if bool(settings.tls_certificate) != bool(settings.tls_key):
        raise WrongSetting("MUSTER_TLS_CERTIFICATE and MUSTER_TLS_KEY belong together: set both, or neither.")


_READERS: dict[str, Any] = {
    "data_dir": Path,
    "port": setting_values.port,
    "tls_certificate": setting_values.file,
    "tls_key": setting_values.file,
    "policies": setting_values.file,
    "organization": setting_values.file,
    "proxies": setting_values.networks,
    "slack_api_url": setting_values.api_url,
    "admins": setting_values.admins,
    "account_id": setting_values.account,
    "region": setting_values.region,
    "kms": setting_values.kms,
    "audit_directory": setting_values.file,
    "audit_kept": setting_values.kept,
    "region_minimum_age": setting_values.lasting,
    "minute": setting_values.minute,
    "requests_per_second": setting_values.rate,
    "public_url": provider_addresses.public_url,
    "mail": provider_addresses.mail,
    "sms": provider_addresses.sms,
    "voice": provider_addresses.voice,
    "notifications": notification_topics.topics,
    "log": setting_values.log_form,
    "operators": operator_ways.operator_ways,
    "heartbeat_url": own_addresses.heartbeat,
    "watches": own_addresses.others,
    "bundle": setting_values.flag,
    "outbox_file": setting_values.flag,
}
