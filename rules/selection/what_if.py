"""What would move if something were otherwise: a decision, a figure, a weight, a reading, a quota."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from rules.eligibility import Standing, judge
from rules.evaluation import Entry, Measured, ScoreLine, score_together, stated_total
from rules.evaluation.measured import FULL, plain
from rules.selection.candidates import Candidate
from rules.selection.changed_file import changed_file
from rules.selection.changes import (
    Basis,
    DecisionsAre,
    FigureIs,
    TotalIs,
    WhatIfError,
    WithoutDecision,
)
from rules.selection.result import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rules.definition import Campaign, Scheme
    from rules.selection.changes import Change
    from rules.selection.decisions import Decision
    from rules.selection.result import CellResult, Proposal, Verdict


READABLE = 10
"""Digits before the point; what is longer cannot be rounded and is out of range anyway."""


@dataclass(frozen=True, slots=True)
class Move:
    """A candidate whose outcome, rank, total or place in line is another than before."""

    number: str
    before: Verdict
    after: Verdict

    @property
    def came_in(self) -> bool:
        return self.after.outcome is Outcome.WON is not self.before.outcome

    @property
    def went_out(self) -> bool:
        return self.before.outcome is Outcome.WON is not self.after.outcome


@dataclass(frozen=True, slots=True)
class CellMove:
    """A cell whose places, vacancies, winners or line of reserves are others than before."""

    honour: str
    before: CellResult
    after: CellResult


@dataclass(frozen=True, slots=True)
class WhatIf:
    before: Proposal
    after: Proposal
    moves: tuple[Move, ...]
    """By application number."""
    cells: tuple[CellMove, ...]

    @property
    def came_in(self) -> tuple[str, ...]:
        return tuple(move.number for move in self.moves if move.came_in)

    @property
    def went_out(self) -> tuple[str, ...]:
        return tuple(move.number for move in self.moves if move.went_out)


def what_if(basis: Basis, changes: Sequence[Change]) -> WhatIf:
    """Who moves, and nobody else, if all of these changes held; nothing is kept anywhere.

    Raises WhatIfError for changes that mean nothing here, and DecisionRefusedError where decisions
    cannot be applied, before or after.
    """
    before, after = basis.proposed(), changed(basis, changes).proposed()
    moves = (
        Move(number, verdict, after.verdicts[number]) for number, verdict in before.verdicts.items()
    )
    cells = (
        CellMove(honour.code, one, other)
        for honour in before.honours
        for one, other in zip(honour.cells, after.honour(honour.code).cells, strict=True)
    )
    return WhatIf(
        before,
        after,
        tuple(move for move in moves if _seen(move.before) != _seen(move.after)),
        tuple(cell for cell in cells if cell.before != cell.after),
    )


def changed(basis: Basis, changes: Sequence[Change]) -> Basis:
    """The basis as it would be; raises WhatIfError naming every change that means nothing here."""
    problems: list[str] = []
    campaign = changed_file(basis.campaign, changes, problems)
    figures, totals = _figures(basis, changes, problems)
    decisions = _decisions(basis.decisions, changes, problems)
    if problems:
        raise WhatIfError(problems)
    candidates = list(basis.candidates)
    rejudged = campaign.readings != basis.campaign.readings
    if rejudged:
        candidates = [replace(c, eligibility=judge(c.application, campaign)) for c in candidates]
    if figures or rejudged or campaign.evaluation != basis.campaign.evaluation:
        candidates = _rescored(candidates, figures, campaign)
    if totals:
        candidates = [
            replace(c, score=_total_of(c, totals[c.number], campaign)) if c.number in totals else c
            for c in candidates
        ]
    return Basis(tuple(candidates), campaign, decisions)


def _decisions(
    decisions: tuple[Decision, ...], changes: Sequence[Change], problems: list[str]
) -> tuple[Decision, ...]:
    out = {c.place for c in changes if isinstance(c, WithoutDecision)}
    problems += [
        f"没有第{place}项决定，现有{len(decisions)}项"
        for place in sorted(out)
        if not 1 <= place <= len(decisions)
    ]
    instead = [c.decisions for c in changes if isinstance(c, DecisionsAre)]
    if out and instead:
        problems.append("既去掉某项决定又整套更换，请只用一种")
    if instead:
        return instead[-1]
    return tuple(one for place, one in enumerate(decisions, 1) if place not in out)


def _seen(verdict: Verdict) -> tuple[object, ...]:
    """What moves somebody; words alone, such as another's total in them, move nobody."""
    return verdict.outcome, verdict.cell, verdict.rank, verdict.total


