"""How resources are named: Amazon Resource Names of the two services, built and taken apart."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Arns:
    """The names in one account and Region.  ssm-incidents' ARNs carry no Region, ssm-contacts' do."""

    account: str
    region: str

    def replication_set(self, uid: str) -> str:
        return f"arn:aws:ssm-incidents::{self.account}:replication-set/{uid}"

    def response_plan(self, name: str) -> str:
        return f"arn:aws:ssm-incidents::{self.account}:response-plan/{name}"

    def incident_record(self, plan_name: str, uid: str) -> str:
        return f"arn:aws:ssm-incidents::{self.account}:incident-record/{plan_name}/{uid}"

    def is_own_incident(self, text: str) -> bool:
        """Whether it is the ARN of an incident of this account, be it there or not."""
        return text.startswith(f"arn:aws:ssm-incidents::{self.account}:incident-record/")

    def contact(self, alias: str) -> str:
        return self._contacts("contact", alias)

    def contact_channel(self, alias: str, uid: str) -> str:
        return self._contacts("contact-channel", f"{alias}/{uid}")

    def engagement(self, alias: str, uid: str) -> str:
        return self._contacts("engagement", f"{alias}/{uid}")

    def page(self, alias: str, uid: str) -> str:
        return self._contacts("page", f"{alias}/{uid}")

    def rotation(self, uid: str) -> str:
        return self._contacts("rotation", uid)

    def slack_channel_configuration(self, name: str) -> str:
        return f"arn:aws:chatbot::{self.account}:chat-configuration/slack-channel/{name}"

    def custom_action(self, name: str) -> str:
        return f"arn:aws:chatbot::{self.account}:custom-action/{name}"

    def slack_user(self, user_id: str) -> str:
        """The principal that a Slack user is: a session of the role that the bot plays for people."""
        return f"arn:aws:sts::{self.account}:assumed-role/muster-slack/{user_id}"

    def engine(self) -> str:
        """The service-linked role in whose name the engine acts."""
        return f"arn:aws:sts::{self.account}:assumed-role/AWSServiceRoleforIncidentManager/muster"

    def alarm_door(self, name: str) -> str:
        """In whose name a door for alarms starts incidents."""
        return self.assumed_role("muster-alarm-door", name)

    def root(self) -> str:
        """Whoever runs this installation, at its machine."""
        return f"arn:aws:iam::{self.account}:root"

    def user(self, name: str) -> str:
        return f"arn:aws:iam::{self.account}:user/{name}"

    def role(self, name: str) -> str:
        return f"arn:aws:iam::{self.account}:role/{name}"

    def assumed_role(self, role: str, session: str) -> str:
        return f"arn:aws:sts::{self.account}:assumed-role/{role}/{session}"

    def service_linked_role(self) -> str:
        """What the replication set makes, and the engine acts as."""
        path = "aws-service-role/ssm-incidents.amazonaws.com"
        return f"arn:aws:iam::{self.account}:role/{path}/AWSServiceRoleforIncidentManager"

    def _contacts(self, kind: str, rest: str) -> str:
        return f"arn:aws:ssm-contacts:{self.region}:{self.account}:{kind}/{rest}"


def kind_of(arn: str) -> str:
    """The resource type: `response-plan`, `contact`; nothing where the text is no such ARN."""
    kind, slash, _ = arn.split(":", 5)[-1].partition("/")
    return kind if slash and arn.startswith("arn:") else ""


def name_of(arn: str) -> str:
    """The part after the resource type: `checkout` of a plan, `checkout/UUID` of an incident."""
    return arn.split(":", 5)[-1].partition("/")[2]


def alias_of(arn: str) -> str:
    """The contact's alias in the ARN of a contact, channel, engagement or page."""
    return name_of(arn).partition("/")[0]


def contact_arn_of(arn: str) -> str:
    """The contact that a channel, an engagement or a page is named after; a contact itself."""
    head = arn.split(":", 5)
    return ":".join((*head[:5], f"contact/{alias_of(arn)}"))


def plan_arn_of(incident_arn: str) -> str:
    """The response plan's ARN, which an incident's own ARN names."""
    head, _, rest = incident_arn.partition(":incident-record/")
    return f"{head}:response-plan/{rest.partition('/')[0]}"


def names_incident(text: str | None) -> bool:
    """Whether an engagement's `IncidentId`, which may be any text, is an incident's ARN."""
    return bool(text) and ":incident-record/" in (text or "")
