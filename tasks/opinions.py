"""Opinions of authorities before the decision (征求意见), which the notice itself does not have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tasks import papers, steps
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.moments import day_problems
from tasks.use_case import use_case

REQUEST = "opinion-request"
AUTHORITIES = ("纪检监察", "信用管理", "新闻宣传")
"""Asked by default; a campaign's addressees of the step replace them."""
RESULTS = ("无异议", "有异议")


@dataclass(frozen=True, slots=True)
class Asked:
    number: str
    authorities: tuple[str, ...]
    answered: int
    objecting: tuple[str, ...]

    def row(self) -> dict[str, object]:
        return {
            "文号": self.number,
            "已答复": f"{self.answered}/{len(self.authorities)}",
            "有异议": "、".join(self.objecting) or "无",
        }


@use_case("征求意见", retries=2)
def request_and_check(ctx: Context, campaign_id: int, step: str) -> Asked:
    """Send the request once; the step has its outcome when every authority has answered."""
    plan = definition_of(ctx, campaign_id)
    to = next((a for a in plan.messaging.addressees if a.notice == step), None)
    main = to.main if to else AUTHORITIES
    title = to.title if to else f"关于{plan.short}拟{plan.wording}对象征求意见的函"
    facts = {"campaign": plan.title, "answers": {}, "in_notice": False}
    paper = papers.issue(ctx, campaign_id, step, papers.Content(REQUEST, title, facts, main))
    answers: Mapping[str, Mapping[str, Any]] = paper.facts["answers"]
    objecting = tuple(who for who, said in answers.items() if said["result"] == RESULTS[1])
    waived = paper.facts.get("not_waited_for")
    if len(answers) == len(main) or waived:
        told = f"{len(answers)}/{len(main)}个部门已答复，{len(objecting)}个有异议"
        steps.conclude(ctx, campaign_id, step, f"{told}；{waived}" if waived else told)
    return Asked(papers.number_of(paper), tuple(main), len(answers), objecting)


@use_case("登记部门意见")
def record_answer(
    ctx: Context, campaign_id: int, authority: str, *, result: str, on: date, remark: str = ""
) -> None:
    """Enter what an authority answered, on its real day; an objection needs its substance.

    Raises Refused with everything that is wrong.
    """
    paper = papers.find(ctx, campaign_id, REQUEST)
    if paper is None:
        raise NotFound(["还没有发出征求意见的函"])
    problems = day_problems(on, ctx.now, calendar_of(ctx))
    if authority not in paper.main:
        problems.append(f"“{authority}”不在征求意见的部门中：{'、'.join(paper.main)}")
    if result not in RESULTS:
        problems.append(f"结果只能是{'或'.join(RESULTS)}，现为“{result}”")
    if result == RESULTS[1] and not remark.strip():
        problems.append("有异议的请写明内容")
    if problems:
        raise Refused(problems)
    said = {"result": result, "on": on.isoformat(), "remark": remark}
    papers.change_facts(ctx, paper, answers={**paper.facts["answers"], authority: said})
    ctx.record("opinion.answered", authority, campaign=campaign_id, result=result)


@use_case("不再等候答复")
def stop_waiting(ctx: Context, campaign_id: int, *, reason: str, ordered_by: str) -> None:
    """Go on without the answers that are still out, by somebody's word.

    Raises Refused without reason or post.
    """
    paper = papers.find(ctx, campaign_id, REQUEST)
    if paper is None:
        raise NotFound(["还没有发出征求意见的函"])
    problems = [] if reason.strip() else ["请写明不再等候的理由"]
    problems += [] if ordered_by.strip() else ["请写明作出决定的岗位"]
    if problems:
        raise Refused(problems)
    papers.change_facts(ctx, paper, not_waited_for=f"{ordered_by}决定不再等候：{reason}")
    ctx.record("opinion.not_waited_for", campaign=campaign_id, why=reason, ordered_by=ordered_by)
