"""How firmly the list stands: borders that hang on little, and who would move under another reading."""

from __future__ import annotations

from decimal import Decimal

from rich.table import Table

from cli.demo.tables import listed, table
from rules.definition import Campaign
from rules.selection import BORDER_NAMES, ReadingIs, margins
from tasks import what_if
from tasks.candidates import candidates_of
from tasks.context import Context

CLOSE = Decimal("0.5")
"""Points within which a border is listed."""
MARGINS_SHOWN = 5
OTHERWISE = ReadingIs("top_three", "among_applicants")
"""A6 read the other way: ranks counted among the windows that applied."""


def close(ctx: Context, campaign: int, plan: Campaign) -> Table:
    """The closest borders, then what another reading of the notice would change."""
    candidates = candidates_of(ctx, campaign, plan, explained=False)
    names = {one.number: one.application.shown_name for one in candidates}
    supposed = what_if.suppose(ctx, campaign, [OTHERWISE])
    found = margins(candidates, supposed.before, plan, CLOSE)
    title = f"差距在{CLOSE}分以内的：共{len(found)}处，最小的{min(MARGINS_SHOWN, len(found))}处"
    made = table(title, ("荣誉和类别", "界线", "*前后两方", "#相差"))
    for one in found[:MARGINS_SHOWN]:
        honour = plan.honour(one.honour)
        cell = next((c.name for c in honour.cells if c.code == one.cell), "")
        sides = "、".join(names[number] for number in (one.ahead, one.behind) if number)
        made.add_row(f"{honour.name}·{cell}", BORDER_NAMES[one.border], sides, str(one.gap))
    moved = [f"{names[number]}获评" for number in supposed.came_in]
    moved += [f"{names[number]}不再获评" for number in supposed.went_out]
    told = f"{len(moved)}个变动：{listed(moved)}" if moved else "名单不变"
    made.add_section()
    made.add_row("假如A6按申报窗口排前三", "不作记录", told, "")
    return made
