"""Which providers does the environment name, and what is said of an address that names none?"""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.environment import read
from bot.providers import Ses, Smtp, Sns, Twilio
from bot.settings import Settings
from bot.variables import WrongSetting

SECRET = "hush/hush:@%"


def settings(**variables: str) -> Settings:
    return read({f"MUSTER_{name.upper()}": text for name, text in variables.items()})


def test_mail_servers_and_ses_in_the_order_in_which_they_are_asked() -> None:
    found = settings(
        mail=f"smtp://m%40x:{quote(SECRET, safe='')}@mail.example.com?from=Muster%20<m@example.com>, ses://eu-west-1?from=m@example.com"
    ).mail
    assert found == (
        Smtp(host="mail.example.com", port=587, security="starttls", user="m@x", password=SECRET,
             sender="Muster <m@example.com>"),
        Ses(region="eu-west-1", sender="m@example.com"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("address", "security", "port"),
    [
        ("smtp://h?from=a@b.c", "starttls", 587),
        ("smtps://h?from=a@b.c", "tls", 465),
        ("smtp://h:25?from=a@b.c", "starttls", 25),
        ("smtp+plain://127.0.0.1:2525?from=a@b.c", "plain", 2525),
        ("smtp+plain://[::1]?from=a@b.c", "plain", 25),
    ],
)
def test_a_mail_server_is_spoken_to_in_clear_on_this_machine_only(address: str, security: str, port: int) -> None:
    (found,) = settings(mail=address).mail
    assert isinstance(found, Smtp)
    assert (found.security, found.port) == (security, port)


def test_text_messages_and_calls() -> None:
    found = settings(
        sms="twilio://AC123:tok@api.twilio.com?from=%2B12065550100 sns://us-east-1?sender=MUSTER",
        voice="twilio+plain://AC123:tok@127.0.0.1:8000?from=+12065550100",
    )
    twilio = Twilio(base_url="https://api.twilio.com", account="AC123", token="tok", sender="+12065550100")
    assert found.sms == (twilio, Sns(region="us-east-1", sender="MUSTER"))
    assert found.voice == (
        Twilio(base_url="http://127.0.0.1:8000", account="AC123", token="tok", sender="+12065550100"),
    )


@pytest.mark.parametrize(
    ("variable", "address", "advice"),
    [
        ("mail", "smtp://u:{}@h", "from=muster@example.com"),
        ("mail", "smtp+plain://u:{}@mail.example.com?from=a@b.c", "this machine only"),
        ("mail", "http://u:{}@h?from=a@b.c", "expected smtp://"),
        ("mail", "smtp://u:{}@h?from=a@b.c&cc=x@y.z", "only from"),
        ("mail", "smtp://u:{}@h?from=a@b.c,smtp://v:{}@h?from=a@b.c", "twice"),
        ("mail", "smtp://u:{}@h:99999?from=a@b.c", "no address"),
        ("mail", "ses://frankfurt?from=a@b.c", "Region"),
        ("mail", ",".join(f"smtp://u:{{}}@h{n}?from=a@b.c" for n in range(6)), "5 providers"),
        ("sms", "twilio://AC:{}@api.twilio.com", "`from`"),
        ("sms", "twilio+plain://AC:{}@api.twilio.com?from=x", "this machine only"),
        ("sms", "sns://us-east-1?sender=much-too-long-{}", "eleven letters"),
        ("voice", "sns://us-east-1", "expected twilio://"),
    ],
)
def test_what_cannot_be_used_is_told_without_the_secret_in_it(variable: str, address: str, advice: str) -> None:
    with pytest.raises(WrongSetting) as wrong:
        settings(**{variable: address.replace("{}", "hush")})
    assert advice in str(wrong.value)
    assert "hush" not in str(wrong.value)


@given(password=st.text(min_size=1, max_size=40).filter(lambda text: text.isprintable()))
def test_any_password_can_be_written_and_none_is_shown(password: str) -> None:
    said = settings(mail=f"smtp://user:{quote(password, safe='')}@h?from=a@b.c").mail
    (found,) = said
    assert isinstance(found, Smtp)
    assert found.password == password
    assert f"password={password!r}" not in repr(found)
    assert "password" not in repr(found)


@pytest.mark.parametrize(
    "wrong", ["http://muster.example.com", "muster.example.com", "https://", "https://a?b", "https://u:p@a"]
)
def test_our_public_address_is_one_that_can_be_believed(wrong: str) -> None:
    with pytest.raises(WrongSetting, match=r"such as https://muster\.example\.com"):
        settings(public_url=wrong)


def test_our_public_address_ends_without_a_slash() -> None:
    assert settings(public_url="https://muster.example.com/team/").public_url == "https://muster.example.com/team"
    assert settings(public_url="http://127.0.0.1:8080").public_url == "http://127.0.0.1:8080"


def test_without_any_there_are_none() -> None:
    found = settings()
    assert (found.mail, found.sms, found.voice, found.public_url) == ((), (), (), "")
