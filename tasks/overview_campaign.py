"""The campaign file as the office reads it: in force, checked, version by version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from config.campaign_file import check_text, usual_surroundings
from config.findings import Finding
from config.schema import TITLES
from models import CampaignVersion
from notifications.catalogue import CATALOGUE
from notifications.channels.registry import CHANNELS
from rules.definition import Campaign
from rules.differences import Difference, differences
from rules.readings_sheet import DecisionSheet, decision_sheet
from rules.said import Said
from tasks.context import Context
from tasks.errors import NotFound
from tasks.overview import Desk


@dataclass(frozen=True, slots=True)
class FileInForce:
    """The frozen file with what the check says of it today and how it reads open points."""

    versions: Sequence[CampaignVersion]
    findings: tuple[Finding, ...]
    sheet: DecisionSheet

    @property
    def now(self) -> CampaignVersion:
        return self.versions[0]


@dataclass(frozen=True, slots=True)
class OneVersion:
    row: CampaignVersion
    differences: tuple[Difference, ...]
    """From the version before; none for the first one."""


def in_force(ctx: Context, at: Desk) -> FileInForce:
    """The file of the campaign on the desk, its versions newest first."""
    rows = ctx.session.exec(
        select(CampaignVersion)
        .where(col(CampaignVersion.campaign_id) == at.campaign_id)
        .order_by(col(CampaignVersion.version).desc())
    ).all()
    if not rows:
        raise NotFound(["没有保存活动文件"])
    report = check_text(
        rows[0].text,
        usual_surroundings(templates=frozenset(CATALOGUE), channels=frozenset(CHANNELS)),
    )
    return FileInForce(rows, report.findings, decision_sheet(at.plan, at.calendar))


def version(ctx: Context, at: Desk, number: int) -> OneVersion:
    """A version with what it changed; raises NotFound for one that never was."""
    rows = ctx.session.exec(
        select(CampaignVersion)
        .where(
            col(CampaignVersion.campaign_id) == at.campaign_id,
            col(CampaignVersion.version).in_([number - 1, number]),
        )
        .order_by(col(CampaignVersion.version))
    ).all()
    if not rows or rows[-1].version != number:
        raise NotFound([Said("活动文件没有第 {number} 版", number=number)])
    before, after = _read(rows[0]), _read(rows[-1])
    found = differences(before, after, TITLES) if before and after and len(rows) > 1 else ()
    return OneVersion(rows[-1], found)


def _read(row: CampaignVersion) -> Campaign | None:
    """None where a later program no longer reads what was frozen then."""
    return check_text(row.text, usual_surroundings()).definition
