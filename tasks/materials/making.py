"""Working papers made from rows as they stand; what has changed since is a new paper."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, or_, select

from models import Paper
from rules.definition import Campaign, StepKind
from rules.said import Said
from tasks import papers
from tasks.campaigns import definition_of
from tasks.context import Context
from tasks.errors import NotFound
from tasks.materials import (
    ballots,
    cases,
    dossiers,
    fieldwork,
    meetings,
    opinion_sheets,
    publicity,
    registers,
    reports,
    scores,
    sign_off_sheets,
    volumes,
)
from tasks.materials.gathered import Material
from tasks.use_case import use_case

MATERIALS: Mapping[str, Material] = {
    one.code: one
    for one in (
        Material(sign_off_sheets.TEMPLATE, StepKind.NOTICE, sign_off_sheets.sheets),
        Material(fieldwork.VISITS, StepKind.VISITS, fieldwork.visits),
        Material(registers.APPLIED, StepKind.APPLICATIONS, registers.applied),
        Material("form-project", StepKind.APPLICATIONS, volumes.projects),
        Material("form-unit", StepKind.APPLICATIONS, volumes.units),
        Material("form-person", StepKind.APPLICATIONS, volumes.persons),
        Material(registers.ELIGIBILITY, StepKind.APPLICATIONS, registers.eligibility),
        Material(fieldwork.EMPTY, StepKind.EVALUATION, fieldwork.empty),
        Material(fieldwork.FILLED, StepKind.EVALUATION, fieldwork.filled),
        Material(ballots.SLIP, StepKind.EVALUATION, ballots.slips),
        Material(ballots.BY_HAND, StepKind.EVALUATION, ballots.by_hand),
        Material(ballots.COUNTED, StepKind.EVALUATION, ballots.counted),
        Material(scores.BIMONTHLY, StepKind.EVALUATION, scores.bimonthly),
        Material(scores.TABLE, StepKind.DOSSIER, scores.tables),
        Material(registers.PROPOSED, StepKind.DOSSIER, registers.proposed),
        Material(opinion_sheets.TABLE, StepKind.OPINIONS, opinion_sheets.tables),
        Material(dossiers.TEMPLATE, StepKind.REVIEW, dossiers.dossiers),
        Material(meetings.AGENDA, StepKind.REVIEW, meetings.agendas),
        Material(publicity.FORM, StepKind.PUBLICITY, publicity.blank_form),
        Material(publicity.SHEETS, StepKind.PUBLICITY, publicity.sheets),
        Material(publicity.REPORT, StepKind.PUBLICITY, publicity.report, official=True),
        Material(meetings.INVITATION, StepKind.COMMENDATION, meetings.invitation, official=True),
        Material(meetings.PROGRAMME, StepKind.COMMENDATION, meetings.programme),
        Material(meetings.SIGN_IN, StepKind.COMMENDATION, meetings.sign_in),
        Material(reports.PLAQUES, StepKind.COMMENDATION, reports.plaques),
        Material(reports.UPWARD, StepKind.REPORTING, reports.upward, official=True),
        Material(reports.DELIVERIES, StepKind.REPORTING, reports.deliveries),
        Material(reports.SUMMARY, StepKind.REPORTING, reports.summary),
        Material(cases.BOOKLET, StepKind.CASEBOOK, cases.booklet),
    )
}
"""Every kind in the order in which a campaign comes to need it."""
INSIDE = tuple(code for code, one in MATERIALS.items() if not one.official)
"""Kinds that may be made all together."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was issued now, and kinds whose rows are not there yet."""

    numbers: tuple[str, ...]
    unchanged: int
    nothing_yet: tuple[str, ...]


@use_case("形成评选材料", retries=2)
def make(ctx: Context, campaign_id: int, kinds: Sequence[str]) -> Made:
    """Issue the papers of these kinds; one that says the same as the last one is not issued again.

    Raises NotFound naming the kinds there are.
    """
    if strange := [kind for kind in kinds if kind not in MATERIALS]:
        known = "、".join(MATERIALS)
        told = "没有“{kind}”这种材料，可用：{known}"
        raise NotFound([Said(told, kind=kind, known=known) for kind in strange])
    plan = definition_of(ctx, campaign_id)
    numbers, unchanged, empty = [], 0, []
    for kind in kinds:
        found = list(MATERIALS[kind].gather(ctx, campaign_id, plan))
        if not found:
            empty.append(kind)
        step = _step(plan, MATERIALS[kind].step)
        for content in found:
            issued = put(ctx, campaign_id, step, content)
            numbers += [papers.number_of(issued)] if issued else []
            unchanged += issued is None
    return Made(tuple(numbers), unchanged, tuple(empty))


def put(ctx: Context, campaign_id: int, step: str, content: papers.Content) -> Paper | None:
    """Issue a working paper, under a kind that ends in its number where an earlier one differs.

    None where the last one says the same.
    """
    before = ctx.session.exec(
        select(Paper)
        .where(
            col(Paper.campaign_id) == campaign_id,
            or_(
                col(Paper.kind) == content.kind,
                col(Paper.kind).startswith(f"{content.kind}.", autoescape=True),
            ),
        )
        .order_by(col(Paper.id))
    ).all()
    if before and _plain(before[-1].facts) == _plain(content.facts):
        return None
    kind = f"{content.kind}.{len(before) + 1}" if before else content.kind
    fresh = papers.Content(
        kind, content.title, content.facts, content.main, content.copies, content.template,
        content.series,
    )  # fmt: skip
    # Who signs is asked of papers that leave the house only.
    inside = content.series != papers.SERIES
    return papers.issue(ctx, campaign_id, step, fresh, decided=inside)


def _plain(facts: Mapping[str, Any]) -> str:
    """As the row keeps them, without the journal's stamp, which every paper has its own of."""
    said = {key: value for key, value in facts.items() if key != "journal"}
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def _step(plan: Campaign, kind: StepKind) -> str:
    """The step that a paper belongs to; the last one where the campaign has none of the kind."""
    return next((s.code for s in plan.steps if s.kind is kind), plan.steps[-1].code)
