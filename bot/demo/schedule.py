"""The sample organisation's on-call schedule: two rotations, each with a rule of its own."""

from __future__ import annotations

from bot.demo.organisation import ADMINISTRATOR, ANA, BEN, CHLOE, DEV, Call, Organisation


async def make_a_schedule(call: Call, organisation: Organisation) -> None:
    """Who is there for the shop: somebody always, by the week, and beside them somebody who decides, by the day."""
    always = await call(
        ADMINISTRATOR,
        "ssm-contacts:CreateRotation",
        Name="engineers",
        ContactIds=[organisation.contact(person) for person in (BEN, CHLOE, DEV)],
        TimeZoneId="Etc/UTC",
        Recurrence={
            "WeeklySettings": [{"DayOfWeek": "MON", "HandOffTime": {"HourOfDay": 9, "MinuteOfHour": 0}}],
            "NumberOfOnCalls": 1,
            "RecurrenceMultiplier": 1,
        },
    )
    working_hours = {"Start": {"HourOfDay": 9, "MinuteOfHour": 0}, "End": {"HourOfDay": 18, "MinuteOfHour": 0}}
    by_day = await call(
        ADMINISTRATOR,
        "ssm-contacts:CreateRotation",
        Name="deciders",
        ContactIds=[organisation.contact(person) for person in (ANA, DEV)],
        TimeZoneId="Etc/UTC",
        Recurrence={
            "DailySettings": [{"HourOfDay": 9, "MinuteOfHour": 0}],
            "NumberOfOnCalls": 1,
            "RecurrenceMultiplier": 1,
            "ShiftCoverages": {day: [working_hours] for day in ("MON", "TUE", "WED", "THU", "FRI")},
        },
    )
    await call(
        ADMINISTRATOR,
        "ssm-contacts:CreateContact",
        Alias="shop-rota",
        DisplayName="Shop rota",
        Type="ONCALL_SCHEDULE",
        Plan={"RotationIds": [always["RotationArn"], by_day["RotationArn"]]},
    )


async def page_whoever_is_on_call(call: Call, organisation: Organisation) -> None:
    """From now on search is theirs: hand-offs are told in its channel, and incidents of it page by the schedule."""
    await call(
        ADMINISTRATOR,
        "ssm-incidents:UpdateResponsePlan",
        arn=organisation.arns.response_plan("search"),
        engagements=[organisation.arns.contact("shop-rota")],
    )
