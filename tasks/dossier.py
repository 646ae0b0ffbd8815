"""The dossier: scores, eligibility and the proposal of all honours, as files for the leading group."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from records.papers import dossier as paper
from rules import definition
from rules.definition import DutyKind
from rules.states import StepState
from tasks import owing, review, signatures, steps
from tasks.campaigns import campaign_row, definition_of
from tasks.candidates import candidates_of, competing_of
from tasks.context import Context
from tasks.errors import Refused
from tasks.use_case import use_case


@dataclass(frozen=True, slots=True)
class Compiled:
    candidates: int
    files: tuple[str, ...]

    def row(self) -> dict[str, object]:
        return {"参评": self.candidates, "文件": "、".join(self.files)}


def results_folder(ctx: Context, campaign_id: int) -> Path:
    """Where a campaign's files are written."""
    return ctx.house.settings.home / "results" / campaign_row(ctx, campaign_id).code


@use_case("形成综合材料", retries=2)
def compile_when_complete(ctx: Context, campaign_id: int, step: str) -> Compiled:
    """Write the dossier from facts and scores as they stand; writing it again replaces it.

    Raises Refused while a lead office has not signed under the scores (A17).
    """
    plan = definition_of(ctx, campaign_id)
    if steps.states_of(ctx, campaign_id).get(step) is not StepState.OPEN:
        return Compiled(0, ())
    _all_signed(ctx, campaign_id, plan)
    candidates = candidates_of(ctx, campaign_id, plan)
    proposal = review.current_proposal(ctx, campaign_id, plan)
    folder = results_folder(ctx, campaign_id) / "dossier"
    files = paper.write(folder, plan, candidates, proposal)
    for duty in (d for d in plan.step(step).duties if d.kind is DutyKind.TASK):
        waiting = owing.owed(ctx, campaign_id, step, duty.code)
        owing.meet(ctx, waiting, at=ctx.now, how="综合材料已形成")
    told = f"综合材料：{len(candidates)}件申报，{len(files)}个文件"
    steps.conclude(ctx, campaign_id, step, told)
    return Compiled(len(candidates), files)


def _all_signed(ctx: Context, campaign_id: int, plan: definition.Campaign) -> None:
    competing = competing_of(ctx, campaign_id, plan)
    if unsigned := signatures.missing(ctx, campaign_id, plan, competing):
        listed = "、".join(signatures.told(signer, plan) for signer in unsigned)
        raise Refused([f"得分还没有全部签字，不能汇总综合材料，待签字：{listed}（说明2）"])
