"""What each provider over HTTP asks for in particular: signatures, tokens, fields and keys."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from config.channels import (
    DingtalkRobotSettings,
    FeishuRobotSettings,
    RobotAccess,
    SmsSettings,
    WebhookSettings,
    WecomAppSettings,
    WecomRobotSettings,
)
from notifications.channels.base import Letter, Refused, Sent
from notifications.channels.dingtalk_robot import DingtalkRobot
from notifications.channels.feishu_robot import FeishuRobot
from notifications.channels.sms_http import SmsHttp
from notifications.channels.webhook import Webhook
from notifications.channels.wecom_app import WecomApp
from notifications.channels.wecom_robot import WecomRobot
from notifications.sinks.http import HttpSink, http_sink
from tests.support.ledger import outcomes_of
from tests.support.machine_clock import StillClock

# Seconds and milliseconds of the still clock, whose moment is 2021-12-17 01:37 UTC.
STAMP = 1639705020
SECRET = "SEC-42"
SIGNED = {"contacts": RobotAccess(key=SecretStr("k/1"), secret=SecretStr(SECRET))}
TO_GROUP = Letter("duty-7:T-3", "contacts", "待办1项", "请报送", mentions=("13000000000",))
GOOD = {"errcode": 0, "code": 0}


def signature(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


def wecom_app(sink: HttpSink, clock: StillClock) -> WecomApp:
    sink.always("/cgi-bin/gettoken", {"errcode": 0, "access_token": "t-1", "expires_in": 7200})
    sink.always("/cgi-bin/message/send", {"errcode": 0, "msgid": "m-1"})
    settings = WecomAppSettings(
        base_url=sink.url, corp_id="ww1", agent_id=7, secret=SecretStr(SECRET)
    )
    return WecomApp(settings, clock)


def to_member(address: str = "zhen.shili", key: str = "k-1") -> Letter:
    return Letter(key, address, "待办1项", "请报送")


def test_wecom_robots_are_sent_plain_text_and_the_people_to_mention() -> None:
    with http_sink() as sink:
        sink.always("/cgi-bin/webhook/send", GOOD)
        channel = WecomRobot(WecomRobotSettings(base_url=sink.url, robots=SIGNED), StillClock())
        outcomes_of(channel, TO_GROUP)

    (request,) = sink.received
    assert request.query == {"key": "k/1"}
    assert request.data == {
        "msgtype": "text",
        "text": {"content": "待办1项\n\n请报送", "mentioned_mobile_list": ["13000000000"]},
    }


def test_dingtalk_robots_are_signed_in_milliseconds_and_quoted_once() -> None:
    with http_sink() as sink:
        sink.always("/robot/send", GOOD)
        settings = DingtalkRobotSettings(base_url=f"{sink.url}/", robots=SIGNED)
        outcomes_of(DingtalkRobot(settings, StillClock()), TO_GROUP)

    (request,) = sink.received
    stamp = f"{STAMP}000"
    assert request.query == {
        "access_token": "k/1",
        "timestamp": stamp,
        "sign": signature(SECRET, f"{stamp}\n{SECRET}"),
    }
    assert request.data == {
        "msgtype": "text",
        "text": {"content": "待办1项\n\n请报送"},
        "at": {"atMobiles": ["13000000000"], "isAtAll": False},
    }


def test_feishu_robots_are_signed_in_seconds_over_an_empty_text() -> None:
    robots = {"contacts": RobotAccess(key=SecretStr("k-1"), secret=SecretStr(SECRET))}
    letter = Letter("k", "contacts", "待办1项", "请报送", mentions=("ou_1", '"><at'))
    with http_sink() as sink:
        sink.always("/open-apis/bot/v2/hook/k-1", GOOD)
        channel = FeishuRobot(FeishuRobotSettings(base_url=sink.url, robots=robots), StillClock())
        outcomes_of(channel, letter)

    assert [request.data for request in sink.received] == [
        {
            "msg_type": "text",
            "content": {"text": '<at user_id="ou_1"></at>待办1项\n\n请报送'},
            "timestamp": str(STAMP),
            "sign": signature(f"{STAMP}\n{SECRET}", ""),
        }
    ]


def test_the_older_good_answer_of_feishu_is_understood() -> None:
    robots = {"contacts": RobotAccess(key=SecretStr("k-1"))}
    with http_sink() as sink:
        sink.always("/open-apis/bot/v2/hook/k-1", {"StatusCode": 0, "StatusMessage": "success"})
        channel = FeishuRobot(FeishuRobotSettings(base_url=sink.url, robots=robots), StillClock())

        assert outcomes_of(channel, TO_GROUP) == [Sent()]


def test_a_robot_that_is_not_in_the_settings_is_named_with_those_that_are() -> None:
    settings = WecomRobotSettings(robots=SIGNED)
    letter = Letter("k", "leaders", "s", "b")

    assert outcomes_of(WecomRobot(settings, StillClock()), letter) == [
        Refused("no robot named 'leaders' in the settings; known: contacts", permanent=True)
    ]


def test_one_robot_over_its_rate_does_not_hold_up_another() -> None:
    robots = {name: RobotAccess(key=SecretStr(name)) for name in ("contacts", "leaders")}
    letters = [Letter(f"c-{n}", "contacts", "s", "b") for n in range(22)]
    with http_sink() as sink:
        sink.always("/cgi-bin/webhook/send", GOOD)
        channel = WecomRobot(WecomRobotSettings(base_url=sink.url, robots=robots), StillClock())
        outcomes = outcomes_of(channel, *letters, Letter("l-1", "leaders", "s", "b"))

    late = Refused("rate", permanent=False, retry_after=timedelta(minutes=1))
    assert outcomes == [Sent()] * 20 + [late] * 2 + [Sent()]


def test_the_token_of_a_wecom_application_is_asked_for_once_until_shortly_before_its_end() -> None:
    clock = StillClock()
    with http_sink() as sink:
        channel = wecom_app(sink, clock)
        outcomes_of(channel, to_member(key="k-1"), to_member("jia", key="k-2"))
        clock.pass_time(timedelta(seconds=6599))
        outcomes_of(channel, to_member(key="k-3"))
        clock.pass_time(timedelta(seconds=1))
        outcomes_of(channel, to_member(key="k-4"))

    paths = [request.path.rpartition("/")[2] for request in sink.received]
    assert paths == ["gettoken", "send", "send", "send", "gettoken", "send"]
    assert sink.received[1].query == {"access_token": "t-1"}
    assert sink.received[1].data["enable_duplicate_check"] == 1


def test_a_token_that_was_withdrawn_is_asked_for_anew_with_the_next_batch() -> None:
    with http_sink() as sink:
        channel = wecom_app(sink, StillClock())
        sink.always("/cgi-bin/message/send", {"errcode": 42001, "errmsg": "access_token expired"})
        first = outcomes_of(channel, to_member())
        sink.always("/cgi-bin/message/send", GOOD)
        second = outcomes_of(channel, to_member(key="k-2"))

    assert first == [Refused("errcode 42001 access_token expired", permanent=False)]
    assert second == [Sent()]
    assert [r.path for r in sink.received].count("/cgi-bin/gettoken") == 2


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (
            {"errcode": 40001, "errmsg": f"invalid credential {SECRET}"},
            Refused("no access token: errcode 40001 invalid credential ***", permanent=True),
        ),
        (
            {"errcode": -1, "errmsg": "system busy"},
            Refused("no access token: errcode -1 system busy", permanent=False),
        ),
    ],
)
def test_without_a_token_no_letter_leaves(answer: dict[str, Any], outcome: Refused) -> None:
    with http_sink() as sink:
        channel = wecom_app(sink, StillClock())
        sink.always("/cgi-bin/gettoken", answer)
        outcomes = outcomes_of(channel, to_member(), to_member(key="k-2"))

    assert outcomes == [outcome, outcome]
    assert [request.path for request in sink.received] == ["/cgi-bin/gettoken"]


def test_a_member_whom_wecom_does_not_know_is_a_permanent_refusal() -> None:
    with http_sink() as sink:
        channel = wecom_app(sink, StillClock())
        sink.always("/cgi-bin/message/send", {"errcode": 0, "invaliduser": "zhen.shili"})

        assert outcomes_of(channel, to_member()) == [
            Refused("the provider knows no such member", permanent=True)
        ]


@pytest.mark.parametrize("address", ["@all", "@ALL", "zhen|jia", "", "zhen shili"])
def test_an_address_that_is_not_one_member_rings_nobody(address: str) -> None:
    with http_sink() as sink:
        outcomes = outcomes_of(wecom_app(sink, StillClock()), to_member(address))

    assert outcomes == [Refused("the address is not one member's account", permanent=True)]
    assert [request.path for request in sink.received] == ["/cgi-bin/gettoken"]


def test_an_sms_provider_gets_its_own_field_names_nested_and_with_credentials() -> None:
    settings: dict[str, Any] = {
        "headers": {"Authorization": "Bearer {token}"},
        "payload": {
            "PhoneNumberSet": ["+86{address}"],
            "Template": {"id": 42, "args": ["{subject}"]},
        },
        "credentials": {"token": "tk-9"},
        "code_path": "Response.SendStatusSet.0.Code",
        "ok_codes": ["Ok"],
        "id_path": "Response.SendStatusSet.0.SerialNo",
    }
    with http_sink() as sink:
        answer = {"Response": {"SendStatusSet": [{"Code": "Ok", "SerialNo": "s-1"}]}}
        sink.always("/sms", answer)
        channel = SmsHttp(
            SmsSettings.model_validate({"url": f"{sink.url}/sms", **settings}), StillClock()
        )
        outcomes = outcomes_of(channel, Letter("k", "13000000000", "待办{1}项", "正文"))

    (request,) = sink.received
    assert outcomes == [Sent("s-1")]
    assert request.headers["authorization"] == "Bearer tk-9"
    assert request.data == {
        "PhoneNumberSet": ["+8613000000000"],
        "Template": {"id": 42, "args": ["待办{1}项"]},
    }


def test_an_sms_provider_may_want_a_form() -> None:
    with http_sink() as sink:
        sink.always("/sms", {"code": 0})
        settings = SmsSettings(url=f"{sink.url}/sms", form="form")
        outcomes = outcomes_of(
            SmsHttp(settings, StillClock()), Letter("k", "13000000000", "待办 1&2", "正文")
        )

    (request,) = sink.received
    assert outcomes == [Sent()]
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert request.body == b"mobile=13000000000&content=%E5%BE%85%E5%8A%9E+1%262"


def test_an_sms_to_no_telephone_number_is_not_sent() -> None:
    channel = SmsHttp(SmsSettings(url="http://127.0.0.1:9/sms"), StillClock())

    assert outcomes_of(channel, Letter("k", "zhen@unit.test", "s", "b")) == [
        Refused("the address is not a telephone number", permanent=True)
    ]


def test_a_webhook_carries_its_key_and_a_signature_over_its_body() -> None:
    with http_sink() as sink:
        settings = WebhookSettings(url=f"{sink.url}/hook", secret=SecretStr(SECRET))
        channel = Webhook(settings, StillClock())
        outcomes_of(channel, Letter("duty-7:T-3", "unit-7", "待办1项", "请报送"))
        outcomes_of(channel, Letter("义务-7", "unit-7", "待办1项", "请报送"))

    plain, chinese = sink.received
    digest = hmac.new(SECRET.encode(), plain.body, hashlib.sha256).hexdigest()
    assert plain.headers["idempotency-key"] == "duty-7:T-3"
    assert plain.headers["x-pingxuan-signature"] == f"sha256={digest}"
    assert plain.data == {
        "key": "duty-7:T-3",
        "to": "unit-7",
        "subject": "待办1项",
        "text": "请报送",
        "mentions": [],
    }
    assert chinese.headers["idempotency-key"] == hashlib.sha256("义务-7".encode()).hexdigest()
