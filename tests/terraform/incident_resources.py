"""`aws_ssmincidents_replication_set` and `aws_ssmincidents_response_plan`."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from tests.terraform.provider import Resource, bag

AT_ONCE = {"MaxAttempts": 1, "Delay": 1}
"""The waiter would look again after 30 seconds; it must not have to."""
NONE: dict[str, Any] = {"empty": {}}


class OfIncidents(Resource):
    """Has tags in ssm-incidents' way."""

    def tags(self) -> dict[str, str]:
        return dict(self.provider.incidents.list_tags_for_resource(resourceArn=self.id)["tags"])

    def put_tags(self, tags: dict[str, str]) -> None:
        self.provider.incidents.tag_resource(resourceArn=self.id, tags=tags)

    def remove_tags(self, keys: list[str]) -> None:
        self.provider.incidents.untag_resource(resourceArn=self.id, tagKeys=keys)


class ReplicationSet(OfIncidents):
    attributes: ClassVar[dict[str, Any]] = {"region": None, "tags": {}}

    def create(self) -> None:
        wanted = self.wanted
        regions = {one["name"]: _key(one) for one in wanted["region"]}
        made = self.provider.incidents.create_replication_set(
            regions=regions, clientToken=str(uuid.uuid4()), **_tagged(wanted["tags"])
        )
        self.id = made["arn"]
        self._wait("active")
        self.read()

    def read(self) -> dict[str, Any]:
        found = self.provider.incidents.get_replication_set(arn=self.id)["replicationSet"]
        assert (found["arn"], found["status"], found["deletionProtected"]) == (self.id, "ACTIVE", False)
        assert found["createdBy"]
        assert found["lastModifiedBy"]
        regions = [{"name": name, "kms_key_arn": region["sseKmsKeyId"]} for name, region in found["regionMap"].items()]
        return {"region": bag(*regions), "tags": self.tags()}

    def update(self, changed: set[str]) -> None:
        if changed:
            found = [one["name"] for one in self.before["region"]]
            wanted = {one["name"]: one for one in self.wanted["region"]}
            actions: list[Any] = [{"deleteRegionAction": {"regionName": name}} for name in found if name not in wanted]
            actions += [
                {"addRegionAction": {"regionName": name, **_key(one)}}
                for name, one in wanted.items()
                if name not in found
            ]
            self.provider.incidents.update_replication_set(arn=self.id, actions=actions, clientToken=str(uuid.uuid4()))
            self._wait("active")
        self.read()

    def delete(self) -> None:
        self.provider.incidents.delete_replication_set(arn=self.id)
        self._wait("deleted")

    def imported(self) -> ReplicationSet:
        """Whatever id is given: there is one set."""
        other = ReplicationSet(self.provider, **self.config)
        other.id = self.provider.incidents.list_replication_sets()["replicationSetArns"][0]
        return other

    def _wait(self, state: str) -> None:
        waiter = self.provider.incidents.get_waiter(f"wait_for_replication_set_{state}")
        waiter.wait(arn=self.id, WaiterConfig=AT_ONCE)


def _tagged(tags: dict[str, str]) -> dict[str, dict[str, str]]:
    return {"tags": tags} if tags else {}


def _key(region: dict[str, str]) -> dict[str, str]:
    return {} if region["kms_key_arn"] == "DefaultKey" else {"sseKmsKeyId": region["kms_key_arn"]}


def template(title: str, impact: int, **said: Any) -> dict[str, Any]:
    """The block `incident_template`."""
    unsaid = {"dedupe_string": "", "incident_tags": {}, "notification_target": [], "summary": ""}
    return {"title": title, "impact": impact, **unsaid, **said}


def automation(document_name: str, role_arn: str, **said: Any) -> dict[str, Any]:
    """The block `action { ssm_automation { … } }`."""
    unsaid = {"document_version": "", "target_account": "", "parameter": [], "dynamic_parameters": {}}
    return {"document_name": document_name, "role_arn": role_arn, **unsaid, **said}


