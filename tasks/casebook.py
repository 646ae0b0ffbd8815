"""Good cases compiled into a booklet: by task area, with the unit that reported each (R15, R50)."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlmodel import col, select

from models import Filing, Unit
from records.workbooks.steady import make_steady
from records.workbooks.writing import Heading, Written, write_workbook
from tasks import steps
from tasks.campaigns import definition_of
from tasks.context import Context
from tasks.dossier import results_folder
from tasks.filings import CASE
from tasks.use_case import use_case

FROM = {CASE: "典型案例", "report": "信息报送", "summary": "阶段性总结"}
"""Cases first of all; reports and summaries count as sources where a campaign has few."""


@dataclass(frozen=True, slots=True)
class Compiled:
    cases: int
    units: int

    def row(self) -> dict[str, object]:
        return {"案例": self.cases, "单位": self.units}


@use_case("汇编先进事迹", retries=2)
def compile_when_due(ctx: Context, campaign_id: int, step: str) -> Compiled:
    """Write the casebook from what was reported; writing it again replaces it."""
    plan = definition_of(ctx, campaign_id)
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
    folder = results_folder(ctx, campaign_id) / "casebook"
    headings = (
        Heading("方面", 14), Heading("标题", 40), Heading("单位", 28), Heading("日期", 12),
        Heading("来源", 10),
    )  # fmt: skip
    table = [
        (
            filing.heading or "综合",
            filing.title,
            names.get(filing.detail.get("about", ""), unit),
            filing.happened_on,
            FROM[filing.kind],
        )
        for filing, unit in rows
    ]
    booklet = folder / "先进事迹汇编.xlsx"
    write_workbook(booklet, [Written("汇编", headings, table, f"{plan.short}先进事迹汇编")])
    make_steady(booklet)
    text = json.dumps([[str(value) for value in row] for row in table], ensure_ascii=False)
    (folder / "cases.json").write_text(text, encoding="utf-8")
    units = len({row[2] for row in table})
    steps.conclude(ctx, campaign_id, step, f"汇编{len(table)}篇，来自{units}个单位")
    return Compiled(len(table), units)
