"""The closing summary: who won and why, who was reminded, what was refused, and whether it all agrees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from sqlmodel import col, func, select

from cli.demo import checked, decided, honoured, supposed
from cli.demo.stage import Stage
from cli.demo.tables import table
from cli.demo.year import Refusal, Year
from models import Nudge, Obligation, Unit
from rules.definition import Campaign
from rules.states import NudgeState, ObligationState
from tasks.context import Context

LATE_SHOWN = 6
WHY_SHOWN = 4


def show(console: Console, stage: Stage, year: Year, plan: Campaign) -> bool:
    """Print everything; says whether all counts agree, the journal is whole and the result follows."""
    with stage.house.reading() as ctx:
        for part in (
            honoured.honours(ctx, year.campaign, plan),
            *honoured.cards(ctx, year.campaign, plan),
            supposed.close(ctx, year.campaign, plan),
            decided.votes(ctx, year.campaign, plan),
            decided.meetings(ctx, year.campaign, plan),
            decided.objected(ctx, year.campaign, plan),
            _reminders(ctx, year.campaign),
            _late(ctx, year.campaign),
            _refused(year.refused),
        ):
            console.print(part)
        found = checked.gathered(ctx, stage, year.campaign)
    for one in checked.shown(found):
        console.print(one, highlight=False)
    return found.agrees


def _reminders(ctx: Context, campaign: int) -> Table:
    rows = ctx.session.exec(
        select(Nudge.rung, Nudge.state, func.count())
        .join(Obligation, col(Obligation.id) == col(Nudge.obligation_id))
        .where(col(Obligation.campaign_id) == campaign)
        .group_by(col(Nudge.rung), col(Nudge.state))
    ).all()
    counts = {(rung, NudgeState(state)): count for rung, state, count in rows}
    rungs = sorted({rung for rung, _ in counts}, key=_days)
    made = table("提醒（T为截止日）", ("", *(f"#{rung}" for rung in rungs)))
    for name, state in (("已提醒", NudgeState.QUEUED), ("未提醒，有原因", NudgeState.SKIPPED)):
        made.add_row(name, *(str(counts.get((rung, state), 0)) for rung in rungs))
    return made


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
    title = f"逾期的单位：共{len(late | never)}个，最多的{LATE_SHOWN}个"
    made = table(title, ("*单位", "#逾期办结", "#始终未办"))
    for name, _ in (late + never).most_common(LATE_SHOWN):
        made.add_row(name, str(late[name]), str(never[name]))
    return made


def _refused(refused: Sequence[Refusal]) -> Table:
    """What was refused, acts of one kind together, each kind with the reasons of its first."""
    kinds: dict[str, list[Refusal]] = {}
    for one in refused:
        kinds.setdefault(one.what.split("“")[0], []).append(one)
    made = table(
        f"被拒绝的操作：共{len(refused)}次", ("做什么", "#次数", "谁（第一次）", "*为什么")
    )
    for what, found in kinds.items():
        first = found[0]
        why = "；".join(first.why[:WHY_SHOWN])
        made.add_row(what, str(len(found)), f"{first.who}\n{first.at:%Y-%m-%d}", why)
    return made
