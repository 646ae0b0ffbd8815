"""What the office, the lead offices and the leading group do through the year."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import partial

from sqlmodel import col, select

from cli.demo import closing, figures, judging, materials, meetings, notices, signing
from cli.demo.agenda import DIRECTOR, OFFICE, Fixed, Playing
from cli.demo.cast import Cast, Temper
from cli.demo.filings import corrected, entry_for
from cli.demo.voting import HeadsVote
from cli.demo.year import Year
from models import Application, Message, OfficeTask, Unit
from rules.definition import Campaign, StepKind
from rules.states import MessageState
from tasks import address_repair, applications, deadlines, outbox, steps, visits
from tasks.application_rows import WAITING
from tasks.context import Context
from tasks.orders import Order, Scope

PUT_UP = "2022-01-11 17:22"
"""An installation sweeps four times an hour; this sweep finds the substitute's notice to put up."""


class Office:
    """The office's own year: most of it on fixed days, the rest as things come up."""

    def __init__(self, plan: Campaign, cast_: Cast, units: list[Unit]) -> None:
        self._plan = plan
        self._cast = cast_
        self._units = units
        self._releasing: set[date] = set()

    def begin(self, year: Year) -> None:
        """Put everything with a fixed day on the agenda."""
        one = Playing(year.campaign, self._plan, self._cast)
        fixed = (
            *self._agenda(year),
            *judging.agenda(one),
            *HeadsVote(one, year).agenda(),
            *figures.agenda(one),
            *notices.agenda(one),
            *meetings.agenda(one),
            *closing.agenda(one),
            *signing.agenda(one),
            *materials.agenda(one),
        )
        for when, who, title, do in fixed:
            year.plan(_moment(year, when), who, title, do)
        year.sweep_at(_moment(year, PUT_UP))

    def _agenda(self, year: Year) -> tuple[Fixed, ...]:
        campaign = year.campaign
        return (
            ("2021-06-18 15:40", OFFICE, "更正退回的地址", partial(self._mend, campaign)),
            ("2021-09-02 10:20", OFFICE, "安排调研座谈", partial(self._plan_visits, campaign)),
            ("2021-11-22 11:10", OFFICE, "延长总结报送时间", partial(self._move_all, campaign)),
            ("2021-12-14 10:40", OFFICE, "退回一件申报", partial(self._return_some, year)),
            ("2021-12-15 16:20", OFFICE, "同意一个单位延期", partial(self._extend_one, campaign)),
            ("2022-01-04 09:20", OFFICE, "提前启动总结会议", partial(self._too_early, campaign)),
        )

    def notice(self, year: Year) -> None:
        """Bulk notices wait for the office: it looks at them and releases them a little later."""
        today = year.calendar.day_of(year.clock.now())
        if today in self._releasing:
            return
        with year.house.reading() as ctx:
            held = ctx.session.exec(
                select(Message.id)
                .where(
                    col(Message.campaign_id) == year.campaign,
                    col(Message.state) == MessageState.HELD,
                )
                .limit(1)
            ).first()
        if held is not None:
            self._releasing.add(today)
            at = max(year.calendar.at(today, time(9, 28)), year.clock.now() + timedelta(minutes=9))
            year.plan(at, OFFICE, "放行通知", partial(self._release, year.campaign))

    def _release(self, campaign: int, ctx: Context) -> None:
        outbox.release(ctx, campaign)

    def _mend(self, campaign: int, ctx: Context) -> None:
        """Whose mail came back the office asks by telephone, the same day."""
        returned = ctx.session.exec(
            select(OfficeTask).where(
                col(OfficeTask.campaign_id) == campaign, col(OfficeTask.done_at).is_(None)
            )
        ).all()
        for task in returned:
            if (wrong := address_repair.wrong_address(ctx, task)) is not None:
                right = wrong.value.replace("@", "-2@")
                how = "已电话核实，邮箱改正"
                address_repair.correct(ctx, campaign, task.id or 0, right, how=how)

    def _plan_visits(self, campaign: int, ctx: Context) -> None:
        # All on one day and written up there: what matters here is the record.
        day = ctx.now.date()
        counties = [unit for unit in self._units if unit.kind == "county_bureau"][:5]
        for unit in counties:
            what = visits.Plan("visit", f"到{unit.name}考察调研", day, unit.code)
            self._record(ctx, visits.plan(ctx, campaign, what))
        what = visits.Plan("symposium", "争创经验交流座谈会", day)
        self._record(ctx, visits.plan(ctx, campaign, what))

    def _record(self, ctx: Context, number: int) -> None:
        day = ctx.now.date()
        visits.record(ctx, number, held_on=day, text="听取介绍，察看现场，交流做法", attended=12)

    def _move_all(self, campaign: int, ctx: Context) -> None:
        order = Order(
            "1.4",
            "summary_2",
            date(2021, 11, 29),
            "部分地区正在应急值守，统一延后一个工作日",
            DIRECTOR,
        )
        deadlines.move(ctx, campaign, order)

    def _extend_one(self, campaign: int, ctx: Context) -> None:
        late = [u for u in self._units if self._cast.temper_of(u.code, u.kind) is Temper.LATE]
        if not late:
            return
        order = Order(
            "2.2", "apply", date(2021, 12, 22), "分管负责人隔离，材料无法盖章", DIRECTOR,
            Scope(unit=late[0].code),
        )  # fmt: skip
        deadlines.move(ctx, campaign, order)

    def _return_some(self, year: Year, ctx: Context) -> None:
        rows = ctx.session.exec(
            select(Application)
            .where(
                col(Application.campaign_id) == year.campaign,
                col(Application.honour) == "standard_bearer",
                col(Application.state).in_(WAITING),
            )
            .order_by(col(Application.number))
            .limit(2)
        ).all()
        for row in rows:
            applications.return_for_correction(
                ctx,
                year.campaign,
                row.number,
                corrections=["请补充项目启动和投入使用的具体日期"],
                due_on=date(2021, 12, 17),
            )
            again = partial(self._resubmit, year.campaign, row.number, row.unit_id)
            at = year.calendar.at(date(2021, 12, 16), time(15, 5))
            year.plan(at, "联系人", "修改后重新提交", again)

    def _resubmit(self, campaign: int, number: str, unit_id: int, ctx: Context) -> None:
        unit = ctx.session.get_one(Unit, unit_id)
        chance = self._cast.chance("entry", unit.code, "standard_bearer")
        entry = entry_for(self._plan.honour("standard_bearer"), unit, chance)
        applications.resubmit(ctx, campaign, number, corrected(entry))

    def _too_early(self, campaign: int, ctx: Context) -> None:
        """An impatient click, which the house refuses with its reasons."""
        steps.trigger(ctx, campaign, self._step(StepKind.COMMENDATION), reason="会场已经订好")

    def _step(self, kind: StepKind) -> str:
        return next(step.code for step in self._plan.steps if step.kind is kind)


def _moment(year: Year, when: str) -> datetime:
    local = datetime.fromisoformat(when)
    return year.calendar.at(local.date(), local.time())
