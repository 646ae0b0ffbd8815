"""Keeps secrets out of the reasons that people read and the journal keeps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote

from pydantic import SecretStr

from notifications.channels.base import Outcome, Sent

_LONGEST_REASON = 300


class Redactor:
    """Blots out known secrets, also where a provider echoes them back, quoted or not."""

    def __init__(self, secrets: Iterable[SecretStr | None]) -> None:
        self._forms: list[str] = []
        for secret in secrets:
            if secret is not None:
                self.learn(secret.get_secret_value())

    def learn(self, secret: str) -> None:
        """Blot this one out too, from now on: a token that was issued while running."""
        forms = {secret, quote(secret, safe="")} - {""}
        self._forms = sorted(forms.union(self._forms), key=len, reverse=True)

    def clean(self, text: str) -> str:
        for form in self._forms:
            text = text.replace(form, "***")
        return " ".join(text.split())[:_LONGEST_REASON]

    def clean_outcome(self, outcome: Outcome) -> Outcome:
        if isinstance(outcome, Sent):
            return replace(outcome, provider_id=self.clean(outcome.provider_id))
        return replace(outcome, reason=self.clean(outcome.reason))
