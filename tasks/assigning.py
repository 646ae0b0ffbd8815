"""Assigning evaluators to candidates: one by hand, a whole panel, from a workbook, or balanced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import col, insert, select

from models import Assignment
from rules.assignments import Pair, Request, share_out
from rules.conflicts import may_assign
from rules.definition import Campaign
from tasks import recusals
from tasks.campaigns import definition_of
from tasks.context import Context
from tasks.errors import Refused
from tasks.imports.candidates import Candidates, candidates_of
from tasks.judges import judges_of
from tasks.panels import evaluators_of, panel_of, to_score
from tasks.use_case import use_case

Triple = tuple[str, str, str]
"""Component, candidate and evaluator, by their codes."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """What was assigned, and which pairs were left out because of a conflict."""

    new: int
    known: int
    left_out: tuple[str, ...] = ()

    def row(self) -> dict[str, object]:
        return {"新指派": self.new, "已有": self.known, "须回避": "；".join(self.left_out) or "无"}


class Board:
    """Everybody and everything that an assignment asks about, loaded once."""

    def __init__(self, ctx: Context, campaign_id: int, extra: Collection[str] = ()) -> None:
        self.plan: Campaign = definition_of(ctx, campaign_id)
        self.known: Candidates = candidates_of(ctx, campaign_id, self.plan)
        self.evaluators = evaluators_of(ctx, campaign_id)
        codes = {*self.evaluators, *extra}
        self.judges = judges_of(ctx, campaign_id, self.plan, codes)
        rows = ctx.session.exec(
            select(Assignment).where(col(Assignment.campaign_id) == campaign_id)
        ).all()
        self.rows = {(row.component, row.candidate, row.evaluator): row for row in rows}

    def standing(self) -> set[Triple]:
        return {key for key, row in self.rows.items() if row.recused_at is None}

    def barred(self, candidate: str, evaluator: str) -> str:
        """Why this evaluator may not have this candidate; both must be known."""
        judged = self.known.known[candidate].judged
        return may_assign(self.judges[evaluator], judged, self.plan.judging)

    def told(self, candidate: str, evaluator: str, reason: str) -> str:
        judge, judged = self.judges[evaluator], self.known.known[candidate].judged
        return f"{evaluator} {judge.name} 不能评 {candidate} {judged.name}：{reason}"


@dataclass(frozen=True, slots=True)
class SharedOut:
    """A balanced assignment that is not written yet, and the seed that gives it again."""

    board: Board
    wanted: Sequence[Triple]
    seed: int


@use_case("指派评委")
def assign(
    ctx: Context, campaign_id: int, component: str, evaluator: str, candidate: str
) -> Assigned:
    """Assign one evaluator to one candidate by hand. Raises Refused with every reason against it."""
    board = Board(ctx, campaign_id)
    asked = to_score(ctx, campaign_id, board.plan, component)
    problems = []
    if evaluator not in board.evaluators:
        problems.append(f"评委名单里没有 {evaluator}，请先导入评委名单")
    if candidate not in asked:
        problems.append(f"{candidate} 不是这个考评项目的参评对象，请核对代码")
    if not problems and (reason := board.barred(candidate, evaluator)):
        problems.append(board.told(candidate, evaluator, reason))
    if problems:
        raise Refused(problems)
    return write(ctx, campaign_id, board, [(component, candidate, evaluator)], "hand")


@use_case("整组指派评委")
def assign_panel(
    ctx: Context, campaign_id: int, component: str, group: str, *, leave_out: bool = False
) -> Assigned:
    """Give every candidate of a group to everybody on its panel.

    Raises Refused naming every pair under a conflict, unless these are to be left out.
    """
    board = Board(ctx, campaign_id)
    panel = panel_of(ctx, campaign_id, component, group)
    asked = to_score(ctx, campaign_id, board.plan, component, group)
    _somebody(panel, asked, component)
    reasons = {(e, c): board.barred(c, e) for c in asked for e in panel}
    barred = [board.told(c, e, reason) for (e, c), reason in reasons.items() if reason]
    if barred and not leave_out:
        raise Refused([*barred, "要略去以上各对、其余照常指派，请加 --leave-out-conflicts"])
    wanted = [(component, c, e) for (e, c), reason in reasons.items() if not reason]
    done = write(ctx, campaign_id, board, wanted, "panel", left_out=barred)
    return replace(done, left_out=tuple(barred))


@use_case("均衡指派评委")
def balance(
    ctx: Context, campaign_id: int, component: str, group: str = "", *, seed: int | None = None
) -> Assigned:
    """Share the candidates out among the panel, evenly and without any conflict.

    What is assigned already stays. The seed is drawn where none is given, and recorded. Raises
    Refused naming exactly who cannot be covered and why; then nobody is assigned.
    """
    shared = shared_out(ctx, campaign_id, component, group, seed=seed)
    return write(ctx, campaign_id, shared.board, shared.wanted, "balance", seed=shared.seed)


def shared_out(
    ctx: Context, campaign_id: int, component: str, group: str = "", *, seed: int | None = None
) -> SharedOut:
    """What `balance` would assign with this seed; nothing is changed. Raises Refused like it."""
    board = Board(ctx, campaign_id)
    panel = panel_of(ctx, campaign_id, component, group)
    asked = to_score(ctx, campaign_id, board.plan, component, group)
    _somebody(panel, asked, component)
    drawn = ctx.house.chance.getrandbits(31) if seed is None else seed
    shared = share_out(_request(board, component, panel, list(asked)), seed=drawn)
    if shared.shortages:
        raise Refused(
            f"{s.candidate} {asked[s.candidate].name} 还缺{s.lacking}名评委：{s.why}"
            for s in shared.shortages
        )
    wanted = [(component, candidate, evaluator) for evaluator, candidate in shared.pairs]
    return SharedOut(board, wanted, drawn)


def write(
    ctx: Context,
    campaign_id: int,
    board: Board,
    wanted: Sequence[Triple],
    how: str,
    **told: Any,  # noqa: ANN401 - any plain JSON value
) -> Assigned:
    """Insert what is not assigned yet, with one journal row that says what is `told`."""
    standing = board.standing()
    new = [triple for triple in wanted if triple not in standing]
    if new:
        ctx.session.execute(
            insert(Assignment),
            [
                {
                    "campaign_id": campaign_id, "component": component, "candidate": candidate,
                    "evaluator": evaluator, "how": how, "assigned_at": ctx.now,
                    "assigned_by": ctx.actor, "recused_for": "",
                }
                for component, candidate, evaluator in new
            ],
        )  # fmt: skip
        ctx.record(
            "evaluators.assigned",
            "、".join(sorted({component for component, _, _ in new})),
            campaign=campaign_id,
            how=how,
            pairs=[
                f"{component}:{candidate}:{evaluator}" for component, candidate, evaluator in new
            ],
            **told,
        )
        recusals.settle_covered(ctx, campaign_id, {(part, about) for part, about, _ in new})
    return Assigned(len(new), len(wanted) - len(new))


def _request(
    board: Board, component: str, panel: Sequence[str], candidates: Sequence[str]
) -> Request:
    standing = board.standing()
    given = {(e, c) for part, c, e in standing if part == component and c in candidates}
    load = Counter(e for part, c, e in standing if (e, c) not in given or part != component)
    # Somebody assigned by hand from outside the panel keeps that candidate and gets no other.
    guests = {e for e, _ in given} - set(panel)
    barred: dict[Pair, str] = {
        (e, c): reason for e in panel for c in candidates if (reason := board.barred(c, e))
    }
    barred |= {(e, c): "不在这个考评项目的评委席上" for e in guests for c in candidates}
    judging = board.plan.judging
    return Request(
        candidates,
        {e: min(board.judges[e].units, default="") for e in (*panel, *sorted(guests))},
        judging.evaluators_each,
        barred,
        frozenset(given),
        load,
        judging.per_office,
    )


def _somebody(panel: Sequence[str], asked: Collection[str], component: str) -> None:
    problems = []
    if not panel:
        problems.append(f"考评项目“{component}”还没有评委，请先导入评委名单")
    if not asked:
        problems.append("这个考评项目还没有参评对象")
    if problems:
        raise Refused(problems)
