"""What the units do through the year: each new duty becomes an act on the agenda, or silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import cast

from sqlmodel import col, select

from cli.demo.cast import Cast, Owed, Planned
from cli.demo.filings import entry_for, measures_of, wanted_honours
from cli.demo.year import Year
from models import Application, Obligation, Step, Unit
from rules.definition import Campaign, DutyKind
from tasks import applications, eligibility, filings, fulfilment
from tasks.application_rows import NOT_STANDING, Entry
from tasks.context import Context
from tasks.filings import HandIn

OFFICE = "办公室（代办）"
PREFERRED = 0.15
"""Share of lower units that their county bureau recommends first (R51)."""


class Units:
    """Notices what has become each unit's to do and plans when it does it."""

    def __init__(self, plan: Campaign, cast_: Cast) -> None:
        self._plan = plan
        self._cast = cast_
        self._seen = 0

    def notice(self, year: Year) -> None:
        """Plan an act for every duty that is new since the last look."""
        with year.house.reading() as ctx:
            rows = ctx.session.exec(
                select(Obligation, Step.code, Unit)
                .join(Step, col(Step.id) == col(Obligation.step_id))
                .join(Unit, col(Unit.id) == col(Obligation.unit_id))
                .where(
                    col(Obligation.campaign_id) == year.campaign,
                    col(Obligation.id) > self._seen,
                    # A correction names its application; the office's demo answers those itself.
                    col(Obligation.subject) == "",
                )
                .order_by(col(Obligation.id))
            ).all()
        for obligation, step, unit in rows:
            self._seen = cast("int", obligation.id)
            owed = Owed(
                self._seen,
                step,
                obligation.duty,
                cast("int", unit.id),
                unit.code,
                unit.kind,
                year.calendar.day_of(obligation.opened_at),
                obligation.due_on,
            )
            self._plan_act(year, owed, unit)

    def _plan_act(self, year: Year, owed: Owed, unit: Unit) -> None:
        duty = self._plan.duty(owed.step, owed.duty)
        planned = self._cast.acts(owed)
        if planned is None:
            return
        who = OFFICE if planned.on_paper else f"{unit.name}联系人"
        match duty.kind:
            case DutyKind.ACKNOWLEDGE:
                act = partial(self._acknowledge, year.campaign, owed, planned)
            case DutyKind.MEASURES | DutyKind.SUMMARY | DutyKind.REPORT:
                act = partial(self._hand_in, year.campaign, owed, planned)
            case DutyKind.APPLY:
                self._plan_applications(year, owed, planned, unit)
                return
            case DutyKind.OPINION:
                at = year.calendar.at(owed.due_on, planned.at.time().replace(hour=7))
                year.plan(at, who, duty.title, partial(self._opine, year.campaign, owed))
                return
            case _:
                return
        year.plan(planned.at, who, duty.title, act)

    def _acknowledge(self, campaign: int, owed: Owed, planned: Planned, ctx: Context) -> None:
        by = OFFICE if planned.on_paper else "联系人"
        fulfilment.acknowledge(ctx, campaign, owed.step, owed.unit_id, at=ctx.now, by=by)

    def _hand_in(self, campaign: int, owed: Owed, planned: Planned, ctx: Context) -> None:
        duty = self._plan.duty(owed.step, owed.duty)
        chance = self._cast.chance("heading", owed.unit, owed.duty)
        what = HandIn(
            kind=duty.kind.value,
            title=duty.title,
            happened_on=planned.real_day,
            by=OFFICE if planned.on_paper else "联系人",
            heading=chance.choice(duty.headings) if duty.headings else "",
            channel="paper" if planned.on_paper else "web",
            detail=measures_of(self._plan) if duty.kind is DutyKind.MEASURES else {},
        )
        filings.hand_in(ctx, campaign, owed.unit_id, what)

    def _plan_applications(self, year: Year, owed: Owed, planned: Planned, unit: Unit) -> None:
        chance = self._cast.chance("honours", owed.unit)
        honours = wanted_honours(self._plan, owed.unit, owed.kind, chance)
        who = OFFICE if planned.on_paper else f"{unit.name}联系人"
        if not honours:
            decline = partial(self._decline, year.campaign, owed)
            year.plan(planned.at, who, "说明不申报", decline)
        for number, honour in enumerate(honours):
            entry = entry_for(honour, unit, self._cast.chance("entry", owed.unit, honour.code))
            act = partial(self._apply, year.campaign, planned, entry)
            at = planned.at + timedelta(minutes=7 * number)
            year.plan(at, who, f"申报“{honour.name}”", act)

    def _apply(self, campaign: int, planned: Planned, entry: Entry, ctx: Context) -> None:
        if planned.on_paper:
            entry = replace(entry, happened_on=planned.real_day, channel="paper")
        applications.submit(ctx, campaign, entry)

    def _decline(self, campaign: int, owed: Owed, ctx: Context) -> None:
        applications.declare_none(ctx, campaign, owed.unit, reason="今年以打基础为主")

    def _opine(self, campaign: int, owed: Owed, ctx: Context) -> None:
        for row in self._without_opinion(ctx, campaign, owed.unit_id):
            chance = self._cast.chance("opinion", row.number)
            preferred = chance.random() < PREFERRED
            eligibility.give_opinion(
                ctx,
                campaign,
                row.number,
                county=owed.unit,
                text="情况属实，同意申报",
                priority="工作扎实，群众评价好，建议优先" if preferred else "",
            )

    @staticmethod
    def _without_opinion(ctx: Context, campaign: int, bureau: int) -> list[Application]:
        rows = ctx.session.exec(
            select(Application)
            .join(Unit, col(Unit.id) == col(Application.unit_id))
            .where(
                col(Application.campaign_id) == campaign,
                col(Unit.parent_id) == bureau,
                col(Application.opinion) == "",
                col(Application.state).not_in(NOT_STANDING),
            )
            .order_by(col(Application.number))
        ).all()
        return list(rows)
