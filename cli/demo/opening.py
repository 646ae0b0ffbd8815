"""How the year begins: the roster imported, the campaign launched, everybody in their places."""

from __future__ import annotations

from sqlmodel import col, select

from cli.demo.accounts import open_accounts
from cli.demo.cast import Cast
from cli.demo.office import Office
from cli.demo.units import Units
from cli.demo.year import Flows, Year
from config.campaign_file import CampaignFile
from models import Unit
from records.fiction.roster import fictional_roster
from records.workbooks.filled import write_roster
from tasks import campaigns
from tasks.clocks import SimulatedClock
from tasks.context import House
from tasks.imports.roster import import_roster


def begin(
    house: House, clock: SimulatedClock, file: CampaignFile, flows: Flows, cast: Cast
) -> Year:
    """Launch for the units already in the house and let the cast plan its year."""
    with house.acting("办公室", now=clock.now()) as ctx:
        launched = campaigns.launch(ctx, file, simulated=True)
    with house.acting("演示", now=clock.now()) as ctx:
        open_accounts(ctx, file.definition, campaigns.calendar_of(ctx).day_of(clock.now()))
    with house.reading() as ctx:
        calendar = campaigns.calendar_of(ctx)
        rows = list(ctx.session.exec(select(Unit).order_by(col(Unit.listed_order))).all())
    people, office = Units(file.definition, cast), Office(file.definition, cast, rows)

    def watch(year: Year) -> None:
        people.notice(year)
        office.notice(year)

    year = Year(house, clock, launched.campaign_id, calendar, watch, flows)
    office.begin(year)
    return year


def bring_roster(
    house: House, clock: SimulatedClock, file: CampaignFile, *, units: int, seed: int
) -> dict[str, int]:
    """Import an invented roster from its workbook, as an office would; says how many of what."""
    plan = file.definition
    workbook = house.settings.home / "单位名册.xlsx"
    write_roster(workbook, fictional_roster(plan, seed=seed, units=units), plan.unit_kinds)
    with house.acting("办公室", now=clock.now()) as ctx:
        return dict(import_roster(ctx, workbook, plan.unit_kinds).counts)
