"""A response plan in AWS's members: read from a request, changed by one, written to an answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from core.chat_channels.topics import chat_channel, notification_targets, targets_of, topics_of
from core.free_text import refuse_credentials
from core.response_plans.response_plan import IncidentTemplate, ResponsePlan
from core.tags import tagging

if TYPE_CHECKING:
    from core.vocabulary import types


def planned(arn: str, request: types.CreateResponsePlanInput) -> ResponsePlan:
    """The plan that a request describes; where Terraform says `""`, it means nothing."""
    return ResponsePlan(
        arn=arn,
        name=request["name"],
        display_name=request.get("displayName") or None,
        template=_template(request["incidentTemplate"]),
        engagements=_each_once(request.get("engagements", [])),
        chat_topics=topics_of(request.get("chatChannel")),
        actions=_kept(request.get("actions", [])),
        integrations=_kept(request.get("integrations", [])),
        tags=tagging.given(request.get("tags", {})),
    )


def updated(plan: ResponsePlan, request: types.UpdateResponsePlanInput) -> ResponsePlan:
    """The plan after an update: what is absent stays, what is empty is cleared."""
    changes: dict[str, Any] = {"template": _updated_template(plan.template, request)}
    if "displayName" in request:
        changes["display_name"] = request["displayName"] or None
    if "engagements" in request:
        changes["engagements"] = _each_once(request["engagements"])
    if "chatChannel" in request:
        changes["chat_topics"] = topics_of(request["chatChannel"])
    if "actions" in request:
        changes["actions"] = _kept(request["actions"])
    if "integrations" in request:
        changes["integrations"] = _kept(request["integrations"])
    return replace(plan, **changes)


def written(plan: ResponsePlan) -> types.GetResponsePlanOutput:
    """The answer; what is unset is left out, lists are there even when they are empty."""
    answer: types.GetResponsePlanOutput = {
        "actions": cast("list[types.Action]", list(plan.actions)),
        "arn": plan.arn,
        "engagements": list(plan.engagements),
        "incidentTemplate": _written_template(plan.template),
        "integrations": cast("list[types.Integration]", list(plan.integrations)),
        "name": plan.name,
    }
    if plan.chat_topics:
        answer["chatChannel"] = chat_channel(plan.chat_topics)
    if plan.display_name:
        answer["displayName"] = plan.display_name
    return answer


def summarized(plan: ResponsePlan) -> types.ResponsePlanSummary:
    """One row of the list."""
    row: types.ResponsePlanSummary = {"arn": plan.arn, "name": plan.name}
    if plan.display_name:
        row["displayName"] = plan.display_name
    return row


def _template(asked: types.IncidentTemplate) -> IncidentTemplate:
    refuse_credentials(title=asked["title"], summary=asked.get("summary"))
    return IncidentTemplate(
        title=asked["title"],
        impact=asked["impact"],
        summary=asked.get("summary") or None,
        dedupe_string=asked.get("dedupeString") or None,
        notification_targets=targets_of(asked.get("notificationTargets", [])),
        incident_tags=tagging.given(asked.get("incidentTags", {})),
    )


def _updated_template(template: IncidentTemplate, request: types.UpdateResponsePlanInput) -> IncidentTemplate:
    refuse_credentials(
        incidentTemplateTitle=request.get("incidentTemplateTitle"),
        incidentTemplateSummary=request.get("incidentTemplateSummary"),
    )
    changes: dict[str, Any] = {}
    if "incidentTemplateTitle" in request:
        changes["title"] = request["incidentTemplateTitle"]
    if "incidentTemplateImpact" in request:
        changes["impact"] = request["incidentTemplateImpact"]
    if "incidentTemplateSummary" in request:
        changes["summary"] = request["incidentTemplateSummary"] or None
    if "incidentTemplateDedupeString" in request:
        changes["dedupe_string"] = request["incidentTemplateDedupeString"] or None
    if "incidentTemplateNotificationTargets" in request:
        changes["notification_targets"] = targets_of(request["incidentTemplateNotificationTargets"])
    if "incidentTemplateTags" in request:
        changes["incident_tags"] = tagging.given(request["incidentTemplateTags"])
    return replace(template, **changes)


def _written_template(template: IncidentTemplate) -> types.IncidentTemplate:
    answer: types.IncidentTemplate = {
        "impact": template.impact,
        "notificationTargets": notification_targets(template.notification_targets),
        "title": template.title,
    }
    if template.summary:
        answer["summary"] = template.summary
    if template.dedupe_string:
        answer["dedupeString"] = template.dedupe_string
    if template.incident_tags:
        answer["incidentTags"] = dict(template.incident_tags)
    return answer


def _each_once(arns: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(arns))


def _kept(unions: list[types.Action] | list[types.Integration]) -> tuple[dict[str, object], ...]:
    return tuple(cast("dict[str, object]", union) for union in unions)
