"""Requests come over a channel that nobody reads along in, or from this machine."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from bot import environment
from bot.http.server import Server
from bot.http.tls import Certificate, certificate_of, is_open_to_others
from bot.variables import WrongSetting
from tests.http.certificates import trusting, write_certificate


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Server]:
    """A server with an RSA certificate, so that a key exchange by RSA would be possible."""
    certificate = Certificate(*write_certificate(tmp_path, key=rsa.generate_private_key(65537, 2048)))
    server = Server([], "127.0.0.1", 0, tls=certificate.context())
    await server.start()
    yield server
    await server.stop()


async def handshake(server: Server, client: ssl.SSLContext) -> tuple[str, str]:
    """The version and the suite that both ends agree on."""
    where = urlsplit(server.url)
    _, writer = await asyncio.open_connection(where.hostname, where.port, ssl=client)
    connection = writer.get_extra_info("ssl_object")
    writer.close()
    return connection.version(), connection.cipher()[0]


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_tls_1_2_and_1_3_are_spoken(served, tmp_path, version):
    client = trusting(tmp_path / "certificate.pem")
    client.minimum_version = client.maximum_version = version
    spoken, suite = await handshake(served, client)
    assert spoken.replace(".", "_") == version.name
    assert suite.startswith(("ECDHE-", "TLS_"))


OLD_SUITES = ["kRSA", "ECDHE+SHA:!AESGCM", "DHE"]


@pytest.fixture
async def lax(tmp_path: Path, served: Server) -> AsyncIterator[Server]:
    """A server that takes whatever its library can still speak: what is refused elsewhere is refused by us."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with pytest.warns(DeprecationWarning):
        context.minimum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.load_cert_chain(tmp_path / "certificate.pem", tmp_path / "key.pem")
    server = Server([], "127.0.0.1", 0, tls=context)
    await server.start()
    yield server
    await server.stop()


def speaking_tls_1_1(certificate: Path) -> ssl.SSLContext:
    client = trusting(certificate)
    with pytest.warns(DeprecationWarning):
        client.minimum_version = client.maximum_version = ssl.TLSVersion.TLSv1_1
    client.set_ciphers("ALL:@SECLEVEL=0")
    return client


def speaking_only(suite: str, certificate: Path) -> ssl.SSLContext:
    client = trusting(certificate)
    client.maximum_version = ssl.TLSVersion.TLSv1_2
    client.set_ciphers(suite)
    return client


async def test_tls_1_1_is_refused(served, lax, tmp_path):
    client = speaking_tls_1_1(tmp_path / "certificate.pem")
    assert (await handshake(lax, client))[0] == "TLSv1.1"
    with pytest.raises((ssl.SSLError, ConnectionError)):
        await handshake(served, client)


@pytest.mark.parametrize("suite", OLD_SUITES)
async def test_suites_without_forward_secrecy_or_with_old_ciphers_are_refused(served, lax, tmp_path, suite):
    client = speaking_only(suite, tmp_path / "certificate.pem")
    if suite != "DHE":  # for which the lax server would need parameters
        assert await handshake(lax, client)
    with pytest.raises((ssl.SSLError, ConnectionError)):
        await handshake(served, client)


async def test_who_came_by_tls_is_told_to_stay_with_it(served, tmp_path):
    client = trusting(tmp_path / "certificate.pem")
    async with aiohttp.ClientSession() as session, session.get(served.url, ssl=client) as response:
        assert "max-age" in response.headers["Strict-Transport-Security"]


async def test_nobody_is_answered_in_plain_where_there_is_a_certificate(served):
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientError):
            await session.get(served.url.replace("https", "http"))


async def test_a_renewed_certificate_counts_without_a_restart(served, tmp_path):
    write_certificate(tmp_path, "renewed")
    assert await handshake(served, trusting(tmp_path / "certificate.pem"))


async def test_half_a_renewed_pair_leaves_the_last_good_one_in_use(served, tmp_path, caplog):
    before = trusting(tmp_path / "certificate.pem")
    key = (tmp_path / "key.pem").read_bytes()
    write_certificate(tmp_path, "renewed")
    (tmp_path / "key.pem").write_bytes(key)
    assert await handshake(served, before)
    assert "the last good one" in caplog.text


async def test_a_key_that_vanishes_leaves_the_last_good_one_in_use(served, tmp_path):
    (tmp_path / "key.pem").unlink()
    assert await handshake(served, trusting(tmp_path / "certificate.pem"))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_a_key_that_others_can_read_is_refused(tmp_path, mode):
    files = write_certificate(tmp_path)
    files[1].chmod(mode)
    with pytest.raises(WrongSetting, match="chmod 600"):
        Certificate(*files).context()


@pytest.mark.parametrize(
    ("mode", "owner", "user", "is_open"),
    [
        (0o400, 1000, 1000, False),
        (0o440, 1000, 1000, True),
        (0o440, 0, 1000, False),
        (0o440, 0, 0, True),
        (0o460, 0, 1000, True),
        (0o444, 0, 1000, True),
        (0o440, 1001, 1000, True),
    ],
)
def test_only_root_s_own_key_may_be_the_group_s_to_read(mode, owner, user, is_open):
    assert is_open_to_others(mode, owner, user) == is_open


@pytest.mark.parametrize("spoilt", ["certificate.pem", "key.pem"])
def test_files_that_are_no_pair_are_refused_in_a_sentence(tmp_path, spoilt):
    files = write_certificate(tmp_path)
    (tmp_path / spoilt).write_text("nothing")
    with pytest.raises(WrongSetting, match="MUSTER_TLS_CERTIFICATE"):
        Certificate(*files).context()


def test_an_absent_file_is_named(tmp_path):
    with pytest.raises(WrongSetting, match=r"absent\.pem"):
        Certificate(tmp_path / "absent.pem", tmp_path / "key.pem").context()


@pytest.mark.parametrize("bind", ["0.0.0.0", "::", "192.0.2.1", "muster.example.com"])  # noqa: S104 - never bound
def test_a_server_that_others_can_reach_in_plain_refuses_to_start(bind):
    with pytest.raises(WrongSetting, match="MUSTER_PROXY"):
        certificate_of(environment.read({"MUSTER_BIND": bind}))


@pytest.mark.parametrize(
    "env",
    [
        {"MUSTER_BIND": "127.0.0.1"},
        {"MUSTER_BIND": "::1"},
        {"MUSTER_BIND": "localhost"},
        {"MUSTER_BIND": "0.0.0.0", "MUSTER_PROXY": "10.0.0.0/8, 192.0.2.7"},  # noqa: S104 - never bound
    ],
)
def test_a_server_that_nobody_can_listen_in_to_starts(env):
    assert certificate_of(environment.read(env)) is None


@pytest.mark.parametrize(
    "env",
    [
        {"MUSTER_TLS_KEY": "key.pem"},
        {"MUSTER_TLS_CERTIFICATE": "certificate.pem"},
        {"MUSTER_PROXY": "0.0.0.0/0"},
        {"MUSTER_PROXY": "::/0"},
        {"MUSTER_PROXY": "router.example.com"},
    ],
)
def test_settings_that_would_believe_everybody_or_are_half_there_are_refused(env):
    with pytest.raises(WrongSetting, match=next(iter(env))):
        environment.read(env)
