"""Does a text hold a URL with credentials in it?  A whole channel would read it: a person is asked for it without them.

A program cannot be asked, and what it says is shown with the host of such a URL only.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from core.errors import invalid

_URL = re.compile(r"(?P<scheme>[a-z][a-z0-9+.\-]{0,20})://(?P<rest>[^\s<>\"'`|]+)", re.I)
_AUTHORITY_ENDS = re.compile(r"[/?#\\]")
_PARAMETER = re.compile(r"[?&;#](?P<name>[^=&;#?]{1,100})=[^&;#]")
_SECRET_NAMES = frozenset({
    "accesskey", "accesstoken", "apikey", "apitoken", "auth", "authorization", "authtoken", "bearer", "clientsecret",
    "idtoken", "jwt", "passwd", "password", "privatetoken", "pwd", "refreshtoken", "secret", "secretkey",
    "securitytoken", "sessionid", "sessiontoken", "sig", "signature", "token", "xamzcredential", "xamzsecuritytoken",
    "xamzsignature",
})  # fmt: skip
_SECRET_PATHS = ("hooks.slack.com/services/",)
"""Addresses that are a password themselves: whoever knows one may post."""


def refuse_credentials(**texts: str | None) -> None:
    """Raise `ValidationException` for the first of these members that holds a URL with credentials."""
    for member, text in texts.items():
        if text and holds_credentials(text):
            raise invalid(
                f"Value at '{member}' has a URL with a password or token in it. "
                "Everybody who sees the incident would have it: give the address without it."
            )


def holds_credentials(text: str) -> bool:
    """Whether some URL in the text would let its reader in."""
    return "://" in text and any(_lets_in(found["scheme"].lower(), found["rest"]) for found in _URL.finditer(text))


def without_credentials(text: str) -> str:
    """The text, with nothing but the host of each URL that would let its reader in."""
    return _URL.sub(_harmless, text) if "://" in text else text


def _harmless(found: re.Match[str]) -> str:
    scheme, rest = found["scheme"], found["rest"]
    if not _lets_in(scheme.lower(), rest):
        return found[0]
    # No address any more: half of one would be a link that leads nowhere.
    return f"{_AUTHORITY_ENDS.split(rest, maxsplit=1)[0].rpartition('@')[2]} (secret left out)"


def _lets_in(scheme: str, rest: str) -> bool:
    authority = _AUTHORITY_ENDS.split(rest, maxsplit=1)[0]
    userinfo, at, _ = authority.rpartition("@")
    # `ssh://git@host` names a user and no more; in front of a web address even a lone word is a token.
    if at and (":" in userinfo or scheme in ("http", "https")):
        return True
    if rest.lower().startswith(_SECRET_PATHS):
        return True
    return any(_plain(found["name"]) in _SECRET_NAMES for found in _PARAMETER.finditer(rest))


def _plain(name: str) -> str:
    return re.sub(r"[-_.\[\]]", "", unquote(name)).lower()
