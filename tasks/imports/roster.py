"""The roster comes in: checked, planned, shown in a dry run, then imported whole or not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from models import ImportedFile
from records.workbooks.layout import Layout
from records.workbooks.roster import PEOPLE, PersonRow, UnitRow, units_layout
from rules.definition import Role, UnitKind
from tasks import attachments
from tasks.context import Context
from tasks.imports.book import Book
from tasks.imports.one_sheet import NOTHING
from tasks.imports.problems import ImportRefused, Place, Problem
from tasks.imports.report import ImportReport, Source, opened
from tasks.imports.roster_checks import person_problems, unit_problems
from tasks.imports.roster_known import Known, known_roster
from tasks.imports.roster_people import PeoplePlan, plan_people, tenures_after
from tasks.imports.roster_plan import (
    RosterPlan,
    UnitsPlan,
    after_import,
    plan_units,
    rename_problems,
)
from tasks.imports.roster_write import carry_out
from tasks.imports.sheets import Sheet, best_layout, read_sheet
from tasks.imports.tables import refused
from tasks.use_case import use_case

TITLE = "单位名册"
ZONE = ZoneInfo("Asia/Shanghai")
NEEDED_ROLES = {Role.LEADER: "主要负责人", Role.DEPUTY: "分管负责人", Role.CONTACT: "联系人"}


@use_case("导入单位名册")
def import_roster(
    ctx: Context,
    source: Source,
    kinds: Sequence[UnitKind],
    as_of: date | None = None,
    *,
    dry_run: bool = False,
) -> ImportReport:
    """Import a roster that holds from `as_of` on (today when not given); a dry run only reports.

    Raises:
        ImportRefused: Naming every bad cell; then nothing was imported.
    """
    book = opened(source)
    plan = plan_roster(ctx, book, kinds, as_of or _today(ctx))
    report = ImportReport(
        TITLE,
        book.name,
        book.sha256,
        plan.counts(),
        tuple(str(change) for change in plan.units.changes),
        tuple(str(warning) for warning in plan.warnings),
        dry_run,
    )
    if not dry_run:
        carry_out(ctx, plan)
        attachments.keep(ctx, book.name, book.data)
        _remember(ctx, plan, report)
    return report


def plan_roster(ctx: Context, book: Book, kinds: Sequence[UnitKind], as_of: date) -> RosterPlan:
    """What importing the book would change.

    Raises:
        ImportRefused: Naming every bad cell.
    """
    layout = units_layout(kinds)
    units, people = _sheets(book, layout)
    problems = [*units.problems, *people.problems]
    if not (problems or units.lines or people.lines):
        raise refused(book.name, NOTHING, "请填写后再导入")
    known = known_roster(ctx)
    after = after_import(units, known.units, as_of)
    problems += unit_problems(units.lines, after)
    problems += rename_problems(units, known.units, as_of, _today(ctx))
    if not units.problems:
        problems += person_problems(people.lines, after)
    if problems:
        raise ImportRefused(sorted(problems, key=lambda p: (p.place.sheet, p.place.row)))
    units_plan = plan_units(layout, units, known.units, after)
    people_plan = plan_people(people, known, as_of)
    warnings = (
        *units.warnings,
        *people.warnings,
        *_gaps(book, after, _listed(units, people), _roles(people_plan, known, as_of)),
        *_unreachable(people, known, people_plan),
    )
    return RosterPlan(as_of, units_plan, people_plan, warnings)


def _sheets(book: Book, layout: Layout[UnitRow]) -> tuple[Sheet[UnitRow], Sheet[PersonRow]]:
    units: Sheet[UnitRow] = Sheet()
    people: Sheet[PersonRow] = Sheet()
    found: set[str] = set()
    for table in book.tables:
        chosen = best_layout(table, [layout, PEOPLE])
        if chosen is None:
            continue
        if chosen.code in found:
            raise refused(book.name, f"有两张“{chosen.sheet}”表", "请合并成一张")
        found.add(chosen.code)
        if chosen.code == layout.code:
            units = read_sheet(table, layout)
        else:
            people = read_sheet(table, PEOPLE)
    if not found:
        needed = "；".join(
            f"“{one.sheet}”表至少要有{'、'.join(c.name for c in one.columns if c.required)}列"
            for one in (layout, PEOPLE)
        )
        raise refused(book.name, "里面没有单位名册", needed)
    return units, people


def _listed(units: Sheet[UnitRow], people: Sheet[PersonRow]) -> list[str]:
    codes = [line.row.code for line in units.lines] + [line.row.unit for line in people.lines]
    return list(dict.fromkeys(codes))


def _roles(plan: PeoplePlan, known: Known, as_of: date) -> Mapping[str, set[str]]:
    roles: dict[str, set[str]] = defaultdict(set)
    for tenure in tenures_after(plan.moves, known, as_of):
        roles[tenure.post.unit].add(tenure.post.role)
    return roles


def _gaps(
    book: Book, after: Mapping[str, UnitRow], listed: Sequence[str], roles: Mapping[str, set[str]]
) -> Iterator[Problem]:
    """R14: each unit names a main leader, a deputy in charge and a contact."""
    for code in listed:
        unit = after[code]
        missing = [word for role, word in NEEDED_ROLES.items() if role not in roles.get(code, ())]
        if missing and not unit.closed_on:
            what = f"{code} {unit.name} 没有{'、'.join(missing)}"
            yield Problem(Place(book.name), what, "请在“人员”表中补上（五·1）")


def _unreachable(people: Sheet[PersonRow], known: Known, plan: PeoplePlan) -> Iterator[Problem]:
    reachable = {address.person for address in plan.new_addresses}
    gone = set(plan.gone_addresses)
    reachable |= {
        code for code, owned in known.addresses.items() if any(a.id not in gone for a in owned)
    }
    for line in people.lines:
        if line.row.role == Role.CONTACT and line.row.code not in reachable:
            yield line.problem("邮箱", f"联系人{line.row.name}没有任何联系方式", "请至少填写一种")


def _remember(ctx: Context, plan: RosterPlan, report: ImportReport) -> None:
    counts = dict(report.counts)
    content: dict[str, Any] = {
        "counts": counts,
        "as_of": plan.as_of.isoformat(),
        "changes": list(report.changes),
        "warnings": list(report.warnings),
    }
    ctx.session.add(
        ImportedFile(
            kind="roster",
            name=report.file,
            sha256=report.sha256,
            rows=_rows(plan.units),
            at=ctx.now,
            by=ctx.actor,
            report=content,
        )
    )
    ctx.record(
        "roster.imported", report.file, sha256=report.sha256, as_of=content["as_of"], counts=counts
    )


def _rows(plan: UnitsPlan) -> int:
    return len(plan.new) + len(plan.updated) + plan.unchanged


def _today(ctx: Context) -> date:
    return ctx.now.astimezone(ZONE).date()
