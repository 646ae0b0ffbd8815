"""Each answer of a mail server, at each verb, ends in the outcome it deserves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from config.channels import EmailSettings
from notifications.channels.base import Letter, Outcome, Refused, Sent, Unknown
from notifications.channels.email import Email
from notifications.channels.mime import key_of
from notifications.sinks.smtp import SmtpSink, smtp_sink
from tests.support.ledger import Ledger, outcomes_of
from tests.support.machine_clock import StillClock


def channel_to(sink: SmtpSink, **more: Any) -> Email:  # noqa: ANN401 - any setting
    plain: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": sink.port,
        "sender_address": "office@award.test",
        "timeout_seconds": 0.3,
        "connections": 1,
    }
    return Email(EmailSettings.model_validate(plain | more), StillClock())


def letters(count: int) -> list[Letter]:
    return [Letter(f"duty-{n}:T-3", f"u{n}@unit.test", "待办1项", "请报送") for n in range(count)]


def deliver_two(sink: SmtpSink) -> list[Outcome]:
    """The second letter shows whether the first one's trouble is over."""
    return outcomes_of(channel_to(sink), *letters(2))


def test_mails_arrive_with_their_keys_over_few_connections() -> None:
    with smtp_sink() as sink:
        outcomes = outcomes_of(channel_to(sink, connections=4), *letters(50))

    assert outcomes == [Sent("OK")] * 50
    assert {key_of(mail.message_id) for mail in sink.mails} == {
        letter.key for letter in letters(50)
    }
    assert {mail.recipients for mail in sink.mails} == {(f"u{n}@unit.test",) for n in range(50)}
    assert sink.connections == 4


def test_a_repeated_letter_carries_the_same_message_id() -> None:
    with smtp_sink() as sink:
        channel = channel_to(sink)
        outcomes_of(channel, *letters(1))
        outcomes_of(channel, *letters(1))

    assert [mail.message_id for mail in sink.mails] == ["<duty-0%3AT-3@award.test>"] * 2


SERVERS = pytest.mark.parametrize(
    "extensions", [("8BITMIME", "PIPELINING"), ("8BITMIME",), ("PIPELINING", "SIZE"), ()]
)


@SERVERS
def test_every_server_gets_the_mail_in_the_way_it_can_take_it(extensions: tuple[str, ...]) -> None:
    with smtp_sink() as sink:
        sink.extensions = extensions
        outcomes = deliver_two(sink)

    body = b"\xe8\xaf\xb7\xe6\x8a\xa5\xe9\x80\x81" if "8BITMIME" in extensions else b"6K+35oql6YCB"
    assert outcomes == [Sent("OK")] * 2
    assert all(body in mail.raw for mail in sink.mails)


@pytest.mark.parametrize("refused", [("MAIL",), ("RCPT",), ("DATA",)])
def test_a_text_asked_for_nobody_is_ended_at_once(refused: tuple[str]) -> None:
    with smtp_sink() as sink:
        sink.asks_for_text_of_nobody = True
        sink.answer(*refused, 550)
        outcomes = deliver_two(sink)

    assert outcomes == [Refused("550 as asked", permanent=True), Sent("OK")]
    assert [mail.recipients for mail in sink.mails] == [("u1@unit.test",)]


@SERVERS
@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "BODY"])
@pytest.mark.parametrize(("code", "permanent"), [(450, False), (451, False), (550, True)])
def test_a_refusal_at_any_verb_concerns_that_letter_alone(
    verb: str, code: int, permanent: bool, extensions: tuple[str, ...]
) -> None:
    with smtp_sink() as sink:
        sink.extensions = extensions
        sink.answer(verb, code)
        outcomes = deliver_two(sink)

    assert outcomes == [Refused(f"{code} as asked", permanent), Sent("OK")]
    assert sink.connections == 1


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "BODY"])
def test_a_server_that_closes_is_given_five_minutes_and_the_next_letter_a_new_connection(
    verb: str,
) -> None:
    with smtp_sink() as sink:
        sink.answer(verb, 421)
        outcomes = deliver_two(sink)

    closing = Refused("421 as asked", permanent=False, retry_after=timedelta(minutes=5))
    assert outcomes == [closing, Sent("OK")]
    assert sink.connections == 2


