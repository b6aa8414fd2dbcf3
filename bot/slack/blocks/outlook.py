"""How warnings look below an answer, and how the load of people does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.slack.blocks.elements import Block, Message, context, section
from bot.slack.blocks.escape import code_block, mrkdwn, on
from core.outlook.table import LEGEND, Row, table
from core.outlook.warned import HORIZON, Warned

SIGN = "\N{WARNING SIGN}"
BELOW, ROWS = 3, 20
"""So many are told below an answer, and where somebody asks for them."""
ALL = "`@aws oncall warnings` lists them."


def below(found: Sequence[Warned]) -> tuple[Block, ...]:
    """The worst of them, each on a line."""
    lines = [_line(one) for one in found[:BELOW]]
    if more := len(found) - BELOW if len(found) > BELOW else 0:
        lines.append(f"There {'is 1 more warning' if more == 1 else f'are {more} more warnings'}: {ALL}")
    return tuple(context(line) for line in lines)


def listed(found: Sequence[Warned], about: str) -> Message:
    """All that there is to warn of, about a schedule or everything."""
    of = mrkdwn(about, 200) if about else "all schedules"
    if not found:
        return Message(f"Nothing to warn of in {of} in the next {HORIZON.days} days.")
    more = [context(f"And {len(found) - ROWS} more.")] if len(found) > ROWS else []
    head = f"*{of[0].upper()}{of[1:]}*, the next {HORIZON.days} days, the worst first:"
    return Message(f"{len(found)} warnings", (section(head), *(section(_line(one)) for one in found[:ROWS]), *more))


def fairness(title: str, time: str, rows: Sequence[Row]) -> Message:
    """The table, in signs that are all of one width."""
    return Message(
        f"{title}, {time}",
        (
            section(f"*{mrkdwn(title, 300)}*\n{time}"),
            section(code_block("\n".join(table(rows)))),
            context(mrkdwn(LEGEND)),
        ),
    )


def _line(one: Warned) -> str:
    return f"{SIGN} {one.told(_spelled)}"


def _spelled(value: str | datetime) -> str:
    return mrkdwn(value, 200) if isinstance(value, str) else on(value)
