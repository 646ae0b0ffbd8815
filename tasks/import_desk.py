"""Everything that comes in as a workbook, in one registry: read without writing first, then taken in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from sqlalchemy import func
from sqlmodel import col, select

from config.settings import Settings
from models import ImportedFile
from records.workbooks.templates import template
from rules.said import Said
from tasks import attachments, observers
from tasks.campaigns import definition_of
from tasks.context import Context
from tasks.cut import Cut
from tasks.errors import NotFound, Refused
from tasks.imports import (
    assignments,
    evaluators,
    opinions,
    reports,
    roster,
    score_sheets,
    scores,
    tallies,
)
from tasks.imports.book import Book, read_bytes
from tasks.imports.report import ImportReport
from tasks.use_case import use_case

LONGEST_NAME = 200
AS_OF, REPLACING = "as_of", "replacing"
"""What an import may ask for beside its file: from which day it holds, why it replaces marks."""


@dataclass(frozen=True, slots=True)
class Extra:
    """What was filled in beside the file."""

    as_of: date | None = None
    replacing: str = ""


class Run(Protocol):
    def __call__(
        self, ctx: Context, campaign_id: int, book: Book, extra: Extra, *, dry_run: bool
    ) -> ImportReport: ...


@dataclass(frozen=True, slots=True)
class Way:
    """One kind of import: its name, its empty workbook and what takes it in."""

    code: str
    name: str
    hint: str
    template: str
    """Name of the empty workbook; empty where the workbook is handed out with its content."""
    run: Run
    asks: str = ""


def _plain(importer: Callable[..., ImportReport]) -> Run:
    def run(
        ctx: Context, campaign_id: int, book: Book, extra: Extra, *, dry_run: bool
    ) -> ImportReport:
        del extra
        return importer(ctx, campaign_id, book, dry_run=dry_run)

    return run


def _roster(
    ctx: Context, campaign_id: int, book: Book, extra: Extra, *, dry_run: bool
) -> ImportReport:
    kinds = definition_of(ctx, campaign_id).unit_kinds
    return roster.import_roster(ctx, book, kinds, extra.as_of, dry_run=dry_run)


def _score_sheet(
    ctx: Context, campaign_id: int, book: Book, extra: Extra, *, dry_run: bool
) -> ImportReport:
    return score_sheets.import_score_sheet(
        ctx, campaign_id, book, replacing=extra.replacing, dry_run=dry_run
    )


WAYS = {
    way.code: way
    for way in (
        Way("roster", "单位名册", "单位、人员、岗位和联系方式。", "单位名册", _roster, AS_OF),
        Way("reports", "信息报送", "信息报送清单，每条一行。", "信息报送",
            _plain(reports.import_reports)),
        Way("bimonthly", "双月度考核", "双月度考核得分，逐窗口逐期。", "双月度考核",
            _plain(scores.import_bimonthly)),
        Way("third-party", "第三方测评", "第三方机构的测评结果。", "第三方测评",
            _plain(scores.import_third_party)),
        Way("evaluators", "评委名单", "评委及其考评项目、分组。", "评委",
            _plain(evaluators.import_evaluators)),
        Way("assignments", "评委指派", "哪位评委评哪个候选。", "评委指派",
            _plain(assignments.import_assignments)),
        Way("scores", "评委评分", "评委按项目给出的得分。", "评分表",
            _plain(scores.import_scores)),
        Way("score-sheet", "细项评分表", "发给评委的评分表填好交回。", "", _score_sheet, REPLACING),
        Way("tallies", "计票单", "现场计票结果，每个候选每类一行。", "计票单",
            _plain(tallies.import_tallies)),
        Way("opinions", "部门意见", "征求意见表填好交回；下载的表里已有要问的各行。", "部门意见",
            _plain(opinions.import_opinions)),
        Way("observers", "列席单位意见", "列席单位的意见，不计入得分。", "列席单位意见",
            _plain(observers.import_opinions)),
    )
}  # fmt: skip
WITH_CONTENT = "opinions"
"""Its workbook is written with the rows that are to be answered."""


def way_of(code: str) -> Way:
    """Raises NotFound for an import that does not exist."""
    if code not in WAYS:
        raise NotFound([Said("没有“{code}”这种导入", code=code)])
    return WAYS[code]


def put_aside(settings: Settings, name: str, data: bytes) -> str:
    """Keep an uploaded file until it is confirmed; returns the hash it is found by.

    To be called outside a transaction, since it may wait for a scanner. Raises Refused for what is
    no workbook or could do harm; that is kept nowhere.
    """
    read_bytes(name, data)
    return attachments.receive(settings, BytesIO(data), name).sha256


@use_case("试导入")
def try_out(
    ctx: Context, campaign_id: int, way: Way, file: tuple[str, str], extra: Extra
) -> ImportReport:
    """What taking the file (name and hash) in would do; raises ImportRefused naming every bad cell."""
    return way.run(ctx, campaign_id, book_of(ctx, file), extra, dry_run=True)


@use_case("导入表格")
def take_in(
    ctx: Context, campaign_id: int, way: Way, file: tuple[str, str], extra: Extra
) -> ImportReport:
    """Take the file in, all of it or nothing."""
    return way.run(ctx, campaign_id, book_of(ctx, file), extra, dry_run=False)


def empty_workbook(ctx: Context, campaign_id: int, way: Way) -> bytes:
    """The workbook to fill in; raises NotFound where there is none."""
    if way.code == WITH_CONTENT:
        with TemporaryDirectory() as folder:
            return opinions.write_table(ctx, campaign_id, Path(folder) / "t.xlsx").read_bytes()
    found = template(way.template, definition_of(ctx, campaign_id))
    if found is None:
        raise NotFound([Said("“{name}”没有空白表格：原表由评分环节发出", name=way.name)])
    return found


def history(ctx: Context, cut: Cut) -> tuple[Sequence[ImportedFile], int]:
    """Files taken in before, newest first, and how many."""
    total = ctx.session.exec(select(func.count()).select_from(ImportedFile).where(*cut.where)).one()
    rows = ctx.session.exec(
        select(ImportedFile)
        .where(*cut.where)
        .order_by(*cut.by, col(ImportedFile.id).desc())
        .limit(cut.limit)
        .offset(cut.offset)
    ).all()
    return rows, total


def newest(ctx: Context, sha256: str) -> int:
    """Number under which a file was taken in last; 0 for one that never was."""
    found = ctx.session.exec(
        select(ImportedFile.id)
        .where(col(ImportedFile.sha256) == sha256)
        .order_by(col(ImportedFile.id).desc())
    ).first()
    return found or 0


def imported(ctx: Context, number: int) -> ImportedFile:
    """Raises NotFound for a number that stands for no file."""
    row = ctx.session.get(ImportedFile, number)
    if row is None:
        raise NotFound([Said("没有编号为 {number} 的导入", number=number)])
    return row


def book_of(ctx: Context, file: tuple[str, str]) -> Book:
    """A file that was put aside (name and hash), read again.

    Raises NotFound where no such file was kept.
    """
    name, sha256 = file
    if len(sha256) != 64 or not sha256.isalnum():  # noqa: PLR2004 - a SHA-256 in hexadecimal
        raise Refused(["文件的校验值不对，请重新上传"])
    return read_bytes(Path(name).name[:LONGEST_NAME], attachments.find(ctx, sha256).read_bytes())
