"""Marks typed item by item: by the same guard and the same exactness as a sheet that comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import col, select

from models import ItemMark, Score
from records.workbooks.score_sheets import items_of
from rules.definition import Component
from rules.evaluation.rubric import item_problems, sheet_mark
from tasks.campaigns import definition_of
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.imports import item_marks
from tasks.imports.candidates import candidates_of
from tasks.imports.figures import Figure, enter, scaled
from tasks.judging_guard import guard_of
from tasks.panels import ToScore, to_score
from tasks.use_case import use_case


@dataclass(frozen=True, slots=True)
class Task:
    """What one evaluator has to score."""

    component: str
    candidate: str
    evaluator: str

    @property
    def told(self) -> str:
        return f"{self.component}:{self.candidate}:{self.evaluator}"


class MarksRefused(Refused):
    """Marks that do not fit; `items` names each with the code of its item, empty for the sheet."""

    def __init__(self, items: tuple[tuple[str, str], ...]) -> None:
        self.items = items
        super().__init__([text for _, text in items])


@use_case("提交评分")
def hand_in(
    ctx: Context,
    campaign_id: int,
    task: Task,
    marks: Mapping[str, Decimal | None],
    *,
    replacing: str = "",
) -> Decimal:
    """Hand in a candidate's marks; returns their sum. Given marks are replaced only with a reason.

    Raises MarksRefused with everything that stands against them; then nothing was changed.
    """
    plan = definition_of(ctx, campaign_id)
    line = scored_line(ctx, campaign_id, task)
    component = whole(line.component)
    known = candidates_of(ctx, campaign_id, plan)
    guard = guard_of(ctx, campaign_id, plan, known, {task.evaluator})
    against = tuple(
        ("", f"{one.what}，{one.hint}")
        for one in guard.scoring(task.evaluator, task.candidate, task.component)
    )
    if wrong := (*against, *item_problems(component, marks, plan.judging.mark_step)):
        raise MarksRefused(wrong)
    given = {item: mark for item, mark in marks.items() if mark is not None}
    changed = tuple(
        item_marks.differences(ctx, campaign_id, task, line.component, {task.candidate: given})
    )
    if changed and not replacing.strip():
        raise MarksRefused((("", f"已经提交过，与这次不同：{'；'.join(changed)}；更正请写明理由"),))
    total = sheet_mark(component, given)
    figure = Figure(task.component, task.candidate, task.evaluator, scaled(total))
    enter(ctx, campaign_id, figure)
    item_marks.keep(ctx, campaign_id, task, {task.candidate: given})
    # The marks stay out of the journal, which has more readers; what was replaced does not get lost.
    ctx.record(
        "score.handed_in", task.told, why=replacing, campaign=campaign_id, replaced=list(changed)
    )
    return total


def scored_line(ctx: Context, campaign_id: int, task: Task) -> ToScore:
    """The candidate in its component. Raises NotFound where it does not compete there."""
    plan = definition_of(ctx, campaign_id)
    line = to_score(ctx, campaign_id, plan, task.component).get(task.candidate)
    if line is None:
        raise NotFound(
            [f"{task.candidate}不在“{task.component}”的参评对象中，可能已撤回或不符合条件"]
        )
    return line


def whole(component: Component) -> Component:
    """A component without a rubric is one mark of 100."""
    return component.model_copy(update={"rubric": items_of(component)})


def marks_given(ctx: Context, campaign_id: int, task: Task) -> dict[str, int]:
    """The evaluator's own marks by item, scaled; the sum alone where only that is known."""
    own = (task.component, task.candidate, task.evaluator)
    items = ctx.session.exec(
        select(ItemMark.item, ItemMark.scaled).where(
            col(ItemMark.campaign_id) == campaign_id,
            col(ItemMark.component) == own[0],
            col(ItemMark.candidate) == own[1],
            col(ItemMark.source) == own[2],
        )
    ).all()
    total = ctx.session.exec(
        select(Score.scaled).where(
            col(Score.campaign_id) == campaign_id,
            col(Score.component) == own[0],
            col(Score.candidate) == own[1],
            col(Score.source) == own[2],
        )
    ).first()
    return dict(items) | ({} if total is None else {item_marks.WHOLE: total})
