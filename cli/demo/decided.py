"""What was voted, decided and objected to, as the closing summary tells it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.table import Table
from sqlmodel import col, select

from cli.demo.tables import table
from models import Application, Resolution, SignedPage, TallySheet, Withdrawal
from rules.definition import Campaign
from tasks import objections, opinions
from tasks.context import Context
from tasks.imports.candidates import candidates_of
from tasks.meetings import rows
from tasks.public_notices import notices_of
from tasks.voting.sessions import session_row


def votes(ctx: Context, campaign: int, plan: Campaign) -> Table:
    """发出, 收回 and 有效 of every vote and class; candidates differ by own votes and void marks."""
    known = candidates_of(ctx, campaign, plan).known
    sheets = ctx.session.exec(
        select(TallySheet).where(col(TallySheet.campaign_id) == campaign)
    ).all()
    made = table("民主投票", ("*投票：投票人", "#候选", "#发出", "#收回", "#有效", "怎样投的"))
    for vote in plan.votes:
        session = session_row(ctx, campaign, vote.code)
        for voter_class in vote.classes:
            asked = (voter_class.code, "") if len(vote.classes) == 1 else (voter_class.code,)
            mine = [
                s for s in sheets if known[s.candidate].vote == vote.code and s.voter_class in asked
            ]
            counts = (
                _span(s.issued for s in mine), _span(s.returned for s in mine),
                _span(s.valid for s in mine),
            )  # fmt: skip
            how = "本系统，验票码和纸质票" if session else "别处计票，导入计票单"
            made.add_row(f"{vote.name}：{voter_class.name}", str(len(mine)), *counts, how)
        if session:
            lists = (session.electorate_hash[:16], session.board_hash[:16])
            told = f"  投票人名单 {lists[0]}…\n  公布的票单 {lists[1]}…"
            made.add_row(told, style="dim")
    return made


def meetings(ctx: Context, campaign: int, plan: Campaign) -> Table:
    made = table(
        "领导小组会议",
        ("会议", "日期", "#到会", "*议题和决定", "纪要"),
    )
    for row in rows.all_of(ctx, campaign):
        held = rows.held(ctx, plan, row)
        items, settled = rows.items_of(ctx, row), rows.resolutions_of(ctx, row).values()
        told = [f"{len(items)}项议题：{_how(settled)}"]
        if signed := _signed(ctx, row.id or 0):
            told.append(f"书面意见{signed}份")
        if observers := sum(a.observer and a.present for a in held.attendance):
            told.append(f"列席{observers}个处室")
        there = str(len(held.present) or "—")
        made.add_row(held.name, str(row.held_on), there, "；".join(told), row.minutes)
    return made


def objected(ctx: Context, campaign: int, plan: Campaign) -> Table:
    """Authorities' objections, the public's, and honours withdrawn: each with what became of it."""
    made = table("异议和撤销", ("编号", "对象", "*情况", "*处理"))
    for said in opinions.objections_in_words(ctx, campaign, plan):
        verdict = "成立" if said["stands"] else "不影响评选"
        made.add_row(
            said["authority"], said["number"], said["remark"], f"{verdict}：{said['ruling']}"
        )
    notices = notices_of(ctx, campaign)
    for row, number in objections.register_of(ctx, campaign):
        effect = objections.EFFECTS.get(row.effect, "答复")
        remedy = objections.REMEDIES.get(row.remedy, "")
        if remedy and len(notices) > 1:
            last = notices[-1]
            remedy += f"，补充公示{last.first:%m-%d}至{last.last:%m-%d}"
        told = "，".join(part for part in (effect, remedy, f"{row.answered_on}答复") if part)
        what = row.text if row.kind == "enquiry" else row.finding
        made.add_row(row.number, number or "—", what, told)
    for gone, number in ctx.session.exec(
        select(Withdrawal, Application.number)
        .join(Application, col(Application.id) == col(Withdrawal.application_id))
        .where(col(Withdrawal.campaign_id) == campaign)
    ):
        back = gone.certificate_returned_on
        made.add_row("撤销荣誉", number, gone.reason, f"{gone.decided_on}撤销，{back}收回证书")
    return made


def _span(numbers: Iterable[int]) -> str:
    found = sorted(set(numbers))
    if not found:
        return "—"
    return str(found[0]) if len(found) == 1 else f"{found[0]}–{found[-1]}"


def _signed(ctx: Context, meeting: int) -> int:
    return len(
        ctx.session.exec(select(SignedPage.id).where(col(SignedPage.meeting_id) == meeting)).all()
    )


def _how(settled: Iterable[Sequence[Resolution]]) -> str:
    taken = [resolution for found in settled for resolution in found]
    names = {
        "approved": "按建议", "changed": "有改动", "deferred": "暂缓", "upheld": "异议成立",
        "dismissed": "异议不成立", "withdrawn": "撤销", "kept": "不予撤销",
    }  # fmt: skip
    counts = Counter(names[one.outcome] for one in taken)
    told = [f"{name}{count}项" for name, count in counts.items()]
    if voted := [one for one in taken if one.agree is not None]:
        told += [f"表决{one.agree}:{one.disagree}:{one.abstain}" for one in voted]
    if recused := sum(bool(one.bench["recused"]) for one in taken):
        told.append(f"{recused}项有人回避")
    return "，".join(told)
