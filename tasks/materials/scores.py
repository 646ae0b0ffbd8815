"""Score and ranking tables by scheme, and the windows' bimonthly figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction

from sqlmodel import col, select

from models import SCALE, Score, TallySheet, Unit
from records.papers.materials.scores import Line, Part, Round
from rules.definition import Campaign, Method, Scheme
from rules.evaluation import OWN, ComponentScore, ScoreLine, shown
from rules.evaluation.measured import plain
from rules.selection import Candidate
from tasks.candidates import competing_of
from tasks.context import Context
from tasks.materials.gathered import METHODS, content
from tasks.panels import about
from tasks.papers import Content

TABLE, BIMONTHLY = "score-table", "bimonthly-table"
Scored = tuple[Candidate, ScoreLine]


def tables(ctx: Context, campaign_id: int, plan: Campaign) -> Iterator[Content]:
    """综合评分排名表: a table for each scheme, with methods, weights and denominators."""
    competing = competing_of(ctx, campaign_id, plan, explained=True)
    rows = _rows(ctx, campaign_id)
    for scheme in plan.evaluation.schemes:
        lines = _lines(competing, scheme)
        if not lines:
            continue
        facts = {
            "parts": _parts(lines[0][1]),
            "ranking": _ranked(lines),
            "from_notice": scheme.from_notice,
            "group": plan.group(scheme.group).name,
            "lead": plan.office(plan.group(scheme.group).lead).name,
            "decimals": plan.evaluation.decimals,
        }
        parts = {part.code for part in scheme.components}
        abouts = {code for one, _ in lines for code in (one.number, about(one))}
        sources = {
            table: [id_ for part, who, id_ in found if part in parts and who in abouts]
            for table, found in rows.items()
        }
        title = f"{scheme.name}综合评分排名表"
        yield content(TABLE, scheme.code, title, facts, sources)


def bimonthly(ctx: Context, campaign_id: int, plan: Campaign) -> Iterator[Content]:
    """双月度得分表: the rounds that count (A5) and their mean."""
    codes = {
        part.code
        for scheme in plan.evaluation.schemes
        for part in scheme.components
        if part.method is Method.BIMONTHLY
    }
    rows = ctx.session.exec(
        select(Score, Unit.name)
        .join(Unit, col(Unit.code) == col(Score.candidate))
        .where(col(Score.campaign_id) == campaign_id, col(Score.component).in_(sorted(codes)))
        .order_by(col(Score.candidate), col(Score.source))
    ).all()
    figures: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for row, name in rows:
        figures[row.candidate, name][row.source] = row.scaled
    rounds = list(plan.readings.bimonthly_rounds)
    lines = [
        Round(
            code=code,
            name=name,
            figures=[shown(Fraction(by[one], SCALE), 2) if one in by else "—" for one in rounds],
            mean=_mean([by[one] for one in rounds if one in by]),
        )
        for (code, name), by in figures.items()
    ]
    if lines:
        facts = {"rounds": rounds, "bimonthly": lines}
        sources = {"score": [row.id for row, _ in rows]}
        yield content(BIMONTHLY, "", "进驻窗口双月度考核得分表", facts, sources)


def _lines(competing: Sequence[Candidate], scheme: Scheme) -> list[Scored]:
    """One line a figure: both collective honours of a unit are scored by the same."""
    found: dict[str, Scored] = {}
    for one in competing:
        if one.score is not None and one.score.scheme.code == scheme.code:
            found.setdefault(about(one), (one, one.score))
    return sorted(
        found.values(),
        key=lambda line: (line[0].total is None, -(line[0].total or 0), line[0].number),
    )


def _parts(score: ScoreLine) -> list[Part]:
    return [
        Part(
            name=part.component.name,
            method=METHODS[part.component.method],
            weight=plain(part.component.weight),
            basis=score.basis,
            joined=f"{part.measured.how}（{OWN}）" if part.measured.how else "取平均数",
        )
        for part in score.components
    ]


def _ranked(lines: Sequence[Scored]) -> list[Line]:
    """Equal totals share a rank; who has none stands last without one."""
    totals = [one.total for one, _ in lines]
    return [
        Line(
            rank=None if one.total is None else totals.index(one.total) + 1,
            number=about(one),
            name=one.application.shown_name,
            points=[_points(part, score.decimals) for part in score.components],
            total="" if one.total is None else str(one.total),
        )
        for one, score in lines
    ]


def _points(part: ComponentScore, decimals: int) -> str:
    """Points with the number of figures they were made of."""
    if part.points is None:
        return "缺"
    return f"{shown(part.points, decimals)}（{plain(part.measured.denominator)}）"


def _mean(scaled: Sequence[int]) -> str:
    return shown(Fraction(sum(scaled), SCALE * len(scaled)), 2) if scaled else "—"


def _rows(ctx: Context, campaign_id: int) -> dict[str, Sequence[tuple[str, str, int | None]]]:
    """Component, whom it is about, and the row, of all scores and counts; two statements."""
    return {
        name: ctx.session.exec(
            select(table.component, table.candidate, table.id)
            .where(col(table.campaign_id) == campaign_id)
            .order_by(col(table.id))
        ).all()
        for name, table in (("score", Score), ("tallysheet", TallySheet))
    }
