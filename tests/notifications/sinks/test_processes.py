"""As processes of their own, the sinks have written down whatever they accepted, even when killed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.channels import EmailSettings, WebhookSettings
from notifications.channels.base import Letter, Sent
from notifications.channels.email import Email
from notifications.channels.webhook import Webhook
from tests.support.ledger import outcomes_of
from tests.support.machine_clock import StillClock

LETTERS = [Letter(f"k-{n}", f"u{n}@unit.test", "待办", "请报送") for n in range(5)]


@contextmanager
def process(module: str, log: Path) -> Iterator[int]:
    command = [sys.executable, "-m", module, "0", str(log)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as sink:
        assert sink.stdout
        try:
            yield int(sink.stdout.readline())
        finally:
            sink.kill()


def test_a_killed_mail_sink_has_logged_every_mail(tmp_path: Path) -> None:
    log = tmp_path / "mails"
    with process("notifications.sinks.smtp", log) as port:
        settings = EmailSettings(host="127.0.0.1", port=port, sender_address="office@award.test")
        outcomes = outcomes_of(Email(settings, StillClock()), *LETTERS)

    assert outcomes == [Sent("OK")] * 5
    assert sorted(log.read_text().splitlines()) == [
        f"<k-{n}@award.test> u{n}@unit.test" for n in range(5)
    ]


def test_a_killed_web_sink_has_logged_every_key(tmp_path: Path) -> None:
    log = tmp_path / "requests"
    with process("notifications.sinks.http", log) as port:
        settings = WebhookSettings(url=f"http://127.0.0.1:{port}/hook")
        outcomes = outcomes_of(Webhook(settings, StillClock()), *LETTERS)

    assert outcomes == [Sent()] * 5
    assert sorted(log.read_text().splitlines()) == [f"k-{n} /hook" for n in range(5)]
