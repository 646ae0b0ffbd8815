"""Turns: marked before they leave, recorded when they are back, whatever happens between."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.channels.base import Finished, Letter, Outcome, Refused, Sent, Unknown
from notifications.channels.handover import HandOver
from tests.support.ledger import Ledger

LETTERS = [Letter(f"k-{n}", "a", "s", "b") for n in range(40)]


@dataclass
class Walker:
    """A courier that takes its time, and stumbles over the letters it was told to."""

    seed: int = 7
    stumbles_over: frozenset[str] = frozenset()
    breaks_down_after: int = 1000
    shut: Refused | None = None
    carried: int = 0
    closed: bool = False

    @property
    def usable(self) -> bool:
        return self.carried < self.breaks_down_after

    async def open(self) -> Refused | None:
        return self.shut

    async def close(self) -> None:
        self.closed = True

    async def carry(self, letter: Letter) -> Outcome:
        self.carried += 1
        await asyncio.sleep(hash((self.seed, letter.key)) % 500 / 1e6)
        if letter.key in self.stumbles_over:
            raise RuntimeError("a mistake in the house")
        return Sent(letter.key)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 40), st.integers(1, 6), st.integers(0, 1000))
def test_every_letter_is_started_once_and_finished_once(count: int, hands: int, seed: int) -> None:
    ledger = Ledger()

    walkers = [Walker(seed + n) for n in range(hands)]
    HandOver(ledger).run(LETTERS[:count], walkers)

    keys = [letter.key for letter in LETTERS[:count]]
    assert ledger.outcomes == {key: Sent(key) for key in keys}
    assert ledger.started == keys
    assert ledger.most_in_doubt <= hands


def test_a_poisonous_letter_is_in_doubt_and_holds_up_no_other() -> None:
    ledger = Ledger()

    HandOver(ledger).run(LETTERS, [Walker(stumbles_over=frozenset({"k-3"}))])

    assert ledger.outcomes["k-3"] == Unknown("handing over broke off with RuntimeError")
    assert sum(isinstance(outcome, Sent) for outcome in ledger.outcomes.values()) == 39


def test_when_every_connection_is_lost_the_rest_was_never_started() -> None:
    ledger = Ledger()

    HandOver(ledger).run(LETTERS, [Walker(breaks_down_after=3), Walker(breaks_down_after=2)])

    assert len(ledger.started) == 5
    rest = [outcome for outcome in ledger.outcomes.values() if not isinstance(outcome, Sent)]
    assert rest == [Refused("no connection", permanent=False)] * 35


def test_connections_that_cannot_be_opened_are_done_without() -> None:
    ledger = Ledger()

    HandOver(ledger).run(LETTERS, [Walker(shut=Refused("full", permanent=False)), Walker()])

    assert ledger.most_in_doubt == 1
    assert all(isinstance(outcome, Sent) for outcome in ledger.outcomes.values())


def test_a_report_that_fails_ends_the_hand_over_and_closes_the_connections() -> None:
    walkers = [Walker(), Walker()]
    turns = 0

    def report(_finished: Sequence[Finished], _starting: Sequence[Letter]) -> None:
        nonlocal turns
        turns += 1
        if turns == 5:
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        HandOver(report).run(LETTERS, walkers)

    assert sum(walker.carried for walker in walkers) < 12
    assert all(walker.closed for walker in walkers)
