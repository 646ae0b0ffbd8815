"""The closing summary: who won, who was reminded, who was late, what was refused and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from sqlmodel import col, func, select

from cli.demo.stage import SMS, WECOM, Stage
from cli.demo.year import Refusal, Year
from models import Application, Message, Nudge, Obligation, Placement, Unit
from rules.definition import Campaign
from rules.selection import OUTCOME_NAMES, Outcome
from rules.states import MessageState, NudgeState, ObligationState
from tasks.context import Context
from tasks.journal_check import check
from tasks.outcomes import winners

LATE_SHOWN = 8
REFUSED_SHOWN = 8
CARDS_SHOWN = ("won", "excluded", "below_mark")


@dataclass(frozen=True, slots=True)
class Counted:
    """What the outbox says was sent, against what the local stand-ins received."""

    channel: str
    sent: int
    received: int

    @property
    def agrees(self) -> bool:
        return self.sent == self.received


def reconcile(ctx: Context, stage: Stage, campaign: int) -> list[Counted]:
    """Outbox against sinks, by distinct keys: what was handed over twice counts once."""
    sent = dict(
        ctx.session.exec(
            select(Message.channel, func.count())
            .where(col(Message.campaign_id) == campaign, col(Message.state) == MessageState.SENT)
            .group_by(col(Message.channel))
        ).all()
    )
    mails = len({mail.message_id for mail in stage.mail.mails})
    hooks = Counter(request.path.split("?")[0] for request in stage.hooks.received)
    return [
        Counted("电子邮件", sent.get("email", 0), mails),
        Counted("企业微信", sent.get("wecom_app", 0), hooks[WECOM]),
        Counted("短信", sent.get("sms_http", 0), hooks[SMS]),
    ]


def show(console: Console, stage: Stage, year: Year, plan: Campaign) -> bool:
    """Print everything; says whether all counts agree and the journal is whole."""
    with stage.house.reading() as ctx:
        console.print(_honours(ctx, year.campaign, plan))
        console.print(_reminders(ctx, year.campaign))
        console.print(_late(ctx, year.campaign))
        console.print(_refused(year.refused))
        console.print(_reasons(ctx, year.campaign))
        counted = reconcile(ctx, stage, year.campaign)
        whole = _journal_whole(ctx)
    table = Table(title="消息对账：发件箱与本地接收端", title_justify="left")
    for heading in ("渠道", "已发", "收到", "结果"):
        table.add_column(heading)
    for row in counted:
        table.add_row(
            row.channel, str(row.sent), str(row.received), "一致" if row.agrees else "不一致"
        )
    console.print(table)
    console.print(f"日志链：{'完整' if whole else '有断裂'}")
    return whole and all(row.agrees for row in counted)


def _honours(ctx: Context, campaign: int, plan: Campaign) -> Table:
    table = Table(title="表扬名单", title_justify="left")
    for heading in ("荣誉", "类别", "名额", "获评", "名单"):
        table.add_column(heading, overflow="fold")
    found = winners(ctx, campaign)
    for honour in plan.honours:
        for cell in honour.cells:
            names = [w.candidate for w in found if (w.honour, w.cell) == (honour.code, cell.code)]
            listed = "、".join(names[:4]) + ("……" if len(names) > 4 else "")  # noqa: PLR2004 - what fits a line
            table.add_row(
                honour.name, cell.name, str(cell.places), str(len(names)), listed or "空缺"
            )
    return table


def _reminders(ctx: Context, campaign: int) -> Table:
    rows = ctx.session.exec(
        select(Nudge.rung, Nudge.state, func.count())
        .join(Obligation, col(Obligation.id) == col(Nudge.obligation_id))
        .where(col(Obligation.campaign_id) == campaign)
        .group_by(col(Nudge.rung), col(Nudge.state))
    ).all()
    counts = {(rung, NudgeState(state)): count for rung, state, count in rows}
    table = Table(title="提醒（按阶梯）", title_justify="left")
    for heading in ("阶梯", "已提醒", "未提醒（有原因）"):
        table.add_column(heading)
    for rung in sorted({rung for rung, _ in counts}, key=_days):
        queued = counts.get((rung, NudgeState.QUEUED), 0)
        table.add_row(rung, str(queued), str(counts.get((rung, NudgeState.SKIPPED), 0)))
    return table


def _days(rung: str) -> int:
    return int(rung.removeprefix("T") or 0)


def _late(ctx: Context, campaign: int) -> Table:
    owing = (ObligationState.MET_LATE, ObligationState.LAPSED)
    rows = ctx.session.exec(
        select(Unit.name, Obligation.state, func.count())
        .join(Obligation, col(Obligation.unit_id) == col(Unit.id))
        .where(col(Obligation.campaign_id) == campaign, col(Obligation.state).in_(owing))
        .group_by(col(Unit.name), col(Obligation.state))
    ).all()
    late: Counter[str] = Counter()
    never: Counter[str] = Counter()
    for name, state, count in rows:
        (late if ObligationState(state) is ObligationState.MET_LATE else never)[name] += count
    table = Table(title=f"逾期最多的单位（共{len(late | never)}个）", title_justify="left")
    for heading in ("单位", "逾期办结", "始终未办"):
        table.add_column(heading)
    for name, _ in (late + never).most_common(LATE_SHOWN):
        table.add_row(name, str(late[name]), str(never[name]))
    return table


def _refused(refused: Sequence[Refusal]) -> Table:
    table = Table(title=f"被拒绝的操作（共{len(refused)}次）", title_justify="left")
    for heading in ("时间", "谁", "做什么", "为什么"):
        table.add_column(heading, overflow="fold")
    for one in refused[:REFUSED_SHOWN]:
        table.add_row(f"{one.at:%Y-%m-%d}", one.who, one.what, "；".join(one.why))
    return table


def _reasons(ctx: Context, campaign: int) -> Table:
    """Three score cards worth reading: a winner, one excluded, one below the mark."""
    table = Table(title="几个候选的理由", title_justify="left")
    for heading in ("结果", "编号", "候选", "总分", "理由", "条款"):
        table.add_column(heading, overflow="fold")
    for outcome in CARDS_SHOWN:
        found = ctx.session.exec(
            select(Placement, Application)
            .join(Application, col(Application.id) == col(Placement.application_id))
            .where(col(Placement.campaign_id) == campaign, col(Placement.outcome) == outcome)
            .order_by(col(Application.number))
        ).first()
        if found is not None:
            placement, application = found
            table.add_row(
                OUTCOME_NAMES[Outcome(outcome)], application.number, application.candidate, placement.total,
                placement.reason, placement.clause,
            )  # fmt: skip
    return table


def _journal_whole(ctx: Context) -> bool:
    return check(ctx.session).broken is None
