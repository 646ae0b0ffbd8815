"""Settings of the channels: which are on, where their providers live, and the secrets they need."""

from __future__ import annotations

import ipaddress
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, SecretStr, model_validator

_Positive = Annotated[float, Field(gt=0)]
_Connections = Annotated[int, Field(ge=1, le=32)]
_BaseUrl = Annotated[str, Field(pattern=r"^https?://[^\s/]+(/[^\s?#]*)?$")]


class _Settings(BaseModel):
    # A value that fails validation may be a secret, so it is never repeated in the message.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class EmailSettings(_Settings):
    host: str = "localhost"
    port: Annotated[int, Field(ge=1, le=65535)] = 25
    security: Literal["none", "starttls", "tls"] = "none"
    ca_file: str | None = None
    user: str | None = None
    password: SecretStr | None = None
    sender_name: str = "评选办公室"
    sender_address: Annotated[str, Field(pattern=r"^[!-?A-~]+@[!-?A-~]+$")] = "pingxuan@localhost"
    reply_to: Annotated[str, Field(pattern=r"^[!-?A-~]+@[!-?A-~]+$")] | None = None
    connections: _Connections = 8
    timeout_seconds: _Positive = 60
    per_minute: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _keep_the_password_off_open_wires(self) -> Self:
        if self.password and self.security == "none" and not _is_loopback(self.host):
            raise ValueError(
                "a password would cross the network in the clear: set security to starttls or tls"
            )
        if (self.user is None) != (self.password is None):
            raise ValueError("user and password belong together: set both or neither")
        return self


class _HttpSettings(_Settings):
    ca_file: str | None = None
    proxy: SecretStr | None = None
    connections: _Connections = 4
    timeout_seconds: _Positive = 20


class RobotAccess(_Settings):
    """One group's robot: the key in its address, and the secret it signs with where it signs."""

    key: SecretStr
    secret: SecretStr | None = None


class _RobotSettings(_HttpSettings):
    robots: dict[str, RobotAccess] = Field(default_factory=dict)
    """By the name that letters are addressed to, such as `contacts`."""


class WecomRobotSettings(_RobotSettings):
    base_url: _BaseUrl = "https://qyapi.weixin.qq.com"


class DingtalkRobotSettings(_RobotSettings):
    base_url: _BaseUrl = "https://oapi.dingtalk.com"


class FeishuRobotSettings(_RobotSettings):
    base_url: _BaseUrl = "https://open.feishu.cn"


class WecomAppSettings(_HttpSettings):
    """WeCom, or 政务微信 on its private host: the same interface at another address."""

    base_url: _BaseUrl = "https://qyapi.weixin.qq.com"
    corp_id: str = ""
    agent_id: int = 0
    secret: SecretStr = SecretStr("")


class SmsSettings(_HttpSettings):
    """Any provider or city gateway that takes one message per HTTP request.

    In `headers` and `payload` the placeholders {address}, {subject}, {body}, {key} and the names
    in `credentials` are filled in. The default text is the subject, which stands by itself.
    """

    url: _BaseUrl | None = None
    form: Literal["json", "form"] = "json"
    headers: dict[str, str] = Field(default_factory=dict)
    payload: dict[str, JsonValue] = {"mobile": "{address}", "content": "{subject}"}
    credentials: dict[str, SecretStr] = Field(default_factory=dict)
    code_path: str = "code"
    ok_codes: frozenset[str] = frozenset({"0", "OK"})
    retry_codes: frozenset[str] = frozenset()
    message_path: str = "message"
    id_path: str = "id"
    per_minute: Annotated[int, Field(ge=1)] | None = None


class WebhookSettings(_HttpSettings):
    url: _BaseUrl | None = None
    secret: SecretStr | None = None
    headers: dict[str, SecretStr] = Field(default_factory=dict)
    per_minute: Annotated[int, Field(ge=1)] | None = None


class ChannelSettings(_Settings):
    """Nothing leaves the house unless it is enabled here."""

    enabled: tuple[str, ...] = ("inbox", "console")
    email: EmailSettings = EmailSettings()
    wecom_robot: WecomRobotSettings = WecomRobotSettings()
    wecom_app: WecomAppSettings = WecomAppSettings()
    dingtalk_robot: DingtalkRobotSettings = DingtalkRobotSettings()
    feishu_robot: FeishuRobotSettings = FeishuRobotSettings()
    sms_http: SmsSettings = SmsSettings()
    webhook: WebhookSettings = WebhookSettings()


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
