"""Asked and published: authorities' opinions, objections to the list, a substitute with its own notice."""

from __future__ import annotations

from functools import partial

from cli.demo import meetings
from cli.demo.agenda import DIRECTOR, GROUP, OFFICE, Fixed, Playing
from tasks import appointing, objection_checks, objections, opinion_replies, opinions, review
from tasks.appointing import NewAccount
from tasks.context import Context
from tasks.meetings import concluding, objecting
from tasks.meetings.guard import Said
from tasks.outcomes import winners

OBJECTED_IN = "service_collective"
"""The honour in which an authority objects to somebody."""
CHECKERS = ("机关党委核查员甲（虚构）", "机关党委核查员乙（虚构）")
"""Who look into objections; each has an account."""
UPHELD_IN = "window_star"
"""The honour in which an objection is found to stand."""


def agenda(one: Playing) -> tuple[Fixed, ...]:
    return (
        ("2021-12-30 15:20", OFFICE, "登记部门意见", partial(_answers, one)),
        ("2022-01-04 10:10", DIRECTOR, "认定部门异议", partial(_rule, one)),
        ("2022-01-07 10:15", OFFICE, "登记异议和疑问", partial(_register, one)),
        ("2022-01-10 11:20", CHECKERS[0], "核查异议", partial(_check, one)),
        ("2022-01-10 14:40", CHECKERS[1], "确认核查情况", partial(_confirm, one)),
        ("2022-01-11 15:10", GROUP, "传签处理异议", partial(_decide, one)),
        ("2022-01-11 16:40", OFFICE, "答复", partial(_answer, one)),
    )


def _answers(one: Playing, ctx: Context) -> None:
    """Every authority writes back; the last one has something against a likely winner."""
    proposal = review.current_proposal(ctx, one.campaign, one.plan)
    number = proposal.honour(OBJECTED_IN).winners[0]
    *others, last = one.plan.opinions.authorities
    for place, authority in enumerate((*others, last), 1):
        letter = opinion_replies.Letter(authority.code, ctx.now.date(), f"复函{place}号（虚构）")
        remark = "上半年有一篇批评报道，请核实"
        said = {number: opinion_replies.Answer("objection", remark)} if authority is last else {}
        opinion_replies.record_reply(ctx, one.campaign, letter, said, others="none")


def _rule(one: Playing, ctx: Context) -> None:
    authority = one.plan.opinions.authorities[-1].code
    for said in opinions.objections_in_words(ctx, one.campaign, one.plan):
        ruling = opinions.Ruling(
            "经核实，报道所指系设备故障，当日已修复并公开说明，不属于工作不力", stands=False, by=DIRECTOR
        )  # fmt: skip
        opinions.rule(ctx, one.campaign, authority, said["number"], ruling)


def _register(one: Playing, ctx: Context) -> None:
    today = ctx.now.date()
    first = winners(ctx, one.campaign)[0].number
    for what in (
        objections.Raised(
            "objection", "群众来信人甲（化名）", "认为项目启动时间早于规定", today, first,
            address="jia@people.example",
        ),
        objections.Raised(
            "objection", "群众来信人乙（化名）", "反映事迹与实际岗位不符", today,
            _replaceable(one, ctx), address="yi@people.example",
        ),
        objections.Raised("enquiry", "某单位联系人", "询问证书何时发放", today),
    ):  # fmt: skip
        objections.register(ctx, one.campaign, what)
    for number, checker in enumerate(CHECKERS, start=1):
        appointing.create(ctx, NewAccount(f"hecha{number:02}", checker))


def _replaceable(one: Playing, ctx: Context) -> str:
    """The last winner of a cell in which somebody is next in line."""
    proposal = review.current_proposal(ctx, one.campaign, one.plan)
    cells = proposal.honour(UPHELD_IN).cells
    return next(c.winners[-1] for c in reversed(cells) if c.winners and c.next_in_line)


def _check(one: Playing, ctx: Context) -> None:
    since, until = ctx.now.date().replace(day=7), ctx.now.date()
    first, second = objections.undecided(ctx, one.campaign)
    for number, documents, finding in (
        (first, "立项文件、实施方案", "启动时间符合规定"),
        (second, "岗位说明、考勤和排班表", "全年有七个月不在窗口，不属于一线岗位"),
    ):
        done = objection_checks.Check("机关党委", since, until, documents, finding)
        objection_checks.check(ctx, one.campaign, number, done)


def _confirm(one: Playing, ctx: Context) -> None:
    for number in objections.undecided(ctx, one.campaign):
        code = objection_checks.finding_code(objections.row_of(ctx, one.campaign, number))
        objection_checks.confirm(ctx, one.campaign, number, code)


def _decide(one: Playing, ctx: Context) -> None:
    """Decided by pages that circulate: one does not stand, one does and the next moves up."""
    first, second = objections.undecided(ctx, one.campaign)
    meetings.circulate(one, ctx)
    meetings.enough_sign(one, ctx)
    dismissed = objecting.Verdict("dismissed", Said("核查清楚，异议不成立"))
    upheld = objecting.Verdict("upheld", Said("核查属实，取消资格，依次递补"), "next_in_line")
    objecting.decide_objection(ctx, one.campaign, first, dismissed)
    objecting.decide_objection(ctx, one.campaign, second, upheld)
    concluding.conclude(ctx, one.campaign)


def _answer(one: Playing, ctx: Context) -> None:
    today = ctx.now.date()
    for row, _ in objections.register_of(ctx, one.campaign):
        text = "总结会议后统一发放，请留意通知" if row.kind == "enquiry" else ""
        objections.answer(ctx, one.campaign, row.number, on=today, how="书面答复", text=text)
