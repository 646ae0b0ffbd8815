"""One proposal from either database, in whatever order applications and scores came in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from sqlmodel import SQLModel

from models import SCALE, Application, Score, TallySheet, Unit
from rules.definition import Campaign, Method
from rules.facts import UnitFacts
from rules.selection import Proposal, propose
from rules.states import ApplicationState
from tasks.campaigns import definition_of
from tasks.candidates import candidates_of
from tasks.context import Context
from tasks.facts_of import NOTHING_STATED, Stated, stored
from tests.support.candidates import BEARER, COLLECTIVE, project
from tests.support.databases import KINDS, database
from tests.support.seed import FRIDAY, december, house_at

UNITS = 24
ORDERS = 2


def test_both_databases_and_every_order_give_one_proposal(tmp_path: Path) -> None:
    told: list[object] = []
    for kind in KINDS:
        for order in range(ORDERS):
            home = tmp_path / f"{kind}{order}"
            home.mkdir()
            told.append(_told(_proposed(kind, home, Random(order))))  # noqa: S311 - an order, no secret

    assert "同分" in str(told[0])
    assert told[1:] == told[:1] * (len(told) - 1)


def _told(proposal: Proposal) -> object:
    """Every word of it."""
    verdicts = [(v.number, v.outcome, v.rank, v.total, v.text) for v in proposal.verdicts.values()]
    return verdicts, proposal.honours, proposal.awaits, proposal.model_windows


def _proposed(kind: str, home: Path, random: Random) -> Proposal:
    with database(kind, home) as url:
        house = house_at(home, database=url)
        campaign = december(house, units=0, simulated=True)
        with house.acting("导入", now=FRIDAY) as ctx:
            plan = definition_of(ctx, campaign)
            _hand_in(ctx, campaign, plan, random)
        with house.reading() as ctx:
            proposal = propose(candidates_of(ctx, campaign, plan), plan)
        house.engine.dispose()
    return proposal


def _hand_in(ctx: Context, campaign: int, plan: Campaign, random: Random) -> None:
    """Windows and hotlines with few different totals, so that ties and reserves abound."""
    units = [
        Unit(code=f"u{n:02}", name=f"示例{n}号", kind="hotline" if n % 4 == 0 else "window", headcount=5)
        for n in range(UNITS)
    ]  # fmt: skip
    _add(ctx, units, random)
    applications: list[SQLModel] = []
    figures: list[SQLModel] = []
    for n, unit in enumerate(sorted(units, key=lambda unit: unit.code)):
        wanted = {"B": BEARER, "C": COLLECTIVE} if n % 3 else {"C": COLLECTIVE}
        applications += [
            _application(campaign, unit, honour, f"{letter}-{n:02}")
            for letter, honour in wanted.items()
        ]
        figures += _figures(campaign, plan, unit, 60 + 5 * (n % 5))
    _add(ctx, applications, random)
    _add(ctx, figures, random)


def _application(campaign: int, unit: Unit, honour: str, number: str) -> Application:
    stated = Stated(project=project()) if honour == BEARER else NOTHING_STATED
    return Application(
        campaign_id=campaign,
        number=number,
        honour=honour,
        unit_id=unit.id or 0,
        candidate=unit.name,
        state=ApplicationState.ELIGIBLE,
        applied_on=FRIDAY.date(),
        facts=stored(stated, UnitFacts(unit.code, unit.name, unit.kind, headcount=5)),
    )


def _figures(campaign: int, plan: Campaign, unit: Unit, points: int) -> list[SQLModel]:
    scheme = plan.scheme_for(unit.kind, COLLECTIVE)
    assert scheme is not None
    found: list[SQLModel] = []
    for component in scheme.components:
        about: dict[str, Any] = {
            "campaign_id": campaign,
            "component": component.code,
            "candidate": unit.code,
        }
        if component.method is Method.VOTE:
            counts = {"优秀": points, "较差": 100 - points}
            found.append(TallySheet(**about, issued=100, returned=100, valid=100, grades=counts))
            continue
        sources = {
            Method.BIMONTHLY: plan.readings.bimonthly_rounds,
            Method.THIRD_PARTY: ("虚构机构",),
        }.get(component.method, ("评委一", "评委二"))
        found += [Score(**about, source=source, scaled=points * SCALE) for source in sources]
    return found


def _add(ctx: Context, rows: Sequence[SQLModel], random: Random) -> None:
    for row in random.sample(list(rows), len(rows)):
        ctx.session.add(row)
        ctx.session.flush()
