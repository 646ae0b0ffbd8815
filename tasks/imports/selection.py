"""A selection read from one workbook: candidates, their figures, what stands against them, decisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from records.workbooks.layout import Layout
from records.workbooks.selection import (
    RECORDS,
    RULINGS,
    CandidateRow,
    candidates_layout,
    decisions_layout,
    figures_layout,
    selection_layouts,
)
from rules.definition import Campaign
from rules.selection import Candidate, Decision
from tasks.imports.book import Book
from tasks.imports.one_sheet import NOTHING, refuse_if, sheet_of
from tasks.imports.problems import Problem
from tasks.imports.selection_decisions import decisions_from
from tasks.imports.selection_facts import facts_from
from tasks.imports.selection_scores import lines_from
from tasks.imports.sheets import Line, Sheet, best_layout, read_sheet
from tasks.imports.tables import Table, refused

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Given:
    """What the workbook brings, ready for the rules."""

    candidates: tuple[Candidate, ...]
    decisions: tuple[Decision, ...]
    warnings: tuple[str, ...]


def read_selection(book: Book, campaign: Campaign) -> Given:
    """The workbook of `records.workbooks.selection`; needs neither database nor a running campaign.

    Raises:
        ImportRefused: Naming every bad cell; nothing of the workbook is used then.
    """
    tables = _tables(book, selection_layouts(campaign))
    candidates = _sheet(tables, candidates_layout(campaign))
    figures, decided = (
        _sheet(tables, figures_layout(campaign)),
        _sheet(tables, decisions_layout(campaign)),
    )
    records, rulings = _sheet(tables, RECORDS), _sheet(tables, RULINGS)
    sheets: Sequence[Sheet[Any]] = (candidates, figures, records, rulings, decided)
    refuse_if([problem for sheet in sheets for problem in sheet.problems])
    if not candidates.lines:
        raise refused(book.name, NOTHING, "请在“候选”表填写后重试")
    known = {line.row.number: line.row.honour for line in candidates.lines}
    problems = [*_doubles(candidates.lines)]
    for sheet in (figures, records, rulings):
        problems += _unknown(sheet.lines, known)
    refuse_if(problems)
    facts = facts_from(candidates.lines, records.lines, rulings.lines, campaign)
    scored = lines_from(facts.applications, candidates.lines, figures.lines, campaign)
    decisions = decisions_from(decided.lines, known, campaign)
    refuse_if([*facts.problems, *scored.problems, *decisions.problems])
    return Given(
        tuple(
            Candidate(one, eligibility, scored.lines[one.number])
            for one, eligibility in facts.applications
        ),
        decisions.decisions,
        tuple(str(warning) for sheet in sheets for warning in sheet.warnings),
    )


def read_decisions(
    book: Book, honours: Mapping[str, str], campaign: Campaign
) -> tuple[Decision, ...]:
    """The sheet 决定 by itself, for applications whose honours are known by number.

    Raises ImportRefused as `read_selection` does.
    """
    sheet = sheet_of(book, decisions_layout(campaign))
    decided = decisions_from(sheet.lines, honours, campaign)
    refuse_if(decided.problems)
    return decided.decisions


def _tables(book: Book, layouts: Sequence[Layout[Any]]) -> Mapping[str, Table]:
    """Tables by the layout that each follows; only the sheets' own names tell them apart."""
    found: dict[str, Table] = {}
    for table in book.tables:
        layout = best_layout(table, layouts)
        if layout is None:
            continue
        if layout.code in found:
            names = f"“{found[layout.code].sheet}”和“{table.sheet}”"
            raise refused(book.name, f"{names}都像是“{layout.sheet}”表", "请只保留一张")
        found[layout.code] = table
    if layouts[0].code not in found:
        raise refused(book.name, f"里面没有“{layouts[0].sheet}”表", "请用系统给出的模板填写")
    return found


def _sheet(tables: Mapping[str, Table], layout: Layout[R]) -> Sheet[R]:
    table = tables.get(layout.code)
    return read_sheet(table, layout) if table else Sheet()


def _doubles(lines: Sequence[Line[CandidateRow]]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for line in lines:
        row = first.setdefault(line.row.number, line.place.row)
        if row != line.place.row:
            yield line.problem("申报编号", f"与第{row}行重复", "每件申报只写一行")


def _unknown(lines: Sequence[Line[Any]], known: Mapping[str, str]) -> Iterator[Problem]:
    for line in lines:
        if line.row.number not in known:
            yield line.problem(
                "申报编号", f"“候选”表里没有 {line.row.number}", "请核对编号或补上候选"
            )
