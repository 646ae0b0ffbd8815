"""Files with one kind of sheet: found in the book, read by its layout, noted once imported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from models import ImportedFile
from records.workbooks.layout import Layout
from tasks import attachments
from tasks.context import Context
from tasks.imports.book import Book
from tasks.imports.problems import ImportRefused, Problem
from tasks.imports.report import ImportReport
from tasks.imports.sheets import Sheet, best_layout, read_sheet
from tasks.imports.tables import refused

R = TypeVar("R")

NOTHING = "表里没有可以导入的行（示例行会跳过）"
MOST_TOLD = 200
"""Changes told one by one in the journal; the rest is counted, the file's hash covers them all."""


def sheet_of(book: Book, layout: Layout[R]) -> Sheet[R]:
    """The one sheet of the book that follows the layout.

    Raises:
        ImportRefused: When there is none or several, or its header or cells are wrong.
    """
    tables = [table for table in book.tables if best_layout(table, [layout])]
    if len(tables) > 1:
        names = "、".join(f"“{table.sheet}”" for table in tables)
        raise refused(book.name, f"{names}都像是“{layout.sheet}”表", "请只保留一张")
    if not tables:
        if len(book.tables) == 1:
            # One table can only be meant; reading it says which columns are missing.
            return _checked(book, read_sheet(book.tables[0], layout))
        needed = "、".join(c.name for c in layout.columns if c.required)
        raise refused(book.name, f"里面没有“{layout.sheet}”表", f"至少要有{needed}列")
    return _checked(book, read_sheet(tables[0], layout))


def refuse_if(problems: Sequence[Problem]) -> None:
    if problems:
        raise ImportRefused(sorted(problems, key=lambda p: (p.place.sheet, p.place.row)))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a sheet brings: how many rows are new or known, and what they replace."""

    kind: str
    title: str
    noun: str
    """What a row is, in the report: 得分, 计票, 信息."""
    book: Book
    new: int
    known: int
    changes: Sequence[Mapping[str, Any]]
    """What each replaced row is about (`about`), and its old and new content."""
    warnings: Sequence[Problem]

    def report(self, *, dry_run: bool) -> ImportReport:
        counts = {
            f"新增{self.noun}": self.new,
            f"更正{self.noun}": len(self.changes),
            f"未变{self.noun}": self.known - len(self.changes),
        }
        return ImportReport(
            self.title,
            self.book.name,
            self.book.sha256,
            counts,
            tuple(f"{c['about']}：{c['old']} → {c['new']}" for c in self.changes),
            tuple(str(warning) for warning in self.warnings),
            dry_run,
        )


def remember(ctx: Context, campaign_id: int, outcome: Outcome, report: ImportReport) -> int:
    """Keep the file and note it with one journal row that names old and new; figures point to it."""
    attachments.keep(ctx, outcome.book.name, outcome.book.data)
    told = [dict(change) for change in outcome.changes]
    file = ImportedFile(
        kind=outcome.kind,
        name=report.file,
        sha256=report.sha256,
        rows=outcome.new + outcome.known,
        at=ctx.now,
        by=ctx.actor,
        report={
            "counts": dict(report.counts),
            "changes": told,
            "warnings": list(report.warnings),
        },
    )
    ctx.session.add(file)
    ctx.session.flush()
    ctx.record(
        f"{outcome.kind}.imported",
        report.file,
        campaign=campaign_id,
        sha256=report.sha256,
        counts=dict(report.counts),
        changed=told[:MOST_TOLD],
        more_changed=max(0, len(told) - MOST_TOLD),
    )
    return cast("int", file.id)


def _checked(book: Book, sheet: Sheet[R]) -> Sheet[R]:
    refuse_if(sheet.problems)
    if not sheet.lines:
        raise refused(book.name, NOTHING, "请填写后再导入")
    return sheet
