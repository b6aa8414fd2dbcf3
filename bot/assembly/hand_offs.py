"""What tells Slack of who is on call: the round once a minute, and the steps that follow from it."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.clock import Clock
from core.engine.audience import Audience
from core.engine.grouping import Grouping
from core.engine.handing_over import HandingOver
from core.engine.ledger import Ledger
from core.engine.loop import Deed
from core.engine.rounds import Rounds
from core.engine.schedules import Schedules
from core.handoffs.ports import HandOffBoard, NoSlack, SlackGroups
from core.operators.ports import Operators
from core.step import Kind
from storage.account import Storage


@dataclass(frozen=True, slots=True)
class InSlack:
    """Where hand-offs are seen."""

    board: HandOffBoard = field(default_factory=NoSlack)
    groups: SlackGroups = field(default_factory=NoSlack)


def hand_off_deeds(
    storage: Storage, in_slack: InSlack, operators: Operators, ledger: Ledger, clock: Clock
) -> dict[Kind, Deed]:
    """The kinds of step."""
    schedules = schedules_of(storage)
    audience = Audience(
        contacts=storage.contacts,
        plans=storage.response_plans,
        chat_channels=storage.chat_channels,
        incidents=storage.incidents,
        engagements=storage.engagements,
    )
    return {
        "handoff": HandingOver(
            schedules=schedules,
            audience=audience,
            hand_offs=storage.hand_offs,
            board=in_slack.board,
            ledger=ledger,
            clock=clock,
        ),
        "usergroup": Grouping(
            schedules=schedules,
            groups=storage.user_groups,
            slack=in_slack.groups,
            operators=operators,
            ledger=ledger,
            clock=clock,
        ),
    }


def rounds_of(storage: Storage, ledger: Ledger, clock: Clock) -> Rounds:
    """Of one account."""
    return Rounds(schedules_of(storage), storage.hand_offs, storage.user_groups, ledger, clock)


def schedules_of(storage: Storage) -> Schedules:
    """On what is kept of one account."""
    return Schedules(
        contacts=storage.contacts,
        rotations=storage.rotations,
        overrides=storage.rotation_overrides,
        channels=storage.contact_channels,
    )
