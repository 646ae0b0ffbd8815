"""The special meeting on the list (R6): called, attended, deliberated item by item, and minuted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from cli.demo.agenda import GROUP, OFFICE, Fixed, Playing, scanned
from models import AgendaItem
from rules import selection
from rules.meetings import Position, Votes, needed
from rules.selection import Decision, Outcome, Proposal
from tasks import review
from tasks.context import Context
from tasks.dossier import results_folder
from tasks.meetings import agenda as calling
from tasks.meetings import attending, concluding, deciding, pages, printout, rows
from tasks.meetings.bench import Matter
from tasks.meetings.guard import Said, matter_at

AS_PROPOSED = Said("逐项审议，同意建议")
MOST_TURNS = 60
"""Every decision settles one thing; a year of this size has far fewer of them."""
ABSENT, SUBSTITUTED = 1, -1
"""Places in the list of posts: one signs his page by hand, one sends somebody."""
RELATED = 3
"""The post whose holder declares a relation."""


def agenda(one: Playing) -> tuple[Fixed, ...]:
    return (
        ("2022-01-05 09:30", OFFICE, "召集领导小组会议", partial(_call, one)),
        ("2022-01-05 14:40", OFFICE, "登记到会和书面意见", partial(_gather, one)),
        ("2022-01-05 15:40", GROUP, "逐项审议", partial(_deliberate, one)),
        ("2022-01-05 16:20", "列席单位", "要求破格列入一件申报", partial(_override, one)),
        ("2022-01-05 16:50", GROUP, "审定名单", partial(_conclude, one)),
    )


def circulate(one: Playing, ctx: Context) -> None:
    """Call a decision by signed pages, for today; what it is about is put on its agenda next."""
    calling.convene(ctx, one.campaign, calling.Call(ctx.now.date(), "circulated"))


def enough_sign(one: Playing, ctx: Context) -> None:
    """As many pages come back as a decision needs, each on the items its post may decide on."""
    matter = matter_at(ctx, one.campaign, None)
    items = rows.items_of(ctx, matter.meeting.row)
    posts = one.plan.leading_group.posts
    free = [p for p in posts if all(p not in matter.bench(item).recused for item in items)]
    for post in free[: needed(one.plan.meeting.quorum, len(posts))]:
        _sign(one, ctx, matter, post)


def _call(one: Playing, ctx: Context) -> None:
    """The agenda, and a page of it for every member to sign who cannot come."""
    calling.convene(ctx, one.campaign, calling.Call(ctx.now.date(), place="局机关会议室"))
    printout.print_out(ctx, one.campaign, results_folder(ctx, one.campaign) / "书面意见表")


def _gather(one: Playing, ctx: Context) -> None:
    posts = one.plan.leading_group.posts
    came = [attending.Came(post) for post in posts]
    came[ABSENT] = replace(came[ABSENT], present=False)
    came[SUBSTITUTED] = replace(came[SUBSTITUTED], substitute="副处长代（已报组长同意）")
    watching = [attending.Came(o.name) for o in one.plan.offices if o.observer]
    attending.attend(ctx, one.campaign, [*came, *watching])
    _sign(one, ctx, matter_at(ctx, one.campaign, None), posts[ABSENT])


def _sign(one: Playing, ctx: Context, matter: Matter, post: str) -> None:
    said = {
        item.position: pages.Stated(Position.AGREE)
        for item in rows.items_of(ctx, matter.meeting.row)
        if post not in matter.bench(item).recused
    }
    if said:
        scan = scanned(ctx, f"书面意见-{post}.txt", f"{matter.meeting.name} {post}（虚构）")
        page = pages.Page(post, ctx.now.date(), scan, said)
        pages.record_signed(ctx, one.campaign, page)


def _deliberate(one: Playing, ctx: Context) -> None:
    """The ranking, one item put to the vote, ties and choices, one name changed."""
    items = rows.items_of(ctx, rows.find(ctx, one.campaign))
    for item in items:
        if item.kind == "ranking":
            attending.say(ctx, one.campaign, item.position, _observer(one), text="建议按排名确定")
            deciding.approve(ctx, one.campaign, item.position, AS_PROPOSED)
    _settle(one, ctx)
    _vote_on(one, ctx, next(i for i in items if i.kind == "cell"))
    _change_one(one, ctx)
    _settle(one, ctx)


def _observer(one: Playing) -> str:
    return next(o.name for o in one.plan.offices if o.observer)


def _vote_on(one: Playing, ctx: Context, item: AgendaItem) -> None:
    """One member stands back, the others vote and not all agree."""
    attending.recuse(
        ctx, one.campaign, item.position, one.plan.leading_group.posts[RELATED],
        reason="近亲属在其中一个参评单位工作",
    )  # fmt: skip
    voters = len(matter_at(ctx, one.campaign, None).bench(item).voters)
    votes = Votes(voters - 2, disagree=1, abstain=1)
    deciding.approve(ctx, one.campaign, item.position, Said("经表决，同意建议", votes))


def _override(one: Playing, ctx: Context) -> None:
    """An observer office asks for an exception: not its to decide (R11), and no R40 to set aside."""
    proposal = review.current_proposal(ctx, one.campaign, one.plan)
    number, verdict = next(
        (n, v) for n, v in proposal.verdicts.items() if v.outcome is Outcome.INELIGIBLE and v.cell
    )
    wished = selection.Override(
        application=number, rules=("R40",), reason="工作一贯突出，建议破格",
        ordered_by=_observer(one),
    )  # fmt: skip
    position = _position(one, ctx, verdict.honour, verdict.cell or "")
    deciding.decide(ctx, one.campaign, position, wished)


def _conclude(one: Playing, ctx: Context) -> None:
    deciding.approve_rest(ctx, one.campaign, AS_PROPOSED)
    concluding.conclude(ctx, one.campaign)


def _settle(one: Playing, ctx: Context) -> None:
    """Ties are given and choices taken until nothing is open."""
    for _ in range(MOST_TURNS):
        decision = next(_open(review.current_proposal(ctx, one.campaign, one.plan)), None)
        if decision is None:
            return
        honour, cell, what = decision
        deciding.decide(ctx, one.campaign, _position(one, ctx, honour, cell), what)


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


def _change_one(one: Playing, ctx: Context) -> None:
    proposal = review.current_proposal(ctx, one.campaign, one.plan)
    for cell in proposal.honour("window_star").cells:
        if cell.winners and cell.next_in_line:
            decision = selection.Replace(
                out=cell.winners[-1],
                into=cell.next_in_line[0],
                reason="前者已在另一项全市表彰中获评，机会留给一线同志",
                ordered_by=GROUP,
            )
            position = _position(one, ctx, "window_star", cell.cell)
            deciding.decide(ctx, one.campaign, position, decision)
            return


def _position(one: Playing, ctx: Context, honour: str, cell: str) -> int:
    items = rows.items_of(ctx, rows.find(ctx, one.campaign))
    return next(i.position for i in items if (i.kind, i.honour, i.cell) == ("cell", honour, cell))
