"""What can be configured, one field for each variable; `muster doctor` and the README's table come from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot import notification_topics, operator_ways, own_addresses, provider_addresses, setting_values
from bot.database_address import database_at
from bot.notification_topics import Topics
from bot.operator_ways import OperatorWay
from bot.providers import MailProvider, SmsProvider, VoiceProvider
from bot.setting_values import Network
from bot.variables import WrongSetting, setting
from core.arns import Arns


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    data_dir: Path = setting(
        "MUSTER_DATA_DIR", "Where the database, the keyring and the demo's files are.", "./var", by=Path
    )
    database_url: str = setting(
        "DATABASE_URL",
        "`postgresql://USER:PASSWORD@HOST/NAME`, for several replicas; empty: `muster.db` in the data directory.",
        secret=True,
    )
    port: int = setting("PORT", "The port to listen on.", "8080", by=setting_values.port)
    bind: str = setting("MUSTER_BIND", "The address to listen on; `0.0.0.0` is every interface.", "127.0.0.1")
    tls_certificate: Path | None = setting(
        "MUSTER_TLS_CERTIFICATE",
        "A PEM file: the server's certificate and those up to its issuer. Read anew when changed.",
        by=setting_values.file,
    )
    tls_key: Path | None = setting(
        "MUSTER_TLS_KEY", "A PEM file: the certificate's key, for its owner's eyes only.", by=setting_values.file
    )
    proxies: tuple[Network, ...] = setting(
        "MUSTER_PROXY",
        "Addresses or networks of the proxy that ends TLS: its `X-Forwarded-…` headers are believed.",
        by=setting_values.networks,
    )
    slack_bot_token: str = setting(
        "SLACK_BOT_TOKEN",
        "The app's bot token, `xoxb-…`. Without it, or an installation, Slack pages nobody.",
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
    slack_api_url: str = setting(
        "SLACK_API_URL", "Slack's Web API.", "https://slack.com/api/", by=setting_values.api_url
    )
    admins: frozenset[str] = setting(
        "MUSTER_ADMINS",
        "Slack user ids of the administrators, with commas between: the first who may do anything.",
        by=setting_values.admins,
    )
    policies: Path | None = setting(
        "MUSTER_POLICIES",
        "A directory: `attachments.json`, and a file for each policy. Read anew when changed.",
        by=setting_values.file,
    )
    organization: Path | None = setting(
        "MUSTER_ORGANIZATION",
        "A JSON file: which accounts belong together, and whose a Slack workspace is.",
        by=setting_values.file,
    )
    account_id: str = setting(
        "MUSTER_ACCOUNT_ID", "The account in every ARN: twelve digits.", "111122223333", by=setting_values.account
    )
    region: str = setting(
        "MUSTER_REGION",
        "The Region in contacts' ARNs, and that signed requests name.",
        "us-east-1",
        by=setting_values.region,
    )
    kms: bool = setting(
        "MUSTER_KMS",
        "`aws`: keys that a replication set names are AWS KMS's. Else the keyring stands in for any key's ARN.",
        by=setting_values.kms,
    )
    kms_endpoint: str = setting("MUSTER_KMS_ENDPOINT", "Who answers instead of AWS KMS, for tests.")
    keyring: str = setting(
        "MUSTER_KEYRING",
        "The keyring itself, on a platform without a disk, instead of `keyring.json`; `muster keyring create` tells.",
        secret=True,
    )
    audit_directory: Path | None = setting(
        "MUSTER_AUDIT_DIRECTORY",
        "Where the record of all calls is delivered, in CloudTrail's files.",
        by=setting_values.file,
    )
    audit_bucket: str = setting("MUSTER_AUDIT_BUCKET", "A bucket of S3 for the same, such as `NAME` or `NAME/PREFIX`.")
    audit_kept: timedelta = setting(
        "MUSTER_AUDIT_KEPT", "How long the record of a call is kept here.", "400d", by=setting_values.kept
    )
    region_minimum_age: timedelta = setting(
        "MUSTER_REGION_MINIMUM_AGE",
        "How old a Region must be before it can be deleted, such as `24h`.",
        "0",
        by=setting_values.lasting,
    )
    minute: timedelta = setting(
        "MUSTER_MINUTE",
        "How long a plan's minute lasts; `1s` for a drill that is over soon.",
        "1m",
        by=setting_values.minute,
    )
    requests_per_second: int = setting(
        "MUSTER_REQUESTS_PER_SECOND",
        "How often a principal may ask, by reading and by writing; `0`: at will.",
        "100",
        by=setting_values.rate,
    )
    public_url: str = setting(
        "MUSTER_PUBLIC_URL",
        "Our address as telephone providers and readers of mail see it, `https://…`: for calls back and links.",
        by=own_addresses.public_url,
    )
    mail: tuple[MailProvider, ...] = setting(
        "MUSTER_MAIL",
        "Who carries mail: `smtp://USER:PASSWORD@HOST:587?from=ADDRESS`, `smtps://…`, `ses://REGION?from=ADDRESS`. "
        "Each next one, behind a comma, is asked where the one before fails.",
        secret=True,
        by=provider_addresses.mail,
    )
    sms: tuple[SmsProvider, ...] = setting(
        "MUSTER_SMS",
        "Who carries text messages: `twilio://SID:TOKEN@api.twilio.com?from=%2B12065550100`, `sns://REGION`; as above.",
        secret=True,
        by=provider_addresses.sms,
    )
    voice: tuple[VoiceProvider, ...] = setting(
        "MUSTER_VOICE",
        "Who makes calls: `twilio://…`, as above. It needs `MUSTER_PUBLIC_URL`.",
        secret=True,
        by=provider_addresses.voice,
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
        by=notification_topics.topics,
    )
    log: str = setting(
        "MUSTER_LOG",
        "How the log looks: `json`, or `text` for people; empty: what suits where it goes.",
        by=setting_values.log_form,
    )
    traces: str = setting(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "Who collects OpenTelemetry's traces, such as `http://127.0.0.1:4318`. It needs the extra `traces`.",
    )
    operators: tuple[OperatorWay, ...] = setting(
        "MUSTER_OPERATORS",
        "Who hears that Muster itself is in trouble: `mailto:…`, `tel:+…`, `slack:CHANNEL`, `https://…` (a webhook).",
        secret=True,
        by=operator_ways.operator_ways,
    )
    heartbeat_url: str = setting(
        "MUSTER_HEARTBEAT_URL",
        "A dead-man's switch: called every 30 s, but only while pages to nobody prove that pages go out.",
        secret=True,
        by=own_addresses.heartbeat,
    )
    watches: tuple[str, ...] = setting(
        "MUSTER_WATCHES",
        "Other Musters, by their addresses: operators hear when one of them does not page.",
        by=own_addresses.others,
    )
    bundle: bool = setting(
        "MUSTER_BUNDLE",
        "`1`: what follows three pages to a channel within a minute comes as one message. `0`: never.",
        "1",
        by=setting_values.flag,
    )
    outbox_file: bool = setting(
        "MUSTER_OUTBOX_FILE",
        "`1`: messages that no provider is configured for go to `outbox.jsonl`.",
        "0",
        by=setting_values.flag,
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
        return database_at(self.database_url) if self.database_url else self.data_dir / "muster.db"

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
