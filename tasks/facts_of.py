"""Rows of applications and scores turned into the facts that the rules judge, and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from pydantic import TypeAdapter
from sqlmodel import col, select

from models import Application, TallySheet, Unit
from rules import definition
from rules.ballots import Tally, VoteCount
from rules.definition import Method
from rules.evaluation import Listing, Raw
from rules.facts import CLEAN, ApplicationFacts, PersonFacts, ProjectFacts, RecordFacts, UnitFacts
from rules.states import ApplicationState
from tasks.context import Context
from tasks.marks_of import counts_reports, marks_of, reports_of

_FACTS: TypeAdapter[ApplicationFacts] = TypeAdapter(ApplicationFacts)
_UNIT: TypeAdapter[UnitFacts] = TypeAdapter(UnitFacts)
_PERSON: TypeAdapter[PersonFacts | None] = TypeAdapter(PersonFacts | None)
_PROJECT: TypeAdapter[ProjectFacts | None] = TypeAdapter(ProjectFacts | None)
_RECORD: TypeAdapter[RecordFacts] = TypeAdapter(RecordFacts)

OUT = (ApplicationState.DRAFT, ApplicationState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Stated:
    """What an application states about its candidate."""

    person: PersonFacts | None = None
    project: ProjectFacts | None = None
    record: RecordFacts = CLEAN
    recommended: bool = False


NOTHING_STATED = Stated()


def stored(stated: Stated, unit: UnitFacts) -> dict[str, Any]:
    """The facts as the application's row keeps them, the unit as it is on that day (A8)."""
    return {
        "unit": _UNIT.dump_python(unit, mode="json"),
        "person": _PERSON.dump_python(stated.person, mode="json"),
        "project": _PROJECT.dump_python(stated.project, mode="json"),
        "record": _RECORD.dump_python(stated.record, mode="json"),
        "recommended": stated.recommended,
    }


def unit_facts(unit: Unit, parent: str | None) -> UnitFacts:
    return UnitFacts(
        unit.code,
        unit.name,
        unit.kind,
        unit.county or None,
        unit.headcount,
        unit.member,
        unit.strong_town,
        parent,
    )


def application_facts(row: Application) -> ApplicationFacts:
    """The row as `rules` reads it; a disqualified application competes as little as a withdrawn one."""
    facts = row.facts
    priority = {"by": facts.get("opinion_by", ""), "reason": row.priority} if row.priority else None
    return _FACTS.validate_python(
        {
            "number": row.number,
            "honour": row.honour,
            "unit": facts["unit"],
            "applied_on": row.applied_on,
            "person": facts.get("person"),
            "project": facts.get("project"),
            "record": facts.get("record") or {},
            "recommended": facts.get("recommended", False),
            "priority": priority,
            "rulings": facts.get("rulings", ()),
            "withdrawn": row.state is ApplicationState.WITHDRAWN or "disqualified" in facts,
        }
    )


def standing(ctx: Context, campaign_id: int) -> list[Application]:
    """Applications that were handed in and not withdrawn, by number."""
    rows = ctx.session.exec(
        select(Application)
        .where(
            col(Application.campaign_id) == campaign_id,
            col(Application.state).not_in(OUT),
        )
        .order_by(col(Application.number))
    ).all()
    return list(rows)


@dataclass(frozen=True, slots=True)
class Sheets:
    """All figures that were handed in, by component and by whom they are about."""

    figures: Mapping[tuple[str, str], Raw]
    plan: definition.Campaign
    reports: Mapping[str, tuple[str, ...]]
    """Information reports by unit code, where a component counts them."""

    def of(self, scheme: definition.Scheme | None, application: ApplicationFacts) -> dict[str, Raw]:
        """Figures of an application: under its own number first, else under its unit's code."""
        if scheme is None:
            return {}
        found: dict[str, Raw] = {}
        for component in scheme.components:
            if component.method is Method.REPORTS and _of_unit(application):
                found[component.code] = Listing(self.reports.get(application.unit.code, ()))
            for about in (application.number, application.unit.code):
                raw = self.figures.get((component.code, about))
                if raw is not None and (about == application.number or _of_unit(application)):
                    found[component.code] = self._of_its_vote(raw, scheme, component.code)
                    break
        return found

    def _of_its_vote(self, raw: Raw, scheme: definition.Scheme, component: str) -> Raw:
        """Tallies know whom they are about; which vote's rules count them, the scheme tells."""
        vote = self.plan.vote_for(scheme.code, component)
        return replace(raw, vote=vote.code) if vote and isinstance(raw, VoteCount) else raw


def sheets(
    ctx: Context, campaign_id: int, plan: definition.Campaign, *, explained: bool = True
) -> Sheets:
    """A constant number of statements; `explained` brings single scores where sums would do."""
    figures = marks_of(ctx, campaign_id, plan, explained=explained) | _counts(ctx, campaign_id)
    reports = reports_of(ctx, campaign_id) if counts_reports(plan) else {}
    return Sheets(figures, plan, reports)


def parent_codes(ctx: Context, units: Iterable[Unit]) -> dict[int, str]:
    wanted = {unit.parent_id for unit in units if unit.parent_id}
    rows = ctx.session.exec(select(Unit.id, Unit.code).where(col(Unit.id).in_(wanted))).all()
    return {cast("int", id_): code for id_, code in rows}


def _of_unit(application: ApplicationFacts) -> bool:
    """A unit's figures are a collective's own; a person is scored under the application's number."""
    return application.person is None


def _counts(ctx: Context, campaign_id: int) -> dict[tuple[str, str], Raw]:
    tallies = ctx.session.exec(
        select(TallySheet)
        .where(col(TallySheet.campaign_id) == campaign_id)
        .order_by(col(TallySheet.voter_class))
    ).all()
    classes: dict[tuple[str, str], list[tuple[str, Tally]]] = defaultdict(list)
    for sheet in tallies:
        classes[sheet.component, sheet.candidate].append((sheet.voter_class, tally_of(sheet)))
    return {about: VoteCount.of("", parts) for about, parts in classes.items()}


def tally_of(sheet: TallySheet) -> Tally:
    counts = tuple(sheet.grades.items())
    return Tally(counts, sheet.issued, sheet.returned, sheet.valid, sheet.own)
