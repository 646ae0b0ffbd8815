"""Votes for tests: a campaign with windows that applied, heads who came, and what they hold."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from models import Application, Campaign, Unit
from rules.definition import Role, Vote
from rules.identity import Identity
from rules.states import ApplicationState
from tasks.context import Context
from tasks.errors import Refused
from tasks.facts_of import NOTHING_STATED, stored, unit_facts
from tasks.voting.batches import Batch, Line
from tasks.voting.casting import Receipt, cast
from tasks.voting.closing import Closed, close_vote
from tasks.voting.codes import Code, issue_codes
from tasks.voting.preparing import attend, open_vote, prepare
from tasks.voting.results import Counted, count
from tests.support.campaign_builder import Built, _add_person, built, shanghai, shipped

NOON = shanghai("2021-12-20", "14:00")
"""The afternoon of the joint session."""
HELD_ON = date(2021, 12, 20)
WINDOWS = ("ck001", "ck002", "ck003", "ck004", "ck005")
VOTERS = 17
"""Heads of twelve offices and five windows; the two direct units do not vote."""

Settings = Mapping[str, object]


@dataclass(slots=True)
class Poll:
    """One vote of a campaign, acted on at one moment."""

    campaign: Built
    vote: str = "windows"
    codes: list[Code] = field(default_factory=list)

    @contextmanager
    def acting(self, actor: Identity | str = "办公室") -> Iterator[Context]:
        with self.campaign.acting(NOON, actor) as ctx:
            yield ctx

    @property
    def id(self) -> int:
        return self.campaign.campaign

    def prepare(self, *came: str) -> None:
        """List the voters and sign in the heads of these units; of all when none is named."""
        with self.acting() as ctx:
            prepare(ctx, self.id, self.vote, held_on=HELD_ON)
            attend(ctx, self.id, self.vote, came)

    def open(self, counts: Mapping[str, int] | None = None) -> None:
        """Open the vote and keep the printed codes."""
        with self.acting() as ctx:
            open_vote(ctx, self.id, self.vote)
        with self.acting() as ctx:
            self.codes += issue_codes(ctx, self.id, self.vote, counts)

    def cast(self, marks: Mapping[str, str], code: str = "") -> Receipt:
        with self.acting("投票人") as ctx:
            return cast(ctx, self.id, self.vote, code or self.codes.pop().text, marks)

    def close(self) -> Closed:
        with self.acting() as ctx:
            return close_vote(ctx, self.id, self.vote)


@contextmanager
def poll(
    home: Path, database: str = "", *, votes: Sequence[Settings] = (), windows: int = 0
) -> Iterator[Poll]:
    """A campaign whose windows have all applied, with other votes and more windows if wanted."""
    with built(home, database) as campaign:
        campaign.house.chance = random.Random(20211220)  # noqa: S311 - one seed, one result
        if votes:
            hold(campaign, votes)
        with campaign.acting(shanghai("2021-12-10"), "导入") as ctx:
            _add_windows(ctx.session, windows)
            for code in WINDOWS:
                _apply(ctx.session, campaign.campaign, code)
        yield Poll(campaign, str(votes[0]["code"]) if votes else "windows")


def settings_of(code: str = "windows", **changes: object) -> Settings:
    """The windows' vote of the shipped file with some settings changed."""
    shipped_vote = shipped().definition.vote("windows").model_dump(mode="json")
    return {**shipped_vote, "code": code, **changes}


def hold(campaign: Built, votes: Sequence[Settings]) -> None:
    """Let the campaign's frozen file say these votes instead of the shipped ones."""
    told: list[Any] = [Vote.model_validate(v).model_dump(mode="json") for v in votes]
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
    with campaign.acting(shanghai("2021-06-19")) as ctx:
        row = ctx.session.exec(select(Campaign)).one()
        row.definition, row.file_sha256 = {**row.definition, "votes": told}, digest
        ctx.session.add(row)


def grades(*given: str, skip: str = "") -> dict[str, str]:
    """Marks for the five windows in order; the last grade given goes on to the rest."""
    padded = [*given, *[given[-1]] * len(WINDOWS)]
    return {code: padded[place] for place, code in enumerate(WINDOWS) if code != skip}


def _add_windows(session: Session, count: int) -> None:
    for number in range(count):
        unit = Unit(code=f"w{number:04}", name=f"示例{number}号窗口", kind="window", headcount=3)
        session.add(unit)
        session.flush()
        _add_person(session, unit, Role.LEADER, "主要负责人")


def _apply(session: Session, campaign: int, code: str) -> None:
    unit = session.exec(select(Unit).where(col(Unit.code) == code)).one()
    session.add(
        Application(
            campaign_id=campaign,
            number=f"A-{code}",
            honour="service_collective",
            unit_id=unit.id or 0,
            candidate=unit.name,
            state=ApplicationState.ELIGIBLE,
            applied_on=date(2021, 12, 10),
            facts=stored(NOTHING_STATED, unit_facts(unit, None)),
        )
    )


def counted(held: Poll) -> dict[str, Counted]:
    with held.acting() as ctx:
        return {one.candidate: one for one in count(ctx, held.id, held.vote)}


def numbers(one: Counted) -> list[tuple[object, ...]]:
    return [
        (p.voter_class, p.tally.issued, p.tally.returned, p.tally.valid, p.tally.own)
        for p in one.count.classes
    ]


def refusal(act: object, *arguments: object, **named: object) -> tuple[str, ...]:
    with pytest.raises(Refused) as refused:
        act(*arguments, **named)  # type: ignore[operator]
    return refused.value.reasons


def paper(number: str = "1", **changes: object) -> Batch:
    """Eight of ten slips back, one void for each window, seven of them 优秀."""
    line = Line(8, 7, {"优秀": 7, "良好": 0, "一般": 0, "较差": 0})
    batch = Batch(number, "heads", 10, dict.fromkeys(WINDOWS, line))
    return replace(batch, **changes)  # type: ignore[arg-type]
