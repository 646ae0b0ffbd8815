"""Candidates written into the workbook that `pingxuan select` reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from records.workbooks.filled import filled
from records.workbooks.selection import (
    RECORDS,
    RULINGS,
    CandidateRow,
    DecisionRow,
    FigureRow,
    RecordRow,
    RulingRow,
    candidates_layout,
    decisions_layout,
    figures_layout,
)
from records.workbooks.writing import write_workbook
from rules.facts import PersonFacts, ProjectFacts
from rules.selection import Candidate
from tests.support.campaigns import suzhou


def selection_book(
    path: Path,
    candidates: Iterable[Candidate | CandidateRow],
    figures: Sequence[FigureRow] = (),
    decisions: Sequence[DecisionRow] = (),
    *,
    records: Sequence[RecordRow] = (),
    rulings: Sequence[RulingRow] = (),
) -> Path:
    plan = suzhou()
    rows = [one if isinstance(one, CandidateRow) else row_of(one) for one in candidates]
    write_workbook(
        path,
        [
            filled(candidates_layout(plan), rows),
            filled(figures_layout(plan), figures),
            filled(RECORDS, records),
            filled(RULINGS, rulings),
            filled(decisions_layout(plan), decisions),
        ],
    )
    return path


def row_of(one: Candidate) -> CandidateRow:
    """What the sheet 候选 says of a candidate; of its score only the total."""
    application, unit = one.application, one.application.unit
    person = application.person or PersonFacts("", "")
    project = application.project or ProjectFacts("")
    mark = application.priority
    return CandidateRow(
        number=one.number, honour=application.honour, unit=unit.code, unit_name=unit.name,
        kind=unit.kind, applied_on=application.applied_on, county=unit.county or "",
        parent=unit.parent or "", headcount=unit.headcount, member=unit.member,
        strong_town=unit.strong_town, person=person.code, person_name=person.name,
        recommended=application.recommended, front_line=person.front_line,
        on_establishment=person.on_establishment, rank=person.rank or "",
        reported_on=person.reported_on, whole_year=person.whole_year,
        served_until=person.served_until, project=project.name, started_on=project.started_on,
        in_use_on=project.in_use_on, leading=project.leading,
        priority=mark.reason if mark else "", priority_by=mark.by if mark else "",
        withdrawn=application.withdrawn, total=one.total,
    )  # fmt: skip
