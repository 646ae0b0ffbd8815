"""The providers over HTTP as the contract test plays them: settings, addresses and answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pydantic import SecretStr

from config.channels import (
    ChannelSettings,
    DingtalkRobotSettings,
    EmailSettings,
    FeishuRobotSettings,
    RobotAccess,
    SmsSettings,
    WebhookSettings,
    WecomAppSettings,
    WecomRobotSettings,
)

SECRET = "canary-5f3a/+="
SECRETS = (SECRET, "canary-5f3a%2F%2B%3D")
ROBOTS = {"contacts": RobotAccess(key=SecretStr(SECRET), secret=SecretStr(SECRET))}
QUICK: dict[str, Any] = {"timeout_seconds": 0.4, "connections": 2}


@dataclass(frozen=True)
class Provider:
    """One provider over HTTP: how the channel is set up and what its answers look like."""

    settings: Callable[[str], ChannelSettings]
    path: str
    address: str
    ok: dict[str, object]
    permanent: dict[str, object] | None = None
    again: dict[str, object] | None = None
    most_bytes: int | None = None
    before: dict[str, dict[str, object]] = field(default_factory=dict)
    text_of: Callable[[Any], str] = lambda data: data["text"]


HTTP_PROVIDERS = {
    "wecom_robot": Provider(
        lambda url: ChannelSettings(
            wecom_robot=WecomRobotSettings(base_url=url, robots=ROBOTS, **QUICK)
        ),
        "/cgi-bin/webhook/send",
        "contacts",
        ok={"errcode": 0, "errmsg": "ok"},
        permanent={"errcode": 93000, "errmsg": f"invalid webhook url {SECRET}"},
        again={"errcode": 45009, "errmsg": "api freq out of limit"},
        most_bytes=2048,
        text_of=lambda data: data["text"]["content"],
    ),
    "wecom_app": Provider(
        lambda url: ChannelSettings(
            wecom_app=WecomAppSettings(
                base_url=url, corp_id="ww1", agent_id=7, secret=SecretStr(SECRET), **QUICK
            )
        ),
        "/cgi-bin/message/send",
        "zhen.shili",
        ok={"errcode": 0, "errmsg": "ok", "msgid": "m-1"},
        permanent={"errcode": 60011, "errmsg": f"no privilege {SECRET}"},
        again={"errcode": 45009, "errmsg": "api freq out of limit"},
        most_bytes=2048,
        before={"/cgi-bin/gettoken": {"errcode": 0, "access_token": "t-1", "expires_in": 7200}},
        text_of=lambda data: data["text"]["content"],
    ),
    "dingtalk_robot": Provider(
        lambda url: ChannelSettings(
            dingtalk_robot=DingtalkRobotSettings(base_url=url, robots=ROBOTS, **QUICK)
        ),
        "/robot/send",
        "contacts",
        ok={"errcode": 0, "errmsg": "ok"},
        permanent={"errcode": 310000, "errmsg": f"sign not match {SECRET}"},
        again={"errcode": 130101, "errmsg": "send too fast"},
        most_bytes=20_000,
        text_of=lambda data: data["text"]["content"],
    ),
    "feishu_robot": Provider(
        lambda url: ChannelSettings(
            feishu_robot=FeishuRobotSettings(
                base_url=url,
                robots={"contacts": RobotAccess(key=SecretStr("k-1"), secret=SecretStr(SECRET))},
                **QUICK,
            )
        ),
        "/open-apis/bot/v2/hook/k-1",
        "contacts",
        ok={"code": 0, "msg": "success"},
        permanent={"code": 19021, "msg": f"sign match fail {SECRET}"},
        again={"code": 11232, "msg": "frequency limited"},
        most_bytes=20 * 1024,
        text_of=lambda data: data["content"]["text"],
    ),
    "sms_http": Provider(
        lambda url: ChannelSettings(
            sms_http=SmsSettings(
                url=f"{url}/sms",
                payload={
                    "account": "{account}",
                    "mobile": "{address}",
                    "text": "{body}",
                    "sequence": "{key}",
                },
                credentials={"account": SecretStr(SECRET)},
                retry_codes=frozenset({"BUSY"}),
                **QUICK,
            )
        ),
        "/sms",
        "13000000000",
        ok={"code": "OK", "id": "s-1"},
        permanent={"code": "NO_SIGN", "message": f"unknown sign {SECRET}"},
        again={"code": "BUSY", "message": "slow down"},
    ),
    "webhook": Provider(
        lambda url: ChannelSettings(
            webhook=WebhookSettings(url=f"{url}/hook", secret=SecretStr(SECRET), **QUICK)
        ),
        "/hook",
        "unit-7",
        ok={"id": "w-1"},
    ),
}


def mail_settings(port: int, **more: object) -> EmailSettings:
    plain = {"host": "127.0.0.1", "port": port, "sender_address": "office@award.test"}
    return EmailSettings.model_validate({**plain, **QUICK, **more})
