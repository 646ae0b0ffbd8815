"""A campaign file on disk: read into its definition, or refused with every mistake and its line."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from config.findings import CheckReport, from_mistakes
from config.positions import Located, locate
from config.wrong_shapes import shape_findings
from rules.definition import Campaign


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
        lines = [f.line_for(path.name) for f in report.findings if f.severity == "error"]
        super().__init__("\n".join(lines))


def read_campaign(path: Path) -> CampaignFile:
    """Read a file that is to be used now.

    Raises:
        CampaignFileError: With all its errors at once.
        OSError: When it cannot be read at all.
    """
    raw = path.read_bytes()
    text = _decoded(raw)
    report, _ = parse_campaign(text)
    if report.definition is None:
        raise CampaignFileError(path, report)
    return CampaignFile(report.definition, text, hashlib.sha256(raw).hexdigest(), path)


def parse_campaign(text: str) -> tuple[CheckReport, Located]:
    """The definition a text holds, or its mistakes of form; what it means is checked elsewhere."""
    located = locate(text)
    findings = from_mistakes(located.mistakes)
    if located.data is None:
        return CheckReport(findings, None), located
    try:
        definition = Campaign.model_validate(located.data)
    except ValidationError as error:
        return CheckReport((*findings, *shape_findings(error, located)), None).sorted(), located
    return CheckReport(findings, None if findings else definition).sorted(), located


def _decoded(raw: bytes) -> str:
    """UTF-8 with or without a mark, and what a Chinese editor on Windows may have saved instead."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")
