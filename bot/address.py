"""What is in an address that a setting holds?  None is ever quoted: there may be passwords in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from bot.providers import Limit

REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-[0-9]")
LIMITS = {
    "at_once": re.compile(r"[1-9][0-9]{0,3}"),
    "per_second": re.compile(r"(?=.*[1-9])[0-9]{1,4}(\.[0-9]{1,3})?"),
}


def split(text: str, expected: str) -> SplitResult:
    """Its parts; `expected` is what `ValueError` says where it has none."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise ValueError(f"that is no address; expected {expected}") from None
    return parts


def is_here(host: str | None) -> bool:
    """Whether that is this machine."""
    try:
        return host == "localhost" or ip_address(host or "").is_loopback
    except ValueError:
        return False


def is_web(parts: SplitResult) -> bool:
    """Whether it is a page's, with no user in it; in clear it leads no further than this machine."""
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_here(parts.hostname))
    return bool(parts.hostname) and is_safe and "@" not in parts.netloc


@dataclass(frozen=True, slots=True)
class ProviderAddress:
    """`scheme://USER:PASSWORD@HOST:PORT/PATH?NAME=VALUE`, or `scheme://REGION?NAME=VALUE`."""

    parts: SplitResult
    expected: str
    """What stands in every complaint."""

    @property
    def is_plain(self) -> bool:
        """Whether what is sent there can be read by everybody on the way."""
        return self.parts.scheme.endswith("+plain")

    @property
    def credentials(self) -> tuple[str, str]:
        """The user and the password, or nothing for what is not there."""
        return unquote(self.parts.username or ""), unquote(self.parts.password or "")

    @property
    def host(self) -> str:
        """In clear, secrets go no further than this machine."""
        if not (host := self.parts.hostname):
            raise ValueError(f"it names no host; expected {self.expected}")
        if self.is_plain and not is_here(host):
            scheme = self.parts.scheme
            safe = scheme.removesuffix("+plain")
            raise ValueError(f"{scheme}:// sends secrets in clear, so it leads to this machine only; use {safe}://")
        return host

    @property
    def region(self) -> str:
        """What stands where others have a host."""
        if not REGION.fullmatch(self.parts.netloc):
            raise ValueError("expected a Region's name behind ://, such as ses://eu-west-1")
        return self.parts.netloc

    def said_of(self, name: str) -> str:
        """The value that `name` has behind the `?`, where nothing else may stand but limits."""
        asked = self._asked
        if asked.keys() - {name} - LIMITS.keys() or self.parts.fragment:
            raise ValueError(
                f"only {' and '.join([name, *LIMITS])} may stand behind the ?, and # and & in a password are %23 and "
                f"%26; expected {self.expected}"
            )
        return asked.get(name, "")

    @property
    def limit(self) -> Limit:
        """`per_second` and `at_once`, where the provider takes less than we could send."""
        return self.limit_but(Limit())

    def limit_but(self, usual: Limit) -> Limit:
        """The same, for a provider whose limit is another as long as nothing is said."""
        asked = self._asked
        if wrong := [name for name, form in LIMITS.items() if name in asked and not form.fullmatch(asked[name])]:
            raise ValueError(f"{wrong[0]} is a number above zero, such as per_second=10 or at_once=20")
        rate, at_once = asked.get("per_second"), asked.get("at_once")
        return Limit(per_second=float(rate) if rate else None, at_once=int(at_once) if at_once else usual.at_once)

    @property
    def _asked(self) -> Mapping[str, str]:
        return dict(parse_qsl(self.parts.query, keep_blank_values=True))
