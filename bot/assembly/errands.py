"""What the operator of this machine may ask for without a signature: by the control socket, or with Muster stopped."""

from __future__ import annotations

from typing import Any

from bot.http.control import Document, Errand
from bot.settings import Settings
from core.caller import Caller
from core.dispatcher import Dispatcher
from core.errors import Refusal
from core.vocabulary.catalog import catalog


def root(settings: Settings) -> Caller:
    """Who may write Muster's files may do everything; AWS's name for such a one."""
    return Caller(arn=f"arn:aws:iam::{settings.account_id}:root", standing="administrator", name="root")


def errands_of(settings: Settings, dispatcher: Dispatcher) -> dict[str, Errand]:
    """Every errand, by the name that it is asked for with."""
    operator = root(settings)

    async def call(asked: Document) -> Document:
        action, params = _text(asked, "action"), asked.get("params", {})
        if action not in catalog():
            raise Refusal("UnknownOperationException", f"There is no operation {action!r}.")
        return await dispatcher.call(operator, action, params)

    return {"call": call}


def _text(asked: Document, name: str) -> str:
    value: Any = asked.get(name)
    if not isinstance(value, str):
        raise Refusal("ValidationException", f"{name!r} is missing, or no text.")
    return value
