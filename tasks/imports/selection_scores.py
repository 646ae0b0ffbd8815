"""Figures of the selection's workbook turned into score lines: components, or a total by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from records.workbooks.selection import CandidateRow, FigureRow
from rules.definition import Campaign, Scheme
from rules.eligibility import Standing
from rules.evaluation import Entry, Measured, ScoreLine, score_together, stated_total
from rules.evaluation.measured import plain
from rules.facts import ApplicationFacts
from tasks.imports.problems import Problem
from tasks.imports.selection_facts import Judged
from tasks.imports.sheets import Line

Figures = Mapping[str, Mapping[str, Measured]]
"""By application and component code."""


@dataclass(frozen=True, slots=True)
class Scored:
    lines: Mapping[str, ScoreLine | None]
    problems: tuple[Problem, ...]


def lines_from(
    applications: Sequence[Judged],
    candidates: Sequence[Line[CandidateRow]],
    figures: Sequence[Line[FigureRow]],
    campaign: Campaign,
) -> Scored:
    """Every application's score line, by number; None where no scheme scores it."""
    problems: list[Problem] = []
    schemes = {
        one.number: campaign.scheme_for(one.unit.kind, one.honour) for one, _ in applications
    }
    given = _figures(figures, schemes, problems)
    totals = {line.row.number: line.row.total for line in candidates}
    for line in candidates:
        problems += _about_total(line, schemes[line.row.number], given, campaign)
    if problems:
        return Scored({}, tuple(problems))
    entries = [
        (one, _entry(one, scheme, given, competes=eligibility.verdict is not Standing.INELIGIBLE))
        for one, eligibility in applications
        if (scheme := schemes[one.number]) is not None and totals[one.number] is None
    ]
    computed = score_together([entry for _, entry in entries], campaign)
    lines: dict[str, ScoreLine | None] = {
        one.number: line for (one, _), line in zip(entries, computed, strict=True)
    }
    for one, _ in applications:
        total, scheme = totals[one.number], schemes[one.number]
        if one.number not in lines:
            known = total is not None and scheme is not None
            lines[one.number] = stated_total(scheme, total, campaign) if known else None  # type: ignore[arg-type]
    return Scored(lines, ())


def _entry(one: ApplicationFacts, scheme: Scheme, given: Figures, *, competes: bool) -> Entry:
    return Entry(scheme, one.honour, given.get(one.number, {}), competes and not one.withdrawn)


def _figures(
    lines: Sequence[Line[FigureRow]],
    schemes: Mapping[str, Scheme | None],
    problems: list[Problem],
) -> Figures:
    found: dict[str, dict[str, Measured]] = defaultdict(dict)
    for line in lines:
        row, scheme = line.row, schemes[line.row.number]
        asked = scheme.components if scheme else ()
        component = next((c for c in asked if row.component in (c.name, c.code)), None)
        if component is None:
            names = "、".join(c.name for c in asked) or "（没有适用的评分方案）"
            told = f"{row.number}不按这个项目评分"
            problems.append(line.problem("考评项目", told, f"其考评项目是：{names}"))
        elif component.code in found[row.number]:
            told = f"{row.number}的“{component.name}”已有得分"
            problems.append(line.problem("考评项目", told, "每件每项只写一行"))
        else:
            found[row.number][component.code] = _measured(row.value)
    return found


def _measured(value: Decimal) -> Measured:
    return Measured(Fraction(value), (f"表列{plain(value)}",), denominator=1)


def _about_total(
    line: Line[CandidateRow], scheme: Scheme | None, given: Figures, campaign: Campaign
) -> Iterator[Problem]:
    total, decimals = line.row.total, campaign.evaluation.decimals
    if total is None:
        return
    if scheme is None:
        told = "这类单位申报这项荣誉没有评分方案"
        yield line.problem(
            "总分", told, "请核对荣誉和单位类别，或在活动文件 evaluation.schemes 中补充"
        )
    if line.row.number in given:
        yield line.problem("总分", "“得分”表里已有各项目得分", "总分由系统计算，请留空")
    if total != round(total, decimals):
        yield line.problem("总分", f"{plain(total)}的小数超过{decimals}位", "请填四舍五入后的总分")
