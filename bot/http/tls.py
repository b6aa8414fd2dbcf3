"""How does the server prove who it is, and with which ciphers?  A renewed certificate counts at the next connection."""

from __future__ import annotations

import logging
import os
import ssl
import stat
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

from bot.settings import Settings
from bot.variables import WrongSetting

log = logging.getLogger(__name__)

TLS_1_2_SUITES = "ECDHE+AESGCM:ECDHE+CHACHA20"
"""Those with forward secrecy; every suite of TLS 1.3 has it."""
NO_TICKETS = ssl.OP_NO_TICKET
"""A ticket's key outlives the connection, and would open it to whoever gets hold of it."""


@dataclass(slots=True)
class Certificate:
    """A certificate with its chain and its key, in two PEM files."""

    certificate: Path
    key: Path
    _seen: tuple[int, ...] = field(default=(), init=False)
    _current: ssl.SSLContext | None = field(default=None, init=False)

    def context(self) -> ssl.SSLContext:
        """What the server listens with; raise `WrongSetting` where the files cannot be used."""
        self._seen = self._stamp()
        self._current = context = self._loaded()
        context.sni_callback = self._choose
        return context

    def _choose(self, connection: ssl.SSLObject, _name: str | None, _offered: ssl.SSLContext) -> None:
        """Called with each connection that begins: a look at two files costs less than a forgotten restart."""
        try:
            stamp = self._stamp()
            if stamp != self._seen:
                self._seen = stamp
                self._current = self._loaded()
                log.info("the certificate was read again")
        except WrongSetting as problem:
            log.error("the certificate that is there now is not used, the last good one is: %s", problem)
        if self._current is not None:
            connection.context = self._current

    def _stamp(self) -> tuple[int, ...]:
        try:
            found = [path.stat() for path in (self.certificate, self.key)]
        except OSError as problem:
            raise WrongSetting(f"{problem.filename} (MUSTER_TLS_CERTIFICATE, _KEY): {problem.strerror}.") from None
        if is_open_to_others(found[1].st_mode, found[1].st_uid, os.geteuid()):
            raise WrongSetting(f"MUSTER_TLS_KEY={self.key} can be read by others: chmod 600 {self.key}")
        return tuple(number for one in found for number in (one.st_mtime_ns, one.st_ino, one.st_size))

    def _loaded(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers(TLS_1_2_SUITES)
        context.options |= NO_TICKETS | ssl.OP_NO_RENEGOTIATION | ssl.OP_CIPHER_SERVER_PREFERENCE
        try:
            context.load_cert_chain(self.certificate, self.key, password=_no_password)
        except (ssl.SSLError, OSError, ValueError) as problem:
            raise WrongSetting(
                f"MUSTER_TLS_CERTIFICATE={self.certificate} and MUSTER_TLS_KEY={self.key} are no pair of PEM files, a "
                f"certificate with its chain and a key without a password ({_reason(problem)})."
            ) from None
        return context


def is_open_to_others(mode: int, owner: int, user: int) -> bool:
    """Whether more than its owner can read or change a key; of root's own, this user's group may read it, too.

    That is how a cluster's secrets and a distribution's certificates come to a user who is not root.
    """
    closed = stat.S_IRWXO | stat.S_IWGRP | stat.S_IXGRP
    return bool(mode & (closed if owner == 0 != user else closed | stat.S_IRGRP))


def certificate_of(settings: Settings) -> Certificate | None:
    """What the server proves itself with; `WrongSetting` where strangers could listen in."""
    if settings.tls_certificate and settings.tls_key:
        return Certificate(settings.tls_certificate, settings.tls_key)
    if not settings.proxies and not listens_here_only(settings.bind):
        raise WrongSetting(
            f"MUSTER_BIND={settings.bind} is reachable from other machines, and nothing would keep strangers from "
            "reading along: set MUSTER_TLS_CERTIFICATE and MUSTER_TLS_KEY, or name in MUSTER_PROXY the proxy that ends "
            "TLS (on a platform with a router, the network that it calls from), or leave MUSTER_BIND at 127.0.0.1."
        )
    return None


def listens_here_only(bind: str) -> bool:
    """Whether nothing but this machine can reach the address."""
    if bind == "localhost":
        return True
    try:
        return ip_address(bind).is_loopback
    except ValueError:
        return False


def _no_password() -> str:
    """Called for a key that has a password: nobody is there to type one."""
    raise ValueError("the key has a password")


def _reason(problem: Exception) -> str:
    return getattr(problem, "reason", None) or getattr(problem, "strerror", None) or str(problem)
