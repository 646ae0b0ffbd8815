"""Letters as HTTP requests: parts sent in order, the code inside the answer judged, rates kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from ssl import SSLContext
from typing import Protocol

from notifications.channels.base import (
    Letter,
    MachineClock,
    Outcome,
    Refused,
    Report,
    Sent,
    Unknown,
)
from notifications.channels.handover import HandOver
from notifications.channels.http import HttpOptions, Line, Reply, Request, tls_context
from notifications.channels.pace import Gate
from notifications.channels.redaction import Redactor

_MOST_FAILURES_IN_A_ROW = 3


class Dialect(Protocol):
    """How one provider is spoken to."""

    def requests(self, letter: Letter) -> Sequence[Request] | Refused: ...

    def verdict(self, reply: Reply) -> Outcome: ...


@dataclass(frozen=True, slots=True)
class Codes:
    """What the code inside a provider's answer means; HTTP 200 alone means nothing.

    A code that is neither in `ok` nor in `again` is a permanent refusal: a person has to look.
    """

    paths: tuple[str, ...]
    ok: frozenset[str]
    again: Mapping[str, timedelta | None]
    message_path: str
    id_path: str = ""

    def verdict(self, reply: Reply) -> Outcome:
        code = next((c for c in map(reply.at, self.paths) if c is not None), None)
        if code is None:
            return Unknown(f"the answer carries no {self.paths[0]}: {reply.text[:200]}")
        if code in self.ok:
            return Sent(reply.at(self.id_path) or "")
        reason = f"{self.paths[0]} {code} {reply.at(self.message_path) or ''}"
        return Refused(reason, code not in self.again, self.again.get(code))


@dataclass(frozen=True)
class HttpDelivery:
    """The delivering half of every channel over HTTP."""

    options: HttpOptions
    dialect: Dialect
    gate: Gate
    redactor: Redactor
    clock: MachineClock
    sender_of: Callable[[Letter], str] = lambda _letter: ""

    @cached_property
    def tls(self) -> SSLContext:
        return tls_context(self.options.ca_file)

    def deliver(self, letters: Sequence[Letter], report: Report) -> None:
        self.gate.forget_idle()
        couriers = [HttpCourier(self) for _ in letters[: self.options.connections]]
        HandOver(report, self._admit).run(letters, couriers)

    def _admit(self, letter: Letter) -> float:
        # Without a rate the number of parts does not matter, but a pause asked for does.
        requests = self.dialect.requests(letter) if self.gate.rates else ()
        if isinstance(requests, Refused):
            return 0.0
        return self.gate.take(self.sender_of(letter), len(requests))


class HttpCourier:
    def __init__(self, delivery: HttpDelivery) -> None:
        self._delivery = delivery
        self._line = Line(delivery.options, delivery.tls)
        self._failures = 0

    @property
    def usable(self) -> bool:
        return self._failures < _MOST_FAILURES_IN_A_ROW

    async def open(self) -> None:
        return None

    async def close(self) -> None:
        await self._line.close()

    async def carry(self, letter: Letter) -> Outcome:
        requests = self._delivery.dialect.requests(letter)
        if isinstance(requests, Refused):
            return requests
        outcome: Outcome = Sent()
        for number, request in enumerate(requests):
            outcome = self._delivery.redactor.clean_outcome(await self._ask(request))
            if isinstance(outcome, Refused) and outcome.retry_after and not outcome.permanent:
                sender = self._delivery.sender_of(letter)
                self._delivery.gate.close_for(sender, outcome.retry_after)
            if not isinstance(outcome, Sent):
                return _after_parts(number, len(requests), outcome)
        return outcome

    async def _ask(self, request: Request) -> Outcome:
        answer = await self._line.send(request, self._delivery.clock.now())
        if isinstance(answer, Reply):
            self._failures = 0
            return self._delivery.dialect.verdict(answer)
        self._failures += 1
        return answer


def _after_parts(number: int, count: int, outcome: Refused | Unknown) -> Refused | Unknown:
    if number == 0:
        return outcome
    return Unknown(f"{number} of {count} parts were accepted, then: {outcome.reason}")
