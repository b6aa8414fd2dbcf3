"""The AWS credentials file of whoever types a command: where it is, and how a key comes into it without harm."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bot.commands import credentials_text
from bot.commands.credentials_text import NotUnderstood, Profile


class CredentialsRefused(Exception):
    """The file cannot take a key; the text says why, and what to do."""


class CredentialsFile:
    """Changed as a whole or not at all, and readable by its owner only from then on."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        """Where a link leads to, so that the link stays one."""

    def profile(self, name: str) -> Profile | None:
        """As the AWS CLI reads it; raise `CredentialsRefused` where the file cannot take a key under this name."""
        if not credentials_text.PROFILE.fullmatch(name):
            raise CredentialsRefused(f"{name!r} is no name for a profile: letters, digits and _+=,.@:/- will do.")
        folder = _nearest(self.path.parent)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise CredentialsRefused(f"{folder} cannot be written: name another file with AWS_SHARED_CREDENTIALS_FILE.")
        with self._understood():
            text = self._text()
            credentials_text.with_key(text, name, {credentials_text.KEY_ID: "AKIA"}, {})
            return credentials_text.profiles(text).get(name)

    def put(self, name: str, key: Mapping[str, str], unless_there: Mapping[str, str]) -> None:
        """Give the profile this key; another command that does the same for another profile waits meanwhile."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone_in(self.path.parent), self._understood():
            replace(self.path, credentials_text.with_key(self._text(), name, key, unless_there))

    def _text(self) -> str:
        try:
            return self.path.read_bytes().decode()
        except FileNotFoundError:
            return ""
        except UnicodeDecodeError:
            raise NotUnderstood("it is no UTF-8 text") from None
        except OSError as problem:
            raise CredentialsRefused(f"{self.path} cannot be read: {problem.strerror}.") from None

    @contextmanager
    def _understood(self) -> Iterator[None]:
        try:
            yield
        except NotUnderstood as problem:
            raise CredentialsRefused(
                f"{self.path} is no credentials file that the AWS CLI can read ({problem}). "
                "Mend it first, or name another with AWS_SHARED_CREDENTIALS_FILE."
            ) from None


def of(environment: Mapping[str, str]) -> CredentialsFile:
    """The one that the AWS CLI, the SDKs and Terraform would read here."""
    named = environment.get("AWS_SHARED_CREDENTIALS_FILE") or "~/.aws/credentials"
    return CredentialsFile(Path(os.path.expandvars(named)).expanduser())


def replace(path: Path, text: str) -> None:
    """Put the text where the file is, whole, for its owner only."""
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as open_file:
        open_file.write(text.encode())
        open_file.flush()
        os.fsync(descriptor)
    new.replace(path)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _nearest(folder: Path) -> Path:
    """The folder, or the first above it that is there."""
    return next(one for one in (folder, *folder.parents) if one.exists())
