"""Whom an engagement pages: asked by the door when it starts, and by the engine ever after."""

from __future__ import annotations

from bot.settings import Settings
from core.engine.asking import Asking
from core.engine.on_call import OnCall
from storage.account import Storage


def asking_of(settings: Settings, storage: Storage) -> Asking:
    """On what is kept of one account."""
    on_call = OnCall(
        rotations=storage.rotations,
        overrides=storage.rotation_overrides,
        contacts=storage.contacts,
        minute=settings.minute,
    )
    return Asking(pages=storage.pages, channels=storage.contact_channels, on_call=on_call, arns=settings.arns)
