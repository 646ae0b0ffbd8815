"""The whole package of a campaign: items, catalogue, metadata, check report, tables, guide."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from records.archive.items import OTHER, Item, catalogue_sheet, catalogue_xml, metadata_xml
from records.archive.package import Entry, Packed, pack
from records.archive.properties import Check, checks_of, report_xml
from records.workbooks.steady import steady_bytes
from records.workbooks.writing import write_workbook
from rules.masking import masked

GUIDE = Path(__file__).with_name("guide.txt")


@dataclass(frozen=True, slots=True)
class Campaign:
    """What the package says of itself."""

    code: str
    title: str
    organiser: str
    sealed_on: date


@dataclass(frozen=True, slots=True)
class Contents:
    items: Sequence[Item]
    tables: Mapping[str, Sequence[Mapping[str, Any]]]
    """Rows by table: not items, but what items were made of; telephones and the like are masked."""
    extras: Mapping[str, bytes]
    """Further files by their place: proofs, the journal's chain, copies for the public."""
    checks: Sequence[Check]
    """Tests that only the system itself could make."""


@dataclass(frozen=True, slots=True)
class Sealed:
    packed: Packed
    checks: tuple[Check, ...]


def seal(target: Path, campaign: Campaign, contents: Contents, *, sm3: bool = False) -> Sealed:
    """Write the package; the same contents give the same bytes. Raises PackageError."""
    checks = checks_of(contents.items, contents.checks)
    entries = [
        *(entry for item in contents.items for entry in item.entries()),
        *(
            Entry(f"{OTHER}/元数据/{item.number.for_files}.xml", metadata_xml(item))
            for item in contents.items
        ),
        *(Entry(f"{OTHER}/{name}", content) for name, content in contents.extras.items()),
        *(Entry(f"{OTHER}/数据表/{n}.jsonl", _lines(rows)) for n, rows in contents.tables.items()),
        Entry("文件目录.XML", catalogue_xml(contents.items)),
        Entry("说明文件.TXT", _guide(campaign, contents)),
        Entry(f"{OTHER}/归档文件目录.xlsx", _catalogue(campaign, contents)),
        Entry(f"{OTHER}/四性检测报告.xml", report_xml(checks)),
    ]
    info = {
        "Source-Organization": campaign.organiser,
        "External-Description": campaign.title,
        "External-Identifier": campaign.code,
        "Bagging-Date": campaign.sealed_on.isoformat(),
    }
    return Sealed(pack(target, campaign.code, entries, info, sm3=sm3), tuple(checks))


def _catalogue(campaign: Campaign, contents: Contents) -> bytes:
    stream = BytesIO()
    write_workbook(stream, [catalogue_sheet(contents.items, f"{campaign.title}归档文件目录")])
    return steady_bytes(stream.getvalue())


def _guide(campaign: Campaign, contents: Contents) -> bytes:
    text = GUIDE.read_text(encoding="utf-8")
    for mark, value in (
        ("{title}", campaign.title),
        ("{organiser}", campaign.organiser),
        ("{sealed_on}", campaign.sealed_on.isoformat()),
        ("{items}", str(len(contents.items))),
    ):
        text = text.replace(mark, value)
    return text.encode()


def _lines(rows: Sequence[Mapping[str, Any]]) -> bytes:
    lines = (json.dumps(masked(row), ensure_ascii=False, sort_keys=True) for row in rows)
    return "".join(f"{line}\n" for line in lines).encode()