Figures = dict[tuple[str, str], Decimal]
"""New values by application and component."""


def _figures(
    basis: Basis, changes: Sequence[Change], problems: list[str]
) -> tuple[Figures, dict[str, Decimal]]:
    """New figures and totals by application, a unit's spread over its collective applications."""
    figures: Figures = {}
    totals: dict[str, Decimal] = {}
    for change in changes:
        if not isinstance(change, FigureIs | TotalIs):
            continue
        meant = _meant(change.about, basis.candidates)
        if not meant:
            problems.append(f"没有编号为{change.about}的申报，也没有这个单位的集体申报")
        for one in meant:
            if isinstance(change, TotalIs):
                totals[one.number] = change.total
                problems += _about_total(one, change.total)
            else:
                figures[one.number, change.component] = change.value
                problems += _about_figure(one, change)
    both = {number for number, _ in figures} & totals.keys()
    problems += [f"{number}既改单项又改总分，请只改一样" for number in sorted(both)]
    return figures, totals


def _meant(about: str, candidates: Sequence[Candidate]) -> list[Candidate]:
    by_number = [one for one in candidates if one.number == about]
    collective = (one for one in candidates if one.application.person is None)
    return by_number or [one for one in collective if one.application.unit.code == about]


def _about_total(one: Candidate, total: Decimal) -> Iterator[str]:
    if not 0 <= total <= FULL:
        yield f"{one.number}的总分{total}不在0至{FULL}之间"
    if one.score is None:
        yield f"{one.number}没有适用的评分方案"
    elif total.adjusted() < READABLE and total != round(total, one.score.decimals):
        yield f"{one.number}的总分{total}超过{one.score.decimals}位小数"


def _about_figure(one: Candidate, change: FigureIs) -> Iterator[str]:
    asked = [part.component.code for part in one.score.components] if one.score else []
    if change.component not in asked:
        told = f"其考评项目：{'、'.join(asked)}" if asked else "只有总分，请改总分"
        yield f"{one.number}没有{change.component}这一项，{told}"
    if not 0 <= change.value <= FULL:
        yield f"{one.number}的{change.component}得分{change.value}不在0至{FULL}之间"


def _rescored(
    candidates: Sequence[Candidate],
    figures: Figures,
    campaign: Campaign,
) -> list[Candidate]:
    """All totals once more from the measured figures, ranked among each other as before."""
    schemes = {scheme.code: scheme for scheme in campaign.evaluation.schemes}
    scored = [one for one in candidates if one.score is not None and one.score.components]
    entries = [_entry(one, one.score, schemes, figures) for one in scored if one.score is not None]
    lines = score_together(entries, campaign)
    made = {one.number: line for one, line in zip(scored, lines, strict=True)}
    return [replace(one, score=made.get(one.number, one.score)) for one in candidates]


def _entry(
    one: Candidate,
    line: ScoreLine,
    schemes: Mapping[str, Scheme],
    figures: Figures,
) -> Entry:
    raw = {part.component.code: part.measured for part in line.components}
    for code in raw:
        if (value := figures.get((one.number, code))) is not None:
            raw[code] = Measured(Fraction(value), (f"假设{plain(value)}",), denominator=1)
    ineligible = one.eligibility.verdict is Standing.INELIGIBLE
    competes = not ineligible and not one.application.withdrawn
    return Entry(schemes[line.scheme.code], one.application.honour, raw, competes)


def _total_of(one: Candidate, total: Decimal, campaign: Campaign) -> ScoreLine | None:
    return stated_total(one.score.scheme, total, campaign) if one.score else None
