"""A custom action in AWS's members: read from a request, changed by one, written to an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from core.custom_actions.custom_action import CustomAction
from core.tags.tagging import of_chatbot

if TYPE_CHECKING:
    from core.vocabulary import types


def defined(arn: str, request: types.CreateCustomActionInput) -> CustomAction:
    """The custom action that a request describes."""
    return CustomAction(
        arn=arn,
        name=request["ActionName"],
        command_text=request["Definition"]["CommandText"],
        alias_name=request.get("AliasName"),
        attachments=_kept(request.get("Attachments", [])),
        tags=of_chatbot(request.get("Tags", [])),
    )


def updated(kept: CustomAction, request: types.UpdateCustomActionInput) -> CustomAction:
    """The custom action after an update: what is absent stays."""
    changes: dict[str, Any] = {"command_text": request["Definition"]["CommandText"]}
    if "AliasName" in request:
        changes["alias_name"] = request["AliasName"]
    if "Attachments" in request:
        changes["attachments"] = _kept(request["Attachments"])
    return replace(kept, **changes)


def written(kept: CustomAction) -> types.CustomAction:
    """The custom action as AWS writes it, which leaves out the tags."""
    answer: types.CustomAction = {
        "CustomActionArn": kept.arn,
        "Definition": {"CommandText": kept.command_text},
        "ActionName": kept.name,
    }
    if kept.alias_name:
        answer["AliasName"] = kept.alias_name
    if kept.attachments:
        answer["Attachments"] = cast("list[types.CustomActionAttachment]", list(kept.attachments))
    return answer


def _kept(attachments: Sequence[types.CustomActionAttachment]) -> tuple[dict[str, object], ...]:
    return tuple(cast("dict[str, object]", attachment) for attachment in attachments)
