"""Which accounts does the configuration name, and what keeps their people from anything?  For `muster doctor`."""

from __future__ import annotations

from collections.abc import Iterator

from bot.assembly.accounts import accounts_of
from bot.settings import Settings
from core.organization.organization import Account, Organization


def accounts_in_words(settings: Settings, organization: Organization) -> Iterator[str]:
    """Each account with its workspace, where there are several."""
    accounts = accounts_of(settings, organization)
    if len(accounts) == 1:
        return
    yield "Accounts:"
    for one in accounts:
        yield f"  {one.id}  {_workspace_of(one, settings)}; administrators in Slack: {len(one.admins)}"
    yield ""


def _workspace_of(account: Account, settings: Settings) -> str:
    if settings.slack_bot_token and account.id == settings.account_id:
        return f"workspace {account.workspace or 'as Slack tells it'}, by SLACK_BOT_TOKEN or /slack/install"
    return (
        f"workspace {account.workspace}, by /slack/install" if account.workspace else "no workspace, access keys only"
    )


def problems_of_accounts(settings: Settings, organization: Organization) -> Iterator[str]:
    """One sentence each, with what to do."""
    first, *others = accounts_of(settings, organization)
    if settings.may_talk_to_slack and not first.admins:
        yield "MUSTER_ADMINS is empty: nobody may set Muster up. Name at least one Slack user id."
    for one in others:
        if one.workspace and not settings.slack_client_id:
            yield (
                f"The account {one.id} has the workspace {one.workspace}, and SLACK_CLIENT_ID is not set: the app "
                "cannot be installed there. The id and the secret are on the app's page at Slack."
            )
        if one.workspace and not one.admins:
            yield f"The account {one.id} has no `admins` in MUSTER_ORGANIZATION: nobody may set it up from Slack."
