"""The public notice (公示), which the notice itself does not have: its days, and how it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models import Paper
from rules.publicity import notice_period
from tasks import objections, papers, steps
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.objections import NOTICE
from tasks.outcomes import winners_by_honour
from tasks.use_case import use_case


@dataclass(frozen=True, slots=True)
class Published:
    first: str
    last: str
    objections: int
    undecided: tuple[str, ...]
    over: bool

    def row(self) -> dict[str, object]:
        return {
            "公示": f"{self.first}至{self.last}",
            "异议": self.objections,
            "待处理": "、".join(self.undecided) or "无",
            "结束": "是" if self.over else "否",
        }


@use_case("公示名单", retries=2)
def publish_and_check(ctx: Context, campaign_id: int, step: str) -> Published:
    """Publish the list once with its first and last day; it ends when no objection is open."""
    plan, calendar = definition_of(ctx, campaign_id), calendar_of(ctx)
    period = notice_period(
        calendar.next_working(calendar.day_of(ctx.now)),
        calendar,
        working_days=plan.publicity.working_days,
        first_day_counts=plan.publicity.first_day_counts,
    )
    facts = {
        "campaign": plan.title,
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "counting": "首日计入" if plan.publicity.first_day_counts else "首日不计入",
        "winners": winners_by_honour(ctx, campaign_id),
        "in_notice": False,
    }
    title = f"{plan.short}拟{plan.wording}名单公示"
    paper = papers.issue(ctx, campaign_id, step, papers.Content(NOTICE, title, facts))
    last = date.fromisoformat(str(paper.facts["last"]))
    over = ctx.now > calendar.end_of(last)
    waiting = objections.undecided(ctx, campaign_id)
    raised, upheld = objections.counts(ctx, campaign_id)
    if over and not waiting:
        _note_changes(ctx, campaign_id, paper)
        told = f"公示期满，收到异议{raised}件，成立{upheld}件（{papers.number_of(paper)}）"
        steps.conclude(ctx, campaign_id, step, told)
    return Published(str(paper.facts["first"]), last.isoformat(), raised, waiting, over)


def _note_changes(ctx: Context, campaign_id: int, paper: Paper) -> None:
    """What the leading group changed while the list was up stands beside what was published."""
    final = winners_by_honour(ctx, campaign_id)
    if final != paper.facts["winners"]:
        papers.change_facts(ctx, paper, winners_in_the_end=final)
