"""What a lead or cooperating office sees of its groups and honours: how far the judging has come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy
from sqlmodel import col, select

from models import Assignment, Evaluator, Hearing, MethodPaper, Score, Signature
from rules import definition
from rules.access import Part, Right, Who
from rules.signatures import Signer, signers
from tasks import reach, signatures
from tasks.candidates import competing_of
from tasks.context import Context
from tasks.counted import since_last_act
from tasks.errors import NotFound
from tasks.imports.candidates import candidates_of
from tasks.overview import Desk

DUE = ("due", "void")


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of an evaluator's sheets of one component are in; never what they say."""

    group: str
    group_name: str
    component: str
    name: str
    evaluator: str
    evaluator_name: str
    assigned: int
    scored: int


@dataclass(frozen=True, slots=True)
class GroupLine:
    plan: definition.Group
    lead: str
    candidates: int
    assigned: int
    scored: int
    method: MethodPaper | None
    hearing: Hearing | None


@dataclass(frozen=True, slots=True)
class SignerLine:
    """A signature that is due: whether it stands, and whether one before it was voided."""

    signer: Signer
    told: str
    state: str
    """due, void, signed or waived."""
    mine: bool
    waiver: Signature | None
    """By whose word and why it is not waited for."""

    @property
    def due(self) -> bool:
        return self.state in DUE