class ResponsePlan(OfIncidents):
    attributes: ClassVar[dict[str, Any]] = {
        "name": None, "display_name": "", "incident_template": None, "chat_channel": [], "engagements": [],
        "action": [], "integration": [], "tags": {},
    }  # fmt: skip

    def create(self) -> None:
        wanted = self.wanted
        asked = {
            "name": wanted["name"],
            "displayName": wanted["display_name"],
            "incidentTemplate": _template(wanted["incident_template"]),
            "chatChannel": _chat_channel(wanted["chat_channel"]),
            "engagements": wanted["engagements"],
            **_tagged(wanted["tags"]),
            "clientToken": str(uuid.uuid4()),
        }
        if wanted["action"]:
            asked["actions"] = [_action(one) for one in wanted["action"]]
        if wanted["integration"]:
            asked["integrations"] = [_integration(one) for one in wanted["integration"]]
        self.id = self.provider.incidents.create_response_plan(**asked)["arn"]
        self.read()

    def read(self) -> dict[str, Any]:
        found = self.provider.incidents.get_response_plan(arn=self.id)
        assert found["arn"] == self.id
        assert found.get("chatChannel") != {}
        return {
            "name": found["name"],
            "display_name": found.get("displayName", ""),
            "incident_template": _read_template(found["incidentTemplate"]),
            "chat_channel": bag(*found.get("chatChannel", NONE).get("chatbotSns", [])),
            "engagements": bag(*found.get("engagements", [])),
            "action": [_read_action(one["ssmAutomation"]) for one in found.get("actions", [])],
            "integration": [_read_integration(one["pagerDutyConfiguration"]) for one in found.get("integrations", [])],
            "tags": self.tags(),
        }

    def update(self, changed: set[str]) -> None:
        if changed:
            self.provider.incidents.update_response_plan(
                arn=self.id, clientToken=str(uuid.uuid4()), **self._changes(changed)
            )
        self.read()

    def _changes(self, changed: set[str]) -> dict[str, Any]:
        """Only the groups that have changed; what has become empty is said of the chat channel only."""
        wanted, asked = self.wanted, dict[str, Any]()
        if "display_name" in changed:
            asked["displayName"] = wanted["display_name"]
        if "incident_template" in changed:
            template = _template(wanted["incident_template"])
            template["tags"] = template.pop("incidentTags", None)
            asked |= {
                f"incidentTemplate{name[0].upper()}{name[1:]}": one for name, one in template.items() if one is not None
            }
        if "chat_channel" in changed:
            asked["chatChannel"] = _chat_channel(wanted["chat_channel"])
        if "engagements" in changed:
            asked["engagements"] = wanted["engagements"]
        if "action" in changed and wanted["action"]:
            asked["actions"] = [_action(one) for one in wanted["action"]]
        if "integration" in changed and wanted["integration"]:
            asked["integrations"] = [_integration(one) for one in wanted["integration"]]
        return asked

    def delete(self) -> None:
        self.provider.incidents.delete_response_plan(arn=self.id)


def _chat_channel(topics: list[str]) -> dict[str, Any]:
    return {"chatbotSns": topics} if topics else NONE


def _template(wanted: dict[str, Any]) -> dict[str, Any]:
    asked = {
        "title": wanted["title"],
        "impact": wanted["impact"],
        "dedupeString": wanted["dedupe_string"],
        "summary": wanted["summary"],
    }
    if wanted["incident_tags"]:
        asked["incidentTags"] = wanted["incident_tags"]
    if wanted["notification_target"]:
        asked["notificationTargets"] = [{"snsTopicArn": arn} for arn in wanted["notification_target"]]
    return asked


def _read_template(found: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": found["title"],
        "impact": found["impact"],
        "dedupe_string": found.get("dedupeString", ""),
        "incident_tags": found.get("incidentTags", {}),
        "notification_target": bag(*(one["snsTopicArn"] for one in found.get("notificationTargets", []))),
        "summary": found.get("summary", ""),
    }


def _action(wanted: dict[str, Any]) -> dict[str, Any]:
    said = {
        "documentVersion": wanted["document_version"],
        "targetAccount": wanted["target_account"],
        "parameters": {one["name"]: one["values"] for one in wanted["parameter"]},
        "dynamicParameters": {name: {"variable": one} for name, one in wanted["dynamic_parameters"].items()},
    }
    named = {"documentName": wanted["document_name"], "roleArn": wanted["role_arn"]}
    return {"ssmAutomation": named | {name: one for name, one in said.items() if one}}


def _read_action(found: dict[str, Any]) -> dict[str, Any]:
    parameters = found.get("parameters", {}).items()
    return {
        "document_name": found["documentName"],
        "role_arn": found["roleArn"],
        "document_version": found.get("documentVersion", ""),
        "target_account": found.get("targetAccount", ""),
        "parameter": bag(*({"name": name, "values": bag(*values)} for name, values in parameters)),
        "dynamic_parameters": {name: one["variable"] for name, one in found.get("dynamicParameters", {}).items()},
    }


def _integration(wanted: dict[str, str]) -> dict[str, Any]:
    return {
        "pagerDutyConfiguration": {
            "name": wanted["name"],
            "pagerDutyIncidentConfiguration": {"serviceId": wanted["service_id"]},
            "secretId": wanted["secret_id"],
        }
    }


def _read_integration(found: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": found["name"],
        "service_id": found["pagerDutyIncidentConfiguration"]["serviceId"],
        "secret_id": found["secretId"],
    }
