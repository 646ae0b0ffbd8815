"""A campaign file on disk: read into its definition, or refused with every mistake and its line."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from config.calendars import KNOWN_YEARS, statutory
from config.findings import CheckReport, from_mistakes, from_remarks
from config.placeholders import made_whole, touched
from config.positions import Located, locate
from config.wrong_shapes import shape_findings
from rules.definition import Campaign
from rules.lint import Remark, Surroundings, lint

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class CampaignFile:
    """A definition with the exact text it was read from, which a launch freezes by its hash."""

    definition: Campaign
    text: str
    sha256: str
    path: Path


class CampaignFileError(ValueError):
    """The file cannot be used; the report says everything that is wrong with it."""

    def __init__(self, path: Path, report: CheckReport) -> None:
        self.path = path
        self.report = report
        super().__init__("\n".join(f.line_for(path.name) for f in report.errors))


def read_campaign(path: Path) -> CampaignFile:
    """Read a file that is to be used now.

    Raises:
        CampaignFileError: With all its errors at once.
        OSError: When it cannot be read at all.
    """
    return campaign_in(path, path.read_bytes())


def campaign_in(path: Path, raw: bytes) -> CampaignFile:
    """The same for bytes that were uploaded under this name."""
    text = decoded(raw)
    report = check_text(text, usual_surroundings())
    if report.definition is None:
        raise CampaignFileError(path, report)
    return CampaignFile(report.definition, text, hashlib.sha256(raw).hexdigest(), path)


def check_campaign(
    path: Path,
    *,
    templates: frozenset[str] | None = None,
    channels: frozenset[str] | None = None,
) -> CheckReport:
    """Everything there is to say about a file; a definition only when it has no error.

    Raises:
        OSError: When the file cannot be read at all.
    """
    around = usual_surroundings(templates=templates, channels=channels)
    return check_text(decoded(path.read_bytes()), around)


def usual_surroundings(
    *, templates: frozenset[str] | None = None, channels: frozenset[str] | None = None
) -> Surroundings:
    """The statutory calendar of all known years; unknown ones are estimated and said to be."""
    calendar = statutory(KNOWN_YEARS, provisional=True)
    return Surroundings(calendar=calendar, templates=templates, channels=channels)


def check_text(text: str, around: Surroundings) -> CheckReport:
    located = locate(text)
    findings = from_mistakes(located.mistakes)
    if located.data is None:
        return CheckReport(findings, None).sorted()
    definition: Campaign | None = None
    try:
        definition = Campaign.model_validate(located.data)
        remarks = lint(definition, around)
    except ValidationError as error:
        findings = (*findings, *shape_findings(error, located))
        remarks = _beyond_the_broken(located, error, around)
    report = CheckReport((*findings, *from_remarks(remarks, located)), None).sorted()
    return report if report.errors else CheckReport(report.findings, definition)


def _beyond_the_broken(
    located: Located, error: ValidationError, around: Surroundings
) -> tuple[Remark, ...]:
    """What else is wrong with a file of wrong form, leaving out what only a stand-in causes."""
    definition, replaced = made_whole(located.data, error)
    if definition is None:
        return ()
    return tuple(
        remark
        for remark in lint(definition, around)
        if not any(
            touched(path, replaced, siblings=remark.code != "unknown-name")
            for path in (remark.path, *remark.also)
        )
    )


def decoded(raw: bytes) -> str:
    """UTF-8 with or without a mark, and what a Chinese editor on Windows may have saved instead."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")