@dataclass(frozen=True, slots=True)
class Standing:
    """What all applications together say: how many stand in each group, whose signature is due."""

    candidates: Mapping[str | None, int]
    signers: tuple[Signer, ...]
    missing: tuple[Signer, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    groups: tuple[GroupLine, ...]
    honours: tuple[definition.Honour, ...]
    progress: tuple[Progress, ...]
    signers: tuple[SignerLine, ...]
    owed: int
    """Own sheets not handed in; until then nothing is signed."""


def overview(ctx: Context, at: Desk, who: Who) -> Overview:
    """The groups and honours of somebody's office, or all of the office's."""
    groups = reach.groups(who, at.plan)
    honours = reach.led_honours(who, at.plan)
    if who.may(Right.SCORES):
        honours = tuple(honour.code for honour in at.plan.honours)
    here = at.campaign_id
    standing = since_last_act(ctx, "lead", here, lambda: _standing(ctx, at))
    progress = since_last_act(ctx, "progress", here, lambda: _progress(ctx, at))
    return Overview(
        _group_lines(ctx, at, groups, standing.candidates, progress),
        tuple(honour for honour in at.plan.honours if honour.code in honours),
        tuple(one for one in progress if one.group in groups),
        _signer_lines(ctx, at, who, standing, (groups, honours)),
        reach.owes_scores(ctx, here, who),
    )


def _standing(ctx: Context, at: Desk) -> Standing:
    competing = competing_of(ctx, at.campaign_id, at.plan)
    return Standing(
        Counter(at.plan.unit_kind(o.application.unit.kind).group for o in competing),
        signers(competing, at.plan),
        signatures.missing(ctx, at.campaign_id, at.plan, competing),
    )


def _group_lines(
    ctx: Context,
    at: Desk,
    groups: Collection[str],
    kinds: Mapping[str | None, int],
    progress: Collection[Progress],
) -> tuple[GroupLine, ...]:
    methods = {
        row.group: row
        for row in ctx.session.exec(
            select(MethodPaper).where(col(MethodPaper.campaign_id) == at.campaign_id)
        )
    }
    hearings = {
        row.group: row
        for row in ctx.session.exec(
            select(Hearing)
            .where(col(Hearing.campaign_id) == at.campaign_id)
            .order_by(col(Hearing.version))
        )
    }
    return tuple(
        GroupLine(
            group, at.plan.office(group.lead).short, kinds[group.code],
            sum(one.assigned for one in progress if one.group == group.code),
            sum(one.scored for one in progress if one.group == group.code),
            methods.get(group.code), hearings.get(group.code),
        )
        for group in at.plan.evaluation.groups
        if group.code in groups
    )  # fmt: skip


def _signer_lines(
    ctx: Context,
    at: Desk,
    who: Who,
    standing: Standing,
    subjects: tuple[Collection[str], Collection[str]],
) -> tuple[SignerLine, ...]:
    rows = ctx.session.exec(
        select(Signature).where(col(Signature.campaign_id) == at.campaign_id)
    ).all()
    void = {_key(row) for row in rows if row.voided_at}
    waived = {_key(row): row for row in rows if row.waived_for and not row.voided_at}
    groups, honours = subjects
    shown = {("group", code) for code in groups} | {("honour", code) for code in honours}
    mine = set(who.codes(Part.LEAD, Part.COOPERATING))
    return tuple(
        SignerLine(
            one,
            signatures.told(one, at.plan),
            _state(one, standing.missing, void, waived),
            one.office in mine,
            waived.get(_key(one)),
        )
        for one in standing.signers
        if (one.kind, one.subject) in shown
    )


def group_of(at: Desk, who: Who, group: str) -> definition.Group:
    """A group that somebody's office judges. Raises NotFound otherwise."""
    if group not in reach.groups(who, at.plan):
        raise NotFound(["没有由您的处室牵头或配合的这个分组"])
    return at.plan.group(group)


def signer_line(ctx: Context, at: Desk, who: Who, signer: Signer) -> SignerLine:
    """One signature under the scores. Raises NotFound where nobody has to give it."""
    for line in overview(ctx, at, who).signers:
        if line.signer == signer:
            return line
    raise NotFound(["没有要这个处室签字的得分"])


def _state(
    one: Signer, missing: Collection[Signer], void: Collection[object], waived: Collection[object]
) -> str:
    if one in missing:
        return "void" if _key(one) in void else "due"
    return "waived" if _key(one) in waived else "signed"


def _key(one: Signer | Signature) -> tuple[str, str, str]:
    return one.kind, one.subject, one.office


def _progress(ctx: Context, at: Desk) -> list[Progress]:
    """Assigned and handed in, by group, component and evaluator."""
    known = candidates_of(ctx, at.campaign_id, at.plan).known
    names = at.plan.component_names
    groups = {one.code: one.name for one in at.plan.evaluation.groups}
    assigned: Counter[tuple[str, str, str, str]] = Counter()
    scored: Counter[tuple[str, str, str, str]] = Counter()
    for component, candidate, evaluator, name, done in _sheets_given(ctx, at):
        one = known.get(candidate)
        group = at.plan.unit_kind(one.kind).group if one else None
        key = (group or "", component, evaluator, name or evaluator)
        assigned[key] += 1
        scored[key] += bool(done)
    return [
        Progress(
            group,
            groups.get(group, ""),
            component,
            names.get(component, component),
            code,
            name,
            n,
            scored[key],
        )
        for key, n in sorted(assigned.items())
        for group, component, code, name in [key]
    ]


def _sheets_given(ctx: Context, at: Desk) -> Sequence[Any]:
    """Component, candidate, evaluator with name, and whether the mark is in, for each assignment."""
    return ctx.session.execute(
        sqlalchemy.select(
            col(Assignment.component),
            col(Assignment.candidate),
            col(Assignment.evaluator),
            col(Evaluator.name),
            col(Score.id).is_not(None),
        )
        .outerjoin(
            Evaluator,
            (col(Evaluator.campaign_id) == col(Assignment.campaign_id))
            & (col(Evaluator.code) == col(Assignment.evaluator)),
        )
        .outerjoin(
            Score,
            (col(Score.campaign_id) == col(Assignment.campaign_id))
            & (col(Score.component) == col(Assignment.component))
            & (col(Score.candidate) == col(Assignment.candidate))
            & (col(Score.source) == col(Assignment.evaluator)),
        )
        .where(col(Assignment.campaign_id) == at.campaign_id, col(Assignment.recused_at).is_(None))
    ).all()
