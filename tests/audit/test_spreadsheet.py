"""Nothing in an exported table is calculated, whatever somebody has called themselves."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.audit import spreadsheet
from core.audit.event import as_cloudtrail
from tests.audit.examples import audit_event

FORMULAS = ["=1+1", "@x", " -1", "+1", "\t=1", "\r=1", "\n=1", "  =cmd|' /C calc'!A0", "\u00a0=1", "\uff1d1"]


def cells(text: str) -> dict[str, str]:
    heading, row = csv.reader(io.StringIO(spreadsheet.heading() + text, newline=""))
    return dict(zip(heading, row, strict=True))


@pytest.mark.parametrize("text", FORMULAS)
def test_what_begins_like_a_formula_is_marked_as_a_text(text: str) -> None:
    told = cells(spreadsheet.line(as_cloudtrail(audit_event(user_agent=text, address=text))))
    assert told["userAgent"] == told["sourceIPAddress"] == f"'{text}"


@given(st.text(max_size=20))
def test_a_text_stays_what_it_is_behind_its_mark(text: str) -> None:
    assert spreadsheet.inert(text) in (text, f"'{text}")
    assert not spreadsheet.inert(text).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_a_row_tells_what_the_event_tells() -> None:
    plan = "arn:aws:ssm-incidents::111122223333:response-plan/checkout"
    event = audit_event(outcome="AccessDeniedException", message="No.", resources=(plan,), parameters={"arn": plan})
    told = cells(spreadsheet.line(as_cloudtrail(event)))
    assert (told["eventName"], told["errorCode"], told["resources"]) == ("GetContact", "AccessDeniedException", plan)
    assert told["requestParameters"] == f'{{"arn":"{plan}"}}'
    assert told["userArn"] == "arn:aws:iam::111122223333:root"
