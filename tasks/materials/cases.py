"""The casebook as a bound paper: a chapter for each area, a case after the other (R15, R50)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import col, select

from models import Filing, Unit
from records.papers.materials.reports import Area, Case
from rules.definition import Campaign
from tasks.context import Context
from tasks.filings import CASE
from tasks.materials.gathered import content
from tasks.papers import Content

BOOKLET = "casebook"
FROM = {CASE: "典型案例", "report": "信息报送", "summary": "阶段性总结"}
"""Cases first of all; reports and summaries count as sources where a campaign has few."""
OTHER = "综合"


@dataclass(frozen=True, slots=True)
class Reported:
    """Something reported, with the unit that it is about."""

    filing: Filing
    unit: str

    @property
    def area(self) -> str:
        return self.filing.heading or OTHER


def reported(ctx: Context, campaign_id: int) -> list[Reported]:
    """By area, unit and day; two statements."""
    rows = ctx.session.exec(
        select(Filing, Unit.name)
        .join(Unit, col(Unit.id) == col(Filing.unit_id))
        .where(col(Filing.campaign_id) == campaign_id, col(Filing.kind).in_(FROM))
        .order_by(col(Filing.heading), col(Unit.listed_order), col(Filing.happened_on))
    ).all()
    # A county reports for its lower units: the case is theirs.
    about = {filing.detail.get("about", "") for filing, _ in rows}
    names = dict(
        ctx.session.exec(select(Unit.code, Unit.name).where(col(Unit.code).in_(about))).all()
    )
    return [Reported(row, names.get(row.detail.get("about", ""), unit)) for row, unit in rows]


def booklet(ctx: Context, campaign_id: int, plan: Campaign) -> Iterator[Content]:
    """先进事迹汇编, with a table of contents; the areas in the order of the file."""
    found = reported(ctx, campaign_id)
    by_area: dict[str, list[Case]] = defaultdict(list)
    for one in found:
        row = one.filing
        by_area[one.area].append(
            Case(
                title=row.title, unit=one.unit, on=row.happened_on.isoformat(),
                source=FROM[row.kind], text=str(row.detail.get("text", "")) or row.link,
            )
        )  # fmt: skip
    order = [*plan.report_headings, OTHER]
    names = sorted(by_area, key=lambda name: order.index(name) if name in order else len(order))
    if found:
        areas = [Area(name=name, cases=by_area[name]) for name in names]
        sources = {"filing": [one.filing.id for one in found]}
        yield content(BOOKLET, "", f"{plan.short}先进事迹汇编", {"areas": areas}, sources)
