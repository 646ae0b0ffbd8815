"""Channels are set up from the environment, and a wrong value never shows a secret."""

from __future__ import annotations

import pytest
from pydantic import SecretStr, ValidationError

from config.channels import ChannelSettings, EmailSettings, WebhookSettings
from config.settings import Settings


def test_without_settings_nothing_leaves_the_house() -> None:
    assert ChannelSettings().enabled == ("inbox", "console")


def test_channels_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PINGXUAN_CHANNELS__ENABLED", '["inbox", "email", "wecom_robot"]')
    monkeypatch.setenv("PINGXUAN_CHANNELS__EMAIL__HOST", "mail.award.test")
    monkeypatch.setenv("PINGXUAN_CHANNELS__EMAIL__SECURITY", "starttls")
    monkeypatch.setenv("PINGXUAN_CHANNELS__WECOM_ROBOT__ROBOTS__CONTACTS__KEY", "k-1")

    channels = Settings().channels

    assert channels.enabled == ("inbox", "email", "wecom_robot")
    assert channels.email == EmailSettings(host="mail.award.test", security="starttls")
    assert channels.wecom_robot.robots["contacts"].key.get_secret_value() == "k-1"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"webhook": {"url": "ftp://canary-5f3a.test"}}, "pattern"),
        ({"webhook": {"url": "https://hook.test/a?token=canary-5f3a"}}, "pattern"),
        ({"email": {"passwrod": "canary-5f3a"}}, "Extra inputs"),
        ({"email": {"user": "canary-5f3a"}}, "belong together"),
        ({"email": {"sender_address": "canary-5f3a"}}, "pattern"),
        ({"email": {"connections": 0}}, "greater than or equal to 1"),
    ],
)
def test_a_wrong_value_is_explained_without_being_repeated(
    wrong: dict[str, object], why: str
) -> None:
    with pytest.raises(ValidationError, match=why) as caught:
        ChannelSettings.model_validate(wrong)

    assert "canary-5f3a" not in str(caught.value)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_a_password_may_stay_on_the_machine_in_the_clear(host: str) -> None:
    settings = EmailSettings(host=host, user="office", password=SecretStr("x"))

    assert settings.security == "none"


def test_headers_of_a_webhook_are_secrets() -> None:
    settings = WebhookSettings.model_validate(
        {"url": "https://hook.test", "headers": {"Authorization": "canary-5f3a"}}
    )

    assert "canary-5f3a" not in repr(settings)
