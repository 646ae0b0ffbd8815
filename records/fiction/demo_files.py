"""The fictional files as they would be handed in: the roster and every sheet, written to disk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from records.fiction.sheets import bimonthly_rows, report_rows, third_party_rows
from records.workbooks.filled import write_roster, write_sheet
from records.workbooks.roster import Roster
from records.workbooks.sheets import BIMONTHLY, THIRD_PARTY, reports_layout
from rules.definition import Campaign, Method


def write_fiction(
    folder: Path, campaign: Campaign, roster: Roster, *, seed: int
) -> tuple[Path, ...]:
    """Roster, reports, bimonthly and third-party sheets, fit to be imported in this order."""
    paths = tuple(
        folder / f"{name}.xlsx" for name in ("单位名册", "信息报送", "双月度考核", "第三方测评")
    )
    write_roster(paths[0], roster, campaign.unit_kinds)
    first, last = campaign.phases[0].opens, campaign.phases[0].closes
    units = [unit.code for unit in roster.units]
    reports = report_rows(units, campaign.report_headings, first, last, seed=seed)
    write_sheet(paths[1], reports_layout(campaign), reports)
    windows = scored_by(campaign, roster, Method.BIMONTHLY)
    rounds = campaign.readings.bimonthly_rounds
    write_sheet(paths[2], BIMONTHLY, bimonthly_rows(windows, rounds, seed=seed))
    measured = scored_by(campaign, roster, Method.THIRD_PARTY)
    write_sheet(paths[3], THIRD_PARTY, third_party_rows(measured, seed=seed))
    return paths


def scored_by(campaign: Campaign, roster: Roster, method: Method) -> Mapping[str, str]:
    """Code and name of the units that a scheme of the campaign scores by this method."""
    kinds = {
        kind.code
        for kind in campaign.unit_kinds
        for honour in campaign.honours
        if (scheme := campaign.scheme_for(kind.code, honour.code))
        and any(component.method is method for component in scheme.components)
    }
    return {unit.code: unit.name for unit in roster.units if unit.kind in kinds}
