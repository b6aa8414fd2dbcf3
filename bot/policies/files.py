"""The files themselves: whose they are, when they changed, and what is in them."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Hashable
from dataclasses import dataclass, replace
from pathlib import Path

from core.organization import reading as organization_text
from core.organization.organization import Organization
from core.policies.managed import managed
from core.policies.policy import Policy
from core.policies.wrong_file import WrongFile
from core.principals import reading as directory_text
from core.principals.attachments import Attachments
from core.principals.library import SUFFIX, customer_policy

LARGEST = 1_000_000
MOST = 1_000
OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True, slots=True)
class PolicyDirectory:
    """`attachments.json` and one file for each policy of an account; files with another ending are not looked at."""

    path: Path
    account: str

    def sighting(self) -> Hashable:
        """See `Source`."""
        return tuple((path.name, *_marks(path.stat())) for path in (self.path, *self._files()))

    def read(self) -> Attachments:
        """See `Source`."""
        refuse_shared(self.path)
        texts = {path.name: text_of(path) for path in self._files()}
        directory_text.refuse_without_attachments(texts)
        return replace(attachments(texts, self.account), digest=_digest(texts))

    def _files(self) -> list[Path]:
        named = (path for path in self.path.iterdir() if path.name.endswith(SUFFIX) and path.name[0] not in ".#")
        found = sorted(named)
        if len(found) > MOST:
            raise WrongFile(str(self.path), "", f"there are {len(found):,} files in it, and {MOST:,} are the most")
        return found


class AccountFiles:
    """An account's own directory inside that of MUSTER_POLICIES, from when there is one; else the files are for it too.

    One that goes away gives nobody the rights that the others' files give: it is missed, and what it said goes on.
    """

    def __init__(self, policies: Path, account: str) -> None:
        self._policies = policies
        self._account = account
        self._has_own = False

    def sighting(self) -> Hashable:
        """See `Source`."""
        return self._now.sighting()

    def read(self) -> Attachments:
        """See `Source`."""
        now = self._now
        said = now.read()
        self._has_own = now.path != self._policies
        return said

    @property
    def _now(self) -> PolicyDirectory:
        own = self._policies / self._account
        path = own if self._has_own or _is_there(own) else self._policies
        return PolicyDirectory(path, self._account)


def _is_there(path: Path) -> bool:
    """Whether there is anything, be it a link that leads nowhere; raises `OSError` where nobody can tell."""
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class OrganizationFile:
    """The file of MUSTER_ORGANIZATION."""

    path: Path

    def sighting(self) -> Hashable:
        """See `Source`."""
        return _marks(self.path.stat())

    def read(self) -> Organization:
        """See `Source`."""
        return organization_text.organization(text_of(self.path), self.path.name)


def checked_directory(path: Path, account: str) -> Attachments:
    """What a directory says, be it in force or not; raises as reading it in earnest does."""
    return PolicyDirectory(path, account).read()


def checked_file(path: Path, account: str) -> Policy:
    """The policy in one file, whatever stands beside it."""
    return customer_policy(path.name, text_of(path), account)


def attachments(texts: dict[str, str], account: str) -> Attachments:
    """What these files say, beside the policies that ship with Muster; without any file, the default."""
    return directory_text.attachments(texts, managed(), account)


def text_of(path: Path) -> str:
    """A file's text; raises `WrongFile` where it is no file that can be believed."""
    refuse_shared(path)
    if not path.is_file():  # whoever opened a pipe would wait for somebody to write into it
        raise WrongFile(path.name, "", "it is no file")
    with path.open("rb") as file:
        raw = file.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise WrongFile(path.name, "", f"it is larger than {LARGEST:,} bytes")
    try:
        return raw.decode()
    except UnicodeDecodeError as problem:
        raise WrongFile(path.name, "", f"it is no UTF-8 text, from byte {problem.start} on") from None


def refuse_shared(path: Path) -> None:
    """Raise where somebody else could write a policy; where nobody can write, as in a mounted volume, all is well."""
    found = path.stat()
    if os.statvfs(path).f_flag & os.ST_RDONLY:
        return
    if found.st_uid not in (0, os.geteuid()):
        raise WrongFile(path.name, "", f"it belongs to user {found.st_uid}: expected this user's own, or root's")
    if found.st_mode & OTHERS_MAY_WRITE:
        raise WrongFile(path.name, "", f"other users may write it: `chmod go-w {path}` ends that")


def _digest(texts: dict[str, str]) -> str:
    """SHA-256 over the names and the contents, such that no other files have the same."""
    return hashlib.sha256(json.dumps(sorted(texts.items())).encode()).hexdigest()


def _marks(found: os.stat_result) -> tuple[int, ...]:
    # A change of rights counts too, and changes nothing but the last of these.
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
