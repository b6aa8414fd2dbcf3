"""Which accounts does this process serve, and with which settings each?"""

from __future__ import annotations

from dataclasses import replace

from bot.settings import Settings
from core.organization.organization import Account, Organization


def accounts_of(settings: Settings, organization: Organization) -> list[Account]:
    """The configured account first, and then those that the organization's file names."""
    configured = organization.accounts.get(settings.account_id, Account(id=settings.account_id))
    others = [one for id_, one in sorted(organization.accounts.items()) if id_ != settings.account_id]
    return [replace(configured, admins=configured.admins | settings.admins), *others]


def settings_of(settings: Settings, account: Account) -> Settings:
    """The settings of one account: the bot's token that is configured is the first account's only."""
    token = settings.slack_bot_token if account.id == settings.account_id else ""
    return replace(settings, account_id=account.id, admins=account.admins, slack_bot_token=token)
