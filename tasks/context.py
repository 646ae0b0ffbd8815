"""The place where use cases run: one transaction, one moment, one actor, one journal."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from config.settings import Settings
from models.database import open_database
from notifications.channels.base import Channel
from rules.definition import Campaign
from rules.identity import Identity, unproven
from tasks import journal, stamps
from tasks.archived import refusing_frozen
from tasks.clocks import MACHINE, Clock, SystemClock
from tasks.fitting import refusing_long_texts
from tasks.journal_keys import KeyUnusableError, Signer, signer_of


@dataclass(slots=True)
class House:
    """Everything a process needs to run use cases: database, settings, business clock, chance."""

    engine: Engine
    settings: Settings
    clock: Clock = field(default_factory=SystemClock)
    chance: random.Random = field(default_factory=random.SystemRandom)
    """Source of random values; seeded in simulations, so that one seed gives one result."""
    machine: Clock = MACHINE
    """Leases, back-off and sessions; never simulated."""
    channels: dict[str, Channel] = field(default_factory=dict)
    """Opened by the first delivery and kept for the life of the process, as providers' rates are."""
    counted: dict[tuple[str, int], tuple[int, date | None, Any]] = field(default_factory=dict)
    """What a process has counted, by subject and campaign, with the journal row and day it holds for."""

    @contextmanager
    def acting(
        self, actor: str | Identity, *, now: datetime | None = None, on_behalf_of: str = ""
    ) -> Iterator[Context]:
        """A context whose transaction commits at the end, or leaves no trace after an error.

        Flows and the command line act under a name only, whoever has signed in as who they are.
        """
        moment = now or self.clock.now()
        who = actor if isinstance(actor, Identity) else unproven(actor)
        with (
            refusing_frozen(),
            refusing_long_texts(),
            Session(self.engine, expire_on_commit=False) as session,
        ):
            context = Context(self, session, moment, who, on_behalf_of)
            yield context
            # The head row is taken last: it serialises writers, so it is held as briefly as can be.
            head = journal.append(session, context.acts, self._salt)
            if head is not None and (occasion := stamps.occasion_of(context.acts)):
                stamps.take(session, head, self.signer(), moment, occasion)
            session.commit()

    @contextmanager
    def reading(self, *, now: datetime | None = None) -> Iterator[Context]:
        """A context for looking only; on SQLite it never waits for a writer."""
        engine = self.engine.execution_options(readonly=True)
        with Session(engine) as session:
            yield Context(self, session, now or self.clock.now(), unproven("reader"), "")

    def signer(self) -> Signer | None:
        """Who signs the journal; None where the key cannot be used, which stops no work."""
        try:
            return signer_of(self.settings, self.chance)
        except KeyUnusableError:
            return None

    def _salt(self) -> str:
        return f"{self.chance.getrandbits(128):032x}"


@dataclass(slots=True)
class Context:
    """What a use case is given: its session, the business moment, and who acts."""

    house: House
    session: Session
    now: datetime
    who: Identity
    on_behalf_of: str
    acts: list[journal.Act] = field(default_factory=list)
    plans: dict[int, Campaign] = field(default_factory=dict)
    """The campaigns' files as this transaction has read them; who changes one clears it."""

    @property
    def actor(self) -> str:
        """The name of whoever acts, for records; identities are compared, names never."""
        return self.who.name

    def record(
        self,
        what: str,
        subject: str = "",
        *,
        why: str = "",
        campaign: int | None = None,
        **payload: Any,  # noqa: ANN401 - any plain JSON value
    ) -> None:
        """Note an act; it enters the journal when the transaction ends. Bulk acts: one row."""
        self.acts.append(
            journal.Act(
                what, subject, why, payload, campaign, self.actor, self.on_behalf_of, self.now
            )
        )


def open_house(
    settings: Settings, *, clock: Clock | None = None, chance: random.Random | None = None
) -> House:
    """The house for a process, from its settings."""
    return House(
        open_database(settings.database_url),
        settings,
        clock or SystemClock(),
        chance or random.SystemRandom(),
    )
