"""Rows of the selection's workbook turned into the facts that eligibility judges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from records.workbooks.selection import CandidateRow, RecordRow, RulingRow
from rules.clauses import CLAUSES
from rules.definition import Campaign, Subject, Way
from rules.eligibility import Eligibility, judge
from rules.facts import (
    ApplicationFacts,
    Exposure,
    Incident,
    Media,
    PersonFacts,
    PriorityMark,
    ProjectFacts,
    RecordFacts,
    Ruling,
    UnitFacts,
)
from tasks.imports.problems import Problem
from tasks.imports.sheets import Line

Judged = tuple[ApplicationFacts, Eligibility]


@dataclass(frozen=True, slots=True)
class Facts:
    applications: tuple[Judged, ...]
    problems: tuple[Problem, ...]


def facts_from(
    lines: Sequence[Line[CandidateRow]],
    records: Sequence[Line[RecordRow]],
    rulings: Sequence[Line[RulingRow]],
    campaign: Campaign,
) -> Facts:
    """Every application with its eligibility, and what cannot be right about the rows."""
    against, ruled = _records(records), _rulings(rulings)
    applications = [
        _application(line.row, against.get(line.row.number, RecordFacts()), ruled[line.row.number])
        for line in lines
    ]
    problems = [
        *(problem for line in lines for problem in _about(line, campaign)),
        *_units_differ(lines),
        *_about_rulings(rulings),
    ]
    return Facts(tuple((one, judge(one, campaign)) for one in applications), tuple(problems))


def _application(
    row: CandidateRow, record: RecordFacts, rulings: tuple[Ruling, ...]
) -> ApplicationFacts:
    return ApplicationFacts(
        row.number,
        row.honour,
        UnitFacts(
            row.unit,
            row.unit_name,
            row.kind,
            row.county or None,
            row.headcount,
            row.member,
            row.strong_town,
            row.parent or None,
        ),
        row.applied_on,
        _person(row),
        ProjectFacts(row.project, row.started_on, row.in_use_on, row.leading)
        if row.project
        else None,
        record,
        row.recommended,
        PriorityMark(row.priority_by, row.priority) if row.priority else None,
        rulings,
        row.withdrawn,
    )


def _person(row: CandidateRow) -> PersonFacts | None:
    if not row.person:
        return None
    return PersonFacts(
        row.person,
        row.person_name,
        row.reported_on,
        row.whole_year,
        row.served_until,
        row.on_establishment,
        row.rank or None,
        row.front_line,
    )


def _records(lines: Sequence[Line[RecordRow]]) -> Mapping[str, RecordFacts]:
    found: dict[str, dict[str, list[Exposure | Incident]]] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        row = line.row
        found[row.number][row.what].append(
            Exposure(row.gist, row.on, Media(row.media), row.by_poor_work)
            if row.what == "exposures"
            else Incident(row.gist, row.on, row.by_poor_work, row.serious)
        )
    return {
        number: RecordFacts(**{what: tuple(several) for what, several in kinds.items()})  # type: ignore[arg-type]
        for number, kinds in found.items()
    }


def _rulings(lines: Sequence[Line[RulingRow]]) -> Mapping[str, tuple[Ruling, ...]]:
    found: dict[str, tuple[Ruling, ...]] = defaultdict(tuple)
    for line in lines:
        row = line.row
        found[row.number] += (Ruling(row.rule, row.accepted, row.reason, row.ordered_by),)
    return found


def _about(line: Line[CandidateRow], campaign: Campaign) -> Iterator[Problem]:
    row, honour = line.row, campaign.honour(line.row.honour)
    if honour.subject is Subject.PERSON:
        for name, text in (("人员编号", row.person), ("姓名", row.person_name)):
            if not text:
                yield line.problem(name, "没有填写", f"“{honour.name}”是个人荣誉，请补上")
    elif row.person:
        yield line.problem("人员编号", f"“{honour.name}”由单位申报", "请把人员编号留空")
    if honour.way is Way.PROJECT and not row.project:
        yield line.problem("项目名称", "没有填写", f"“{honour.name}”按项目申报，请补上")
    if row.parent == row.unit:
        yield line.problem("上级单位代码", "与单位代码相同", "请填上级单位的代码，没有就留空")


def _units_differ(lines: Sequence[Line[CandidateRow]]) -> Iterator[Problem]:
    """A unit that stands in several rows is one unit: its kind and name cannot change between them."""
    first: dict[str, Line[CandidateRow]] = {}
    for line in lines:
        before = first.setdefault(line.row.unit, line)
        for key, column in (("unit_name", "单位名称"), ("kind", "单位类别")):
            if getattr(line.row, key) != getattr(before.row, key):
                told = f"{line.row.unit}在第{before.place.row}行写的不一样"
                yield line.problem(column, told, "同一单位请写成一样")


def _about_rulings(lines: Sequence[Line[RulingRow]]) -> Iterator[Problem]:
    first: dict[tuple[str, str], int] = {}
    for line in lines:
        row = line.row
        if row.rule not in CLAUSES:
            yield line.problem("规则", f"没有规则 {row.rule}", "请填理由里写的规则，如 R33")
        earlier = first.setdefault((row.number, row.rule), line.place.row)
        if earlier != line.place.row:
            yield line.problem("规则", f"与第{earlier}行重复", "每条规则只裁定一次")