@pytest.mark.parametrize("how", ["stall", "reset"])
@pytest.mark.parametrize("verb", ["MAIL", "RCPT"])
def test_silence_before_the_text_was_sent_means_that_nothing_left(verb: str, how: str) -> None:
    with smtp_sink() as sink:
        getattr(sink, how)(verb)
        first, second = deliver_two(sink)

    assert isinstance(first, Refused)
    assert (first.permanent, second) == (False, Sent("OK"))
    assert len(sink.mails) == 1


@pytest.mark.parametrize("how", ["stall", "reset"])
def test_silence_after_the_text_was_sent_leaves_the_letter_in_doubt(how: str) -> None:
    with smtp_sink() as sink:
        getattr(sink, how)("BODY")
        first, second = deliver_two(sink)

    assert (type(first), second) == (Unknown, Sent("OK"))


@pytest.mark.parametrize("verb", ["CONNECT", "EHLO"])
def test_a_server_that_does_not_let_anybody_in_keeps_every_letter_for_later(verb: str) -> None:
    with smtp_sink() as sink:
        sink.reset(verb, times=10)
        ledger = Ledger()
        channel_to(sink, connections=3).deliver(letters(20), ledger)

    assert ledger.started == []
    assert {type(outcome) for outcome in ledger.outcomes.values()} == {Refused}
    assert not any(outcome.permanent for outcome in ledger.outcomes.values())  # type: ignore[union-attr]


def test_a_server_that_stops_answering_is_not_asked_for_every_letter() -> None:
    with smtp_sink() as sink:
        sink.stall("MAIL", times=100)
        outcomes = outcomes_of(channel_to(sink), *letters(20))

    assert [type(outcome) for outcome in outcomes] == [Refused] * 20
    assert sink.connections <= 4


def test_a_wrong_password_is_a_permanent_refusal_that_does_not_show_it() -> None:
    with smtp_sink() as sink:
        sink.answer("AUTH", 535)
        channel = channel_to(sink, user="office", password=SecretStr("canary-5f3a"))
        (outcome,) = outcomes_of(channel, *letters(1))

    assert outcome == Refused("no connection to the mail server: 535 as asked", permanent=True)


def test_an_address_that_is_none_is_refused_without_troubling_the_server() -> None:
    poison = Letter("k", "zhen@unit.test\r\nRCPT TO:<x@y.test>", "s", "b")
    with smtp_sink() as sink:
        outcomes = outcomes_of(channel_to(sink), poison, *letters(1))

    assert outcomes == [
        Refused("the address is not a valid e-mail address", permanent=True),
        Sent("OK"),
    ]
    assert [mail.recipients for mail in sink.mails] == [("u0@unit.test",)]


def test_a_provider_rate_sends_the_rest_back_with_the_time_to_wait() -> None:
    with smtp_sink() as sink:
        outcomes = outcomes_of(channel_to(sink, per_minute=3), *letters(5))

    late = Refused("rate", permanent=False, retry_after=timedelta(minutes=1))
    assert outcomes == [Sent("OK")] * 3 + [late] * 2


def test_a_text_line_of_one_dot_does_not_end_the_mail() -> None:
    letter = Letter("k", "zhen@unit.test", "s", "above\n.\nbelow")
    with smtp_sink() as sink:
        outcomes_of(channel_to(sink), letter, *letters(1))

    assert [b"above\r\n..\r\nbelow" in mail.raw for mail in sink.mails] == [True, False]


def test_a_password_may_not_cross_a_network_in_the_clear() -> None:
    with pytest.raises(ValidationError, match="in the clear") as caught:
        EmailSettings(host="mail.award.test", user="office", password=SecretStr("canary-5f3a"))

    assert "canary-5f3a" not in str(caught.value)
