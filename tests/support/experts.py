"""December's cast with a panel: four experts who sit for one component of the group that the office leads."""

from __future__ import annotations

from sqlmodel import col, update

from models import Application, Evaluator, PanelSeat
from rules.states import ApplicationState
from tasks.context import House
from tests.support.cast import Cast, cast_of


def with_experts(house: House) -> Cast:
    made = cast_of(house)
    with house.acting("测试") as ctx:
        for code in ("zj01", "zj02", "zj03", "zj04"):
            row = Evaluator(
                campaign_id=1, code=code, name=f"专家{code}", entered_at=ctx.now, entered_by="测试"
            )
            ctx.session.add(row)
            ctx.session.flush()
            ctx.session.add(PanelSeat(evaluator_id=row.id or 0, component="site_visit", group="g4"))
        ctx.session.execute(
            update(Application)
            .where(col(Application.number) == "00002")
            .values(honour="service_collective", state=ApplicationState.ELIGIBLE)
        )
        ctx.record("roster.imported", "测试")
    return made
