"""Every channel by its name: a new one is one file and one line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from config.channels import ChannelSettings
from notifications.channels.base import Channel, MachineClock
from notifications.channels.console import Console
from notifications.channels.dingtalk_robot import DingtalkRobot
from notifications.channels.email import Email
from notifications.channels.feishu_robot import FeishuRobot
from notifications.channels.inbox import Inbox
from notifications.channels.sms_http import SmsHttp
from notifications.channels.webhook import Webhook
from notifications.channels.wecom_app import WecomApp
from notifications.channels.wecom_robot import WecomRobot

Factory = Callable[[ChannelSettings, MachineClock], Channel]

CHANNELS: Mapping[str, Factory] = {
    "inbox": lambda _settings, _clock: Inbox(),
    "console": lambda _settings, _clock: Console(),
    "email": lambda settings, clock: Email(settings.email, clock),
    "wecom_robot": lambda settings, clock: WecomRobot(settings.wecom_robot, clock),
    "wecom_app": lambda settings, clock: WecomApp(settings.wecom_app, clock),
    "dingtalk_robot": lambda settings, clock: DingtalkRobot(settings.dingtalk_robot, clock),
    "feishu_robot": lambda settings, clock: FeishuRobot(settings.feishu_robot, clock),
    "sms_http": lambda settings, clock: SmsHttp(settings.sms_http, clock),
    "webhook": lambda settings, clock: Webhook(settings.webhook, clock),
}

NAMES_ZH: Mapping[str, str] = {
    "inbox": "站内消息",
    "console": "控制台",
    "email": "电子邮件",
    "wecom_robot": "企业微信群机器人",
    "wecom_app": "企业微信应用消息",
    "dingtalk_robot": "钉钉群机器人",
    "feishu_robot": "飞书群机器人",
    "sms_http": "短信",
    "webhook": "通用回调",
}


def open_channels(settings: ChannelSettings, clock: MachineClock) -> dict[str, Channel]:
    """The enabled channels, ready to deliver; kept for the life of the process, as rates are.

    Raises:
        ValueError: naming every channel that cannot be opened, and why.
    """
    opened: dict[str, Channel] = {}
    mistakes: list[str] = []
    for name in settings.enabled:
        factory = CHANNELS.get(name)
        if factory is None:
            mistakes.append(f"{name}: no such channel; known are {', '.join(CHANNELS)}")
            continue
        try:
            opened[name] = factory(settings, clock)
        except ValueError as error:
            mistakes.append(f"{name}: {error}")
    if mistakes:
        raise ValueError("channels.enabled: " + "; ".join(mistakes))
    return opened
