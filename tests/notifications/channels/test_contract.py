"""Whatever its provider, every channel in the registry keeps the same promises."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Literal

import pytest
from pydantic import SecretStr

from config.channels import ChannelSettings
from notifications.channels.base import Channel, Letter, Outcome, Refused, Sent, Unknown
from notifications.channels.registry import CHANNELS, NAMES_ZH, open_channels
from notifications.sinks.http import Answer, HttpSink, http_sink
from notifications.sinks.smtp import smtp_sink
from tests.support.ledger import Ledger, outcomes_of
from tests.support.machine_clock import RunningClock, StillClock
from tests.support.providers import HTTP_PROVIDERS, QUICK, SECRET, SECRETS, mail_settings

OVER_HTTP = pytest.mark.parametrize("name", HTTP_PROVIDERS)
EVERY = pytest.mark.parametrize("name", CHANNELS)


def open_one(name: str, settings: ChannelSettings) -> Channel:
    return CHANNELS[name](settings, RunningClock())


def letter_to(
    address: str, *, key: str = "duty-7:T-3", body: str = "请于12月20日前报送。"
) -> Letter:
    return Letter(key, address, "待办1项", body)


def try_over_http(
    name: str, prepare: Callable[[HttpSink, str], None], *letters: Letter
) -> tuple[list[Outcome], HttpSink]:
    provider = HTTP_PROVIDERS[name]
    with http_sink() as sink:
        for path, data in provider.before.items():
            sink.always(path, data)
        sink.always(provider.path, provider.ok)
        prepare(sink, provider.path)
        channel = open_one(name, provider.settings(sink.url))
        return outcomes_of(channel, *(letters or [letter_to(provider.address)])), sink


def sent_texts(name: str, sink: HttpSink) -> list[str]:
    provider = HTTP_PROVIDERS[name]
    return [provider.text_of(r.data) for r in sink.received if r.path == provider.path]


def nothing_special(_sink: HttpSink, _path: str) -> None:
    return None


def test_the_contract_covers_every_channel_of_the_registry() -> None:
    assert {*HTTP_PROVIDERS, "email", "inbox", "console"} == set(CHANNELS) == set(NAMES_ZH)


@OVER_HTTP
def test_a_good_answer_means_sent(name: str) -> None:
    outcomes, _sink = try_over_http(name, nothing_special)

    ids = {"wecom_app": "m-1", "sms_http": "s-1", "webhook": "w-1"}
    assert outcomes == [Sent(ids.get(name, ""))]


@pytest.mark.parametrize("name", [n for n, p in HTTP_PROVIDERS.items() if p.permanent])
def test_an_error_code_inside_a_200_is_a_permanent_refusal_without_the_secret(name: str) -> None:
    outcomes, _sink = try_over_http(
        name, lambda sink, path: sink.always(path, HTTP_PROVIDERS[name].permanent)
    )

    assert [(type(o), getattr(o, "permanent", None)) for o in outcomes] == [(Refused, True)]
    assert not any(secret in repr(outcomes) for secret in SECRETS)
    assert "***" in repr(outcomes)


@pytest.mark.parametrize("name", [n for n, p in HTTP_PROVIDERS.items() if p.again])
def test_an_over_limit_code_is_tried_again_later_and_holds_the_rest_back(name: str) -> None:
    address = HTTP_PROVIDERS[name].address
    letters = [letter_to(address, key=f"k-{n}") for n in range(6)]

    outcomes, sink = try_over_http(
        name, lambda sink, path: sink.always(path, HTTP_PROVIDERS[name].again), *letters
    )

    assert all(isinstance(o, Refused) and not o.permanent and o.retry_after for o in outcomes)
    assert len(sent_texts(name, sink)) <= QUICK["connections"]


@OVER_HTTP
@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_or_broken_provider_is_tried_again(name: str, status: int) -> None:
    outcomes, _sink = try_over_http(
        name, lambda sink, path: sink.once(path, Answer(status, headers={"Retry-After": "90"}))
    )

    (outcome,) = outcomes
    assert isinstance(outcome, Refused)
    assert (outcome.permanent, outcome.retry_after and outcome.retry_after.seconds) == (False, 90)


@OVER_HTTP
def test_a_forbidden_request_is_a_permanent_refusal(name: str) -> None:
    outcomes, _sink = try_over_http(
        name, lambda sink, path: sink.once(path, Answer(403, f"no {SECRET}".encode()))
    )

    assert outcomes == [Refused("HTTP 403 no ***", permanent=True)]


@OVER_HTTP
@pytest.mark.parametrize("do", ["stall", "reset"])
def test_no_answer_after_the_request_was_written_leaves_the_letter_in_doubt(
    name: str, do: Literal["stall", "reset"]
) -> None:
    outcomes, sink = try_over_http(name, lambda sink, path: sink.once(path, Answer(do=do)))

    assert [type(outcome) for outcome in outcomes] == [Unknown]
    assert len(sent_texts(name, sink)) == 1


@OVER_HTTP
def test_a_gateway_that_lost_the_provider_leaves_the_letter_in_doubt(name: str) -> None:
    outcomes, _sink = try_over_http(name, lambda sink, path: sink.once(path, Answer(504, b"")))

    assert outcomes == [Unknown("HTTP 504")]


@pytest.mark.parametrize("name", [n for n in HTTP_PROVIDERS if n != "webhook"])
def test_an_unreadable_answer_leaves_the_letter_in_doubt(name: str) -> None:
    outcomes, _sink = try_over_http(
        name, lambda sink, path: sink.once(path, Answer(200, b"<html>please log in</html>"))
    )

    assert [type(outcome) for outcome in outcomes] == [Unknown]


@pytest.mark.parametrize("name", [*HTTP_PROVIDERS, "email"])
def test_a_refused_connection_means_that_nothing_left(name: str) -> None:
    with socket.socket() as taken:  # bound but not listening: nobody answers here
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        if name == "email":
            settings, address = ChannelSettings(email=mail_settings(port)), "a@unit.test"
        else:
            settings = HTTP_PROVIDERS[name].settings(f"http://127.0.0.1:{port}")
            address = HTTP_PROVIDERS[name].address
        letters = [letter_to(address, key=f"k-{n}") for n in range(8)]

        outcomes = outcomes_of(open_one(name, settings), *letters)

    assert {(type(o), getattr(o, "permanent", None)) for o in outcomes} == {(Refused, False)}


@pytest.mark.parametrize("name", [n for n, p in HTTP_PROVIDERS.items() if p.most_bytes])
def test_a_long_chinese_text_is_split_by_bytes_and_nothing_is_lost(name: str) -> None:
    provider = HTTP_PROVIDERS[name]
    body = "\n".join(f"第{n}项：“示范单位”尚未报送申报材料" for n in range(400))

    outcomes, sink = try_over_http(name, nothing_special, letter_to(provider.address, body=body))

    texts = sent_texts(name, sink)
    assert [type(outcome) for outcome in outcomes] == [Sent]
    assert len(texts) > 1
    assert provider.most_bytes
    assert all(len(text.encode()) <= provider.most_bytes for text in texts)
    assert "".join(text.partition("\n")[2] for text in texts) == f"待办1项\n\n{body}"


@pytest.mark.parametrize("name", [n for n, p in HTTP_PROVIDERS.items() if p.most_bytes])
def test_a_split_letter_that_stops_half_way_is_in_doubt(name: str) -> None:
    provider = HTTP_PROVIDERS[name]
    permanent = provider.permanent
    assert provider.most_bytes

    def second_part_refused(sink: HttpSink, path: str) -> None:
        sink.once(path, Answer(200, b'{"errcode":0,"code":0}'))
        sink.always(path, permanent)

    outcomes, _sink = try_over_http(
        name, second_part_refused, letter_to(provider.address, body="字" * provider.most_bytes)
    )

    (outcome,) = outcomes
    assert isinstance(outcome, Unknown)
    assert outcome.reason.startswith("1 of ")


@OVER_HTTP
def test_a_name_with_markup_stays_text(name: str) -> None:
    body = '<at user_id="all"></at><a href="http://x.test">点我</a>'

    _outcomes, sink = try_over_http(
        name, nothing_special, letter_to(HTTP_PROVIDERS[name].address, body=body)
    )

    assert name in {"sms_http", "webhook"} or "<" not in "".join(sent_texts(name, sink))


@EVERY
def test_no_secret_shows_in_a_representation(name: str) -> None:
    settings = (
        HTTP_PROVIDERS[name].settings("http://127.0.0.1:9")
        if name in HTTP_PROVIDERS
        else ChannelSettings(email=mail_settings(9, password=SecretStr(SECRET), user="office"))
    )
    channel = open_one(name, settings)

    shown = repr(settings) + settings.model_dump_json() + repr(channel) + repr(vars(channel))

    assert not any(secret in shown for secret in SECRETS)


@OVER_HTTP
def test_no_secret_is_logged(name: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")

    try_over_http(name, nothing_special)

    assert "POST http://127.0.0.1 " in caplog.text
    assert not any(secret in caplog.text for secret in SECRETS)


@EVERY
def test_an_empty_batch_reports_nothing(name: str) -> None:
    settings = (
        HTTP_PROVIDERS[name].settings("http://127.0.0.1:9")
        if name in HTTP_PROVIDERS
        else ChannelSettings()
    )
    ledger = Ledger()

    open_one(name, settings).deliver([], ledger)

    assert ledger == Ledger()


@EVERY
def test_letters_in_doubt_never_outnumber_the_connections(name: str) -> None:
    ledger = Ledger()
    with http_sink() as http, smtp_sink() as smtp:
        if name in HTTP_PROVIDERS:
            provider = HTTP_PROVIDERS[name]
            settings, address = provider.settings(http.url), provider.address
            for path, data in {**provider.before, provider.path: provider.ok}.items():
                http.always(path, data)
        else:
            settings, address = ChannelSettings(email=mail_settings(smtp.port)), "a@unit.test"
        letters = [letter_to(address, key=f"k-{n}") for n in range(8)]

        open_one(name, settings).deliver(letters, ledger)

    assert set(ledger.outcomes) == {letter.key for letter in letters}
    assert ledger.in_doubt == set()
    assert name == "console" or ledger.most_in_doubt <= QUICK["connections"]


@pytest.mark.parametrize(
    ("name", "repeats"),
    [
        ("inbox", True),
        ("console", True),
        ("email", True),
        ("webhook", True),
        ("sms_http", False),
        ("wecom_app", False),
        ("wecom_robot", False),
        ("dingtalk_robot", False),
        ("feishu_robot", False),
    ],
)
def test_only_channels_that_carry_the_key_repeat_when_in_doubt(name: str, repeats: bool) -> None:
    settings = (
        HTTP_PROVIDERS[name].settings("http://127.0.0.1:9")
        if name in HTTP_PROVIDERS
        else ChannelSettings()
    )

    assert open_one(name, settings).repeat_when_unknown is repeats


def test_only_the_inbox_and_the_console_are_on_unless_told_otherwise() -> None:
    assert list(open_channels(ChannelSettings(), StillClock())) == ["inbox", "console"]


def test_every_channel_that_cannot_be_opened_is_named_at_once() -> None:
    settings = ChannelSettings(enabled=("inbox", "fax", "sms_http", "webhook"))

    with pytest.raises(ValueError, match=r"channels\.enabled") as caught:
        open_channels(settings, StillClock())

    assert str(caught.value) == (
        "channels.enabled: fax: no such channel; known are inbox, console, email, wecom_robot, "
        "wecom_app, dingtalk_robot, feishu_robot, sms_http, webhook; "
        "sms_http: channels.sms_http.url is not set; webhook: channels.webhook.url is not set"
    )
