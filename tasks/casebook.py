"""Good cases compiled into a booklet: by task area, with the unit that reported each (R15, R50)."""

from __future__ import annotations

import json
from dataclasses import dataclass

from records.workbooks.steady import make_steady
from records.workbooks.writing import Heading, Written, write_workbook
from rules.definition import DutyKind
from tasks import owing, steps
from tasks.campaigns import definition_of
from tasks.context import Context
from tasks.dossier import results_folder
from tasks.materials import cases, making
from tasks.use_case import use_case


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
    rows = cases.reported(ctx, campaign_id)
    folder = results_folder(ctx, campaign_id) / "casebook"
    headings = (
        Heading("方面", 14), Heading("标题", 40), Heading("单位", 28), Heading("日期", 12),
        Heading("来源", 10),
    )  # fmt: skip
    table = [
        (one.area, row.title, one.unit, row.happened_on, cases.FROM[row.kind])
        for one in rows
        for row in (one.filing,)
    ]
    booklet = folder / "先进事迹汇编.xlsx"
    write_workbook(booklet, [Written("汇编", headings, table, f"{plan.short}先进事迹汇编")])
    make_steady(booklet)
    text = json.dumps([[str(value) for value in row] for row in table], ensure_ascii=False)
    (folder / "cases.json").write_text(text, encoding="utf-8")
    for paper in cases.booklet(ctx, campaign_id, plan):
        making.put(ctx, campaign_id, step, paper)
    for duty in (d for d in plan.step(step).duties if d.kind is DutyKind.TASK):
        owing.meet(ctx, owing.owed(ctx, campaign_id, step, duty.code), at=ctx.now, how="已汇编成册")
    units = len({row[2] for row in table})
    steps.conclude(ctx, campaign_id, step, f"汇编{len(table)}篇，来自{units}个单位")
    return Compiled(len(table), units)
