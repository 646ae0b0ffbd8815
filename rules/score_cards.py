"""A candidate's score card: every input, step, weight and reason that led to the outcome, on one page."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from rules.definition import AsIs, Method, RankPoints
from rules.eligibility import Effect
from rules.evaluation import OWN, shown
from rules.evaluation.measured import plain
from rules.selection import OUTCOME_NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.definition import Campaign
    from rules.evaluation import ComponentScore, ScoreLine
    from rules.selection import Candidate, CellResult, Proposal, Verdict


@dataclass(frozen=True, slots=True)
class CardLine:
    """One component: what came in, what it became, and what it adds to the total."""

    code: str
    name: str
    method: str
    used: tuple[str, ...]
    left_out: tuple[str, ...]
    denominator: str
    joined: str
    """How several figures became one; empty for the plain mean and for a single figure."""
    value: str | None
    exact: str | None
    """The value before conversion as a fraction, such as 271/3."""
    conversion: str
    """What turned the value into points; empty where it is points already."""
    points: str | None
    weight: str
    weight_from: str
    """The clause of the notice, or 本局自定."""
    contribution: str | None
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScoreCard:
    """All fields are plain text and numbers; `as_json` keeps their names as its keys."""

    number: str
    honour: str
    honour_name: str
    unit: str
    unit_name: str
    person: str | None
    scheme: str | None
    lines: tuple[CardLine, ...]
    explained: tuple[str, ...]
    missing: tuple[str, ...]
    exact: str | None
    total: str | None
    cell: str | None
    cell_name: str | None
    rank: int | None
    quota: str
    """The places of the cell, who took them, and the last total that won."""
    exclusions: tuple[str, ...]
    """Everything that stands against the candidate, each with its clause."""
    evidence: tuple[str, ...]
    """Counted and linked, without points (A25)."""
    decisions: tuple[str, ...]
    outcome: str
    outcome_name: str
    reason: str
    rule: str
    clause: str


def score_card(
    one: Candidate,
    proposal: Proposal,
    campaign: Campaign,
    *,
    evidence: Sequence[str] = (),
) -> ScoreCard:
    """The card of one candidate of the proposal."""
    verdict, application = proposal.verdicts[one.number], one.application
    honour = campaign.honour(application.honour)
    cell = next((c for c in honour.cells if c.code == verdict.cell), None)
    line = one.score
    return ScoreCard(
        number=one.number,
        honour=honour.code,
        honour_name=honour.name,
        unit=application.unit.code,
        unit_name=application.unit.name,
        person=application.person.name if application.person else None,
        scheme=line.scheme.name if line else None,
        lines=tuple(_line(part, line) for part in line.components) if line else (),
        explained=line.explain() if line else (),
        missing=line.missing if line else ("没有适用的考评方案",),
        exact=None if line is None or line.exact is None else str(line.exact),
        total=None if one.total is None else str(one.total),
        cell=verdict.cell,
        cell_name=cell.name if cell else None,
        rank=verdict.rank,
        quota=_quota(proposal.cell(honour.code, cell.code), verdict, proposal) if cell else "",
        exclusions=_exclusions(one),
        evidence=tuple(evidence),
        decisions=_decisions(one.number, verdict, proposal),
        outcome=verdict.outcome.value,
        outcome_name=OUTCOME_NAMES[verdict.outcome],
        reason=verdict.reason,
        rule=verdict.rule,
        clause=verdict.clause,
    )


def as_json(card: ScoreCard) -> dict[str, Any]:
    """The card with stable keys, only text, whole numbers, lists and null; figures stay text."""
    return {key: _listed(value) for key, value in asdict(card).items()}


def _listed(value: object) -> object:
    if isinstance(value, tuple):
        return [_listed(item) for item in value]
    return {key: _listed(v) for key, v in value.items()} if isinstance(value, dict) else value


def _line(part: ComponentScore, line: ScoreLine) -> CardLine:
    component, measured, decimals = part.component, part.measured, line.decimals
    value, points, adds = measured.value, part.points, part.contribution
    return CardLine(
        code=component.code,
        name=component.name,
        method=component.method.value,
        used=measured.used,
        left_out=measured.left_out,
        denominator=plain(measured.denominator),
        joined=f"{measured.how}（{OWN}）" if measured.how else "",
        value=None if value is None else shown(value, decimals),
        exact=None if value is None else str(value),
        conversion=_conversion(part),
        points=None if points is None else shown(points, decimals),
        weight=plain(component.weight),
        weight_from=line.basis,
        contribution=None if adds is None else shown(adds, decimals),
        missing=part.missing if points is None else (),
    )


def _conversion(part: ComponentScore) -> str:
    if part.component.method is Method.VOTE:
        return f"按等次折算（{OWN}）"
    if part.converted.told:
        return f"{part.converted.told}（{OWN}）"
    by = part.component.conversion
    waits = isinstance(by, RankPoints) and part.measured.value is not None
    return "" if isinstance(by, AsIs) or not waits else f"按名次折算（{OWN}），名次未定"


def _quota(result: CellResult, verdict: Verdict, proposal: Proposal) -> str:
    totals = [proposal.verdicts[number].total for number in result.winners]
    last = min((total for total in totals if total is not None), default=None)
    told = [f"名额{result.places}个", f"拟获评{len(result.winners)}个"]
    told += [f"空缺{result.vacant}个"] if result.vacant else []
    told += [f"末位获评{last}分"] if last is not None else []
    if verdict.number in result.next_in_line:
        told.append(f"备选第{result.next_in_line.index(verdict.number) + 1}位")
    return "，".join(told)


def _exclusions(one: Candidate) -> tuple[str, ...]:
    against = (r for r in one.eligibility.reasons if r.effect is not Effect.NOTE)
    return tuple(f"{reason.text}（{reason.rule}，{reason.clause}）" for reason in against)


def _decisions(number: str, verdict: Verdict, proposal: Proposal) -> tuple[str, ...]:
    """Recorded decisions that name the candidate or its cell."""
    told: list[str] = []
    for decision in proposal.decisions:
        content = asdict(decision)
        named = [content.get(key) for key in ("application", "out", "into")]
        named += list(content.get("applications") or ())
        cells = {content.get(key) for key in ("cell", "source", "target")}
        here = content.get("honour") == verdict.honour and verdict.cell in cells
        if number in named or here:
            told.append(decision.note)
    return tuple(told)
