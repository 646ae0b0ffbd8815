"""What the leading group does in the demonstration: a meeting on the list, a circulation on an objection."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rules import selection
from rules.definition import Campaign
from rules.meetings import Position
from rules.selection import Decision, Proposal
from tasks import objections, review
from tasks.context import Context
from tasks.meetings import agenda, attending, concluding, deciding, objecting, pages, rows
from tasks.meetings.guard import Said, matter_at

GROUP = "领导小组专题会议"
AS_PROPOSED = Said("逐项审议，同意建议")
MOST_TURNS = 60
"""Every decision settles one thing; a year of this size has far fewer of them."""


def hold(ctx: Context, campaign: int, plan: Campaign) -> None:
    """The special meeting on the list (R6), from the call to the minutes."""
    agenda.convene(ctx, campaign, agenda.Call(ctx.now.date(), place="局机关会议室"))
    came = [attending.Came(post) for post in plan.leading_group.posts]
    came[1] = replace(came[1], present=False)
    came[-1] = replace(came[-1], substitute="副处长代（已报组长同意）")
    watching = [attending.Came(o.name) for o in plan.offices if o.observer]
    attending.attend(ctx, campaign, [*came, *watching])
    for item in rows.items_of(ctx, rows.find(ctx, campaign)):
        if item.kind == "ranking":
            attending.say(ctx, campaign, item.position, watching[0].post, text="建议按排名确定")
            deciding.approve(ctx, campaign, item.position, AS_PROPOSED)
    _settle(ctx, campaign, plan)
    _change_one(ctx, campaign, plan)
    _settle(ctx, campaign, plan)
    deciding.approve_rest(ctx, campaign, AS_PROPOSED)
    concluding.conclude(ctx, campaign)


def dismiss_objections(ctx: Context, campaign: int, plan: Campaign) -> None:
    """Checked by the discipline office, decided by pages that circulate, answered the same day."""
    waiting, today = objections.undecided(ctx, campaign), ctx.now.date()
    for number in waiting:
        finding = "经查立项文件，启动时间符合规定"
        check = objections.Check("机关党委", today, today, "立项文件、实施方案", finding)
        objections.check(ctx, campaign, number, check)
    if not waiting:
        return
    agenda.convene(ctx, campaign, agenda.Call(today, "circulated"))
    _sign(ctx, campaign, plan)
    for number in waiting:
        verdict = objecting.Verdict("dismissed", Said("核查清楚，异议不成立"))
        objecting.decide_objection(ctx, campaign, number, verdict)
        objections.answer(ctx, campaign, number, on=today, how="书面答复")
    concluding.conclude(ctx, campaign)


def _sign(ctx: Context, campaign: int, plan: Campaign) -> None:
    """Every post signs on every item from which it need not stand back."""
    matter = matter_at(ctx, campaign, None)
    items = rows.items_of(ctx, matter.meeting.row)
    for post in plan.leading_group.posts:
        said = {
            item.position: pages.Stated(Position.AGREE)
            for item in items
            if post not in matter.bench(item).recused
        }
        if said:
            page = pages.Page(post, ctx.now.date(), f"书面意见-{post}.pdf", "0" * 64, said)
            pages.record_signed(ctx, campaign, page)


def _settle(ctx: Context, campaign: int, plan: Campaign) -> None:
    """Ties are given and choices taken until nothing is open."""
    for _ in range(MOST_TURNS):
        decision = next(_open(review.current_proposal(ctx, campaign, plan)), None)
        if decision is None:
            return
        honour, cell, what = decision
        deciding.decide(ctx, campaign, _position(ctx, campaign, honour, cell), what)


def _open(proposal: Proposal) -> Iterator[tuple[str, str, Decision]]:
    for honour in proposal.honours:
        for cell in honour.cells:
            for number in cell.open_choices:
                chosen = selection.Choose(application=number, reason="本人选择", ordered_by=GROUP)
                yield honour.code, cell.cell, chosen
            for tie in cell.open_ties:
                given = selection.GiveTieTo(
                    honour=honour.code, cell=cell.cell,
                    applications=tie.applications[: tie.places],
                    reason="比较现场察看情况后表决", ordered_by=GROUP,
                )  # fmt: skip
                yield honour.code, cell.cell, given


def _change_one(ctx: Context, campaign: int, plan: Campaign) -> None:
    proposal = review.current_proposal(ctx, campaign, plan)
    for cell in proposal.honour("window_star").cells:
        if cell.winners and cell.next_in_line:
            decision = selection.Replace(
                out=cell.winners[-1],
                into=cell.next_in_line[0],
                reason="前者已在另一项全市表彰中获评，机会留给一线同志",
                ordered_by=GROUP,
            )
            position = _position(ctx, campaign, "window_star", cell.cell)
            deciding.decide(ctx, campaign, position, decision)
            return


def _position(ctx: Context, campaign: int, honour: str, cell: str) -> int:
    items = rows.items_of(ctx, rows.find(ctx, campaign))
    return next(i.position for i in items if (i.kind, i.honour, i.cell) == ("cell", honour, cell))
