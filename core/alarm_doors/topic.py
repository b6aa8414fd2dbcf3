"""What does a message of an SNS topic say?  A CloudWatch alarm, an event of EventBridge, or whatever else it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.alarm_doors.alarm import Alarm
from core.compact import compact

SOURCE = "aws.cloudwatch"
OTHERWISE = "aws.sns"
LONGEST_SOURCE = 50
LONGEST_METRIC = 4000
ARN = re.compile(r"arn:aws(-cn|-us-gov)?:[a-z0-9-]*:[a-z0-9-]*:([0-9]{12})?:\S{1,900}", re.ASCII)
OVER = {"OK": "is over", "INSUFFICIENT_DATA": "has too little data now"}


def understood(notification: Mapping[str, str], document: Mapping[str, Any] | None, now: datetime) -> Alarm:
    """The alarm in a notification; `document` is its message, where that is a JSON object."""
    if document is None:
        return _of_text(notification, now)
    if "AlarmName" in document and "NewStateValue" in document:
        return _of_cloudwatch(notification, document, now)
    return _of_event(notification, document, now)


def _of_cloudwatch(notification: Mapping[str, str], said: Mapping[str, Any], now: datetime) -> Alarm:
    arn, name = _arn(said.get("AlarmArn")), _text(said.get("AlarmName"))
    metric = _metric(said)
    return Alarm(
        over=OVER.get(_text(said.get("NewStateValue")), ""),
        title=name,
        summary="\n".join(filter(None, (_text(said.get("AlarmDescription")), _text(said.get("NewStateReason"))))),
        otherwise=arn or f"{notification['TopicArn']} {name}",
        source=SOURCE,
        resource_arn=arn,
        at=_at(said.get("StateChangeTime"), now),
        related=(_related(metric, name, arn),) if metric else (),
        message=said,
        raw=_as_event(notification["MessageId"], said, metric),
        id=notification["MessageId"],
    )


def _of_event(notification: Mapping[str, str], said: Mapping[str, Any], now: datetime) -> Alarm:
    resources = said.get("resources")
    arn = _arn(resources[0]) if isinstance(resources, list) and resources else None
    title = _text(said.get("detail-type")) or _text(notification.get("Subject"))
    return Alarm(
        title=title,
        otherwise=" ".join(filter(None, (notification["TopicArn"], title, arn))),
        source=_text(said.get("source"))[:LONGEST_SOURCE] or OTHERWISE,
        resource_arn=arn or notification["TopicArn"],
        at=_at(said.get("time"), now),
        message=said,
        id=notification["MessageId"],
    )


def _of_text(notification: Mapping[str, str], now: datetime) -> Alarm:
    text = notification["Message"].strip()
    title = _text(notification.get("Subject")) or text.partition("\n")[0]
    return Alarm(
        title=title,
        summary=text if text != title else "",
        otherwise=f"{notification['TopicArn']} {title}",
        source=OTHERWISE,
        resource_arn=notification["TopicArn"],
        at=now,
        message={"Subject": notification.get("Subject", ""), "Message": text},
        id=notification["MessageId"],
    )


def _as_event(message_id: str, said: Mapping[str, Any], metric: Mapping[str, Any] | None) -> dict[str, Any]:
    """In EventBridge's form, where runbooks and people look for `detail.configuration.metrics`."""
    arn = _text(said.get("AlarmArn"))
    return {
        "version": "0",
        "id": message_id,
        "detail-type": "CloudWatch Alarm State Change",
        "source": SOURCE,
        "account": _text(said.get("AWSAccountId")),
        "time": _text(said.get("StateChangeTime")),
        "region": arn.split(":")[3] if ARN.fullmatch(arn) else "",
        "resources": [arn],
        "detail": {
            "alarmName": _text(said.get("AlarmName")),
            "state": {
                "value": _text(said.get("NewStateValue")),
                "reason": _text(said.get("NewStateReason")),
                "timestamp": _text(said.get("StateChangeTime")),
            },
            "previousState": {"value": _text(said.get("OldStateValue"))},
            "configuration": {
                "description": _text(said.get("AlarmDescription")),
                "metrics": [{"id": "m1", "metricStat": metric, "returnData": True}] if metric else [],
            },
        },
    }


def _metric(said: Mapping[str, Any]) -> dict[str, Any] | None:
    """The one metric that it is about; composite alarms and those of expressions have none of their own."""
    trigger = said.get("Trigger")
    if not isinstance(trigger, Mapping) or not _text(trigger.get("MetricName")):
        return None
    dimensions = trigger.get("Dimensions")
    named = [one for one in dimensions if isinstance(one, Mapping)] if isinstance(dimensions, list) else []
    return {
        "metric": {
            "namespace": _text(trigger.get("Namespace")),
            "name": _text(trigger.get("MetricName")),
            "dimensions": {_text(one.get("name")): _text(one.get("value")) for one in named},
        },
        "period": trigger.get("Period"),
        "stat": _text(trigger.get("Statistic") or trigger.get("ExtendedStatistic")).title(),
    }


def _related(metric: Mapping[str, Any], title: str, arn: str | None) -> dict[str, Any]:
    """A `METRIC`, as CloudWatch's dashboards write one."""
    about = metric["metric"]
    row = [about["namespace"], about["name"], *(part for pair in about["dimensions"].items() for part in pair)]
    shown = {"metrics": [row], "stat": metric["stat"], "annotations": {"alarms": [arn] if arn else []}}
    text = compact(shown)
    return {
        "identifier": {"type": "METRIC", "value": {"metricDefinition": text[:LONGEST_METRIC]}},
        "title": title[:200],
    }


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _arn(value: object) -> str | None:
    return value if isinstance(value, str) and ARN.fullmatch(value) else None


def _at(value: object, now: datetime) -> datetime:
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        at = None
    return min(at, now) if at and at.tzinfo else now
