"""A campaign in the middle of December with as many units as wanted, written straight to the tables."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlmodel import col, insert, select, update

from config.campaign_file import read_campaign
from config.settings import Settings
from models import Application, Message, Obligation, OfficeTask, Placement, Step, Unit
from rules.definition import Campaign, Honour
from rules.states import ApplicationState, MessageState, ObligationState, StepState
from tasks import duties
from tasks.campaigns import definition_of, launch
from tasks.clocks import SimulatedClock
from tasks.context import Context, House, open_house
from tasks.facts_of import NOTHING_STATED, stored, unit_facts
from tests.support.campaigns import SUZHOU
from tests.support.templates import copy_of, with_tables

SHANGHAI = ZoneInfo("Asia/Shanghai")
ISSUED = datetime(2021, 6, 18, 9, tzinfo=SHANGHAI)
FRIDAY = datetime(2021, 12, 17, 10, 20, tzinfo=SHANGHAI)
"""The day on which applications are due."""
COUNTIES = ("云州市", "梅溪市", "竹山市", "松江北区", "兰亭区", "青石区")
KINDS = (
    "window", "street_centre", "town_bureau", "window", "branch_hall", "zone_bureau", "window",
    "county_bureau", "trading_centre", "hotline",
)  # fmt: skip
CITY_KINDS = ("window", "branch_hall")
DONE = ("1.1", "1.2", "1.3", "1.4", "1.5", "2.1")
OPEN = "2.2"


def house_at(home: Path, *, at: datetime = FRIDAY, database: str = "") -> House:
    """An empty house whose business clock stands at a moment."""
    settings = Settings(home=home, database=database)
    copy_of(settings.database_url, with_tables)
    return open_house(settings, clock=SimulatedClock(at))


def december(house: House, *, units: int, simulated: bool = False) -> int:
    """Lay out the campaign as it stands on that Friday; returns its id."""
    file = read_campaign(SUZHOU)
    with house.acting("办公室", now=ISSUED) as ctx:
        ctx.session.execute(insert(Unit), _units(file.definition, units))
        campaign = launch(ctx, file, simulated=simulated).campaign_id
    for code in (*DONE, OPEN):
        opened = datetime.combine(file.definition.step(code).opens, ISSUED.time(), SHANGHAI)
        with house.acting("定时运行", now=opened) as ctx:
            _open(ctx, campaign, code, opened)
            duties.lay_on(ctx, campaign, code)
            ctx.record("step.opened", code, campaign=campaign)
    with house.acting("办公室", now=FRIDAY) as ctx:
        _settle(ctx, campaign)
        _apply(ctx, campaign)
        _write(ctx, campaign)
        ctx.session.add(
            OfficeTask(
                campaign_id=campaign,
                key="t1",
                kind="address_failed",
                text="梅溪市2号街道中心联系人的邮箱被退回，请核对后改正",
                created_at=FRIDAY - timedelta(hours=1),
            )
        )
        ctx.record("step.closed", "2.1", campaign=campaign, why="全部签收")
    return campaign


def propose(house: House, campaign: int) -> None:
    """A list as the leading group would have it: every third application wins."""
    with house.acting("领导小组", now=FRIDAY) as ctx:
        plan = definition_of(ctx, campaign)
        rows = ctx.session.exec(
            select(Application, Unit.kind)
            .join(Unit, col(Unit.id) == col(Application.unit_id))
            .order_by(col(Application.id))
        ).all()
        ctx.session.add_all(
            Placement(
                campaign_id=campaign,
                application_id=row.id or 0,
                honour=row.honour,
                cell=_cell(plan.honour(row.honour), kind),
                outcome="won" if n % 3 == 0 else "reserve",
                reason="按总分排序",
            )
            for n, (row, kind) in enumerate(rows)
        )
        ctx.record("review.decided", campaign=campaign)


def _cell(honour: Honour, kind: str) -> str:
    """The category for this kind of unit; the first where the honour has none for it."""
    return next((c.code for c in honour.cells if kind in c.kinds), honour.cells[0].code)


def _units(plan: Campaign, count: int) -> list[dict[str, object]]:
    plain: dict[str, object] = {
        "parent_id": None,
        "headcount": 5,
        "member": False,
        "strong_town": False,
    }
    offices: list[dict[str, object]] = [
        {**plain, "code": o.code, "name": o.name, "kind": "bureau_office", "county": "",
         "member": o.member, "listed_order": n}
        for n, o in enumerate(plan.offices)
    ]  # fmt: skip
    others: list[dict[str, object]] = []
    for n in range(count):
        kind = KINDS[n % len(KINDS)]
        county = "" if kind in CITY_KINDS else COUNTIES[n % len(COUNTIES)]
        name = f"{county or '市级'}{n}号{plan.unit_kind(kind).name}"
        others.append(
            {**plain, "code": f"u{n:05}", "name": name, "kind": kind, "county": county,
             "listed_order": 100 + n}
        )  # fmt: skip
    return offices + others


def _open(ctx: Context, campaign: int, code: str, at: datetime) -> None:
    ctx.session.execute(
        update(Step)
        .where(col(Step.campaign_id) == campaign, col(Step.code) == code)
        .values(state=StepState.OPEN, opened_at=at)
    )


def _settle(ctx: Context, campaign: int) -> None:
    """Earlier steps are over, mostly met; of the applications every second has come in."""
    closed = select(Step.id).where(col(Step.campaign_id) == campaign, col(Step.code).in_(DONE))
    mine = col(Obligation.step_id).in_(closed)
    nth = col(Obligation.unit_id) % 10
    for state, which in (
        (ObligationState.LAPSED, nth == 0),
        (ObligationState.MET_LATE, nth == 1),
        (ObligationState.MET, nth > 1),
    ):
        ctx.session.execute(
            update(Obligation)
            .where(mine, which)
            .values(state=state, met_at=FRIDAY, next_nudge_at=None)
        )
    ctx.session.execute(
        update(Obligation)
        .where(~mine, col(Obligation.duty) == "apply", col(Obligation.unit_id) % 2 == 0)
        .values(state=ObligationState.MET, met_at=FRIDAY, met_how="网上提交", next_nudge_at=None)
    )
    early = date(2021, 12, 15)
    over = datetime.combine(early, time.max, SHANGHAI)
    ctx.session.execute(
        update(Obligation)
        .where(~mine, col(Obligation.duty) == "apply", col(Obligation.unit_id) % 20 == 1)
        .values(due_on=early, shown_at=over, enforced_at=over)
    )
    monday = datetime(2021, 12, 20, 9, 37, tzinfo=SHANGHAI)
    ctx.session.execute(
        update(Obligation)
        .where(~mine, col(Obligation.state) == ObligationState.PENDING)
        .values(next_nudge_at=monday)
    )
    ctx.session.execute(
        update(Step)
        .where(col(Step.campaign_id) == campaign, col(Step.code).in_(DONE))
        .values(state=StepState.CLOSED, closed_at=FRIDAY)
    )


def _apply(ctx: Context, campaign: int) -> None:
    rows = ctx.session.exec(
        select(Unit).where(col(Unit.code).like("u%")).order_by(col(Unit.id))
    ).all()
    states = (ApplicationState.SUBMITTED, ApplicationState.ELIGIBLE, ApplicationState.INELIGIBLE)
    honours = ("standard_bearer", "service_collective", "window_star", "advanced_worker")
    applications: list[dict[str, object]] = [
        {
            "campaign_id": campaign, "number": f"{n:05}", "honour": honours[n % 4],
            "unit_id": unit.id, "candidate": unit.name, "state": states[n % 3], "version": 1,
            "applied_on": FRIDAY.date(), "facts": stored(NOTHING_STATED, unit_facts(unit, None)),
            "returned_for": "", "reasons": [], "opinion": "", "priority": "",
        }
        for n, unit in enumerate(rows[::2])
    ]  # fmt: skip
    if applications:
        ctx.session.execute(insert(Application), applications)


def _write(ctx: Context, campaign: int) -> None:
    rows = ctx.session.exec(select(Unit.id).order_by(col(Unit.id))).all()
    states = (MessageState.SENT, MessageState.SENT, MessageState.READY, MessageState.FAILED)
    channels = ("email", "inbox", "sms")
    messages = [
        {
            "campaign_id": campaign, "key": f"{campaign}:r:{n}", "kind": "reminder",
            "unit_id": unit, "channel": channels[n % 3],
            "address": f"contact{n}@example.test" if n % 3 == 0 else f"1380000{n:04}",
            "subject": "请于12月17日前报送申报材料", "body": "正文", "state": _state(n, states),
            "business_day": FRIDAY.date(), "ready_at": FRIDAY, "created_at": FRIDAY,
            "claimed_by": "", "attempts": 0, "provider_id": "",
            "reason": "地址不存在" if _state(n, states) is MessageState.FAILED else "",
        }
        for n, unit in enumerate(rows)
    ]  # fmt: skip
    ctx.session.execute(insert(Message), messages)


def _state(n: int, states: tuple[MessageState, ...]) -> MessageState:
    return MessageState.HELD if n % 11 == 5 else states[n % 4]
