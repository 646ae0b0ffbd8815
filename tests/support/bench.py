"""A campaign at the start of its judging: applications judged, methods registered, a panel seated."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine
from sqlmodel import SQLModel, select

from models import Campaign, JournalEntry
from models.database import create_tables
from records.workbooks.filled import write_sheet
from records.workbooks.judging import EvaluatorRow, evaluators_layout
from records.workbooks.layout import Layout
from records.workbooks.score_sheets import FIXED, HEADER_ROW
from rules.definition import Judging
from tasks import applications, score_sheets
from tasks.application_rows import Entry
from tasks.context import Context
from tasks.errors import Refused
from tasks.imports.evaluators import import_evaluators
from tasks.imports.report import ImportReport
from tests.support.campaign_builder import Built, built, shanghai, shipped
from tests.support.signing import register_methods
from tests.support.stated import collective, star

NOW = shanghai("2021-12-24")
PLAN = shipped().definition
EXPERTS = ("zj01", "zj02", "zj03", "zj04")
"""Outside experts, who belong to no unit."""
ENTRIES = (
    *(collective(code) for code in ("xq01", "zh001", "zh002", "jd001", "fz01", "jy01", "rx01")),
    collective("ck001"),
    star("zh001", "zh001-contact"),
)
STAR = "SZSC-2021-0009"
"""The number of the one person who applied."""
P = ParamSpec("P")
R = TypeVar("R")
Row = TypeVar("Row")
Mark = float | str | None
"""What somebody may type for a mark, right or wrong."""


@dataclass(slots=True)
class Bench:
    campaign: Built
    home: Path
    files: int = field(default=0)

    @property
    def id(self) -> int:
        return self.campaign.campaign

    def do(
        self, use: Callable[Concatenate[Context, int, P], R], *args: P.args, **named: P.kwargs
    ) -> R:
        with self.campaign.acting(NOW, "考评组") as ctx:
            return use(ctx, self.id, *args, **named)

    def refused(
        self, use: Callable[Concatenate[Context, int, P], object], *args: P.args, **named: P.kwargs
    ) -> tuple[str, ...]:
        """Every reason against it; something that is done fails the test."""
        with pytest.raises(Refused) as caught:
            self.do(use, *args, **named)
        return tuple(caught.value.reasons)

    def file(self, layout: Layout[Row], rows: Sequence[Row]) -> Path:
        self.files += 1
        path = self.home / f"{layout.sheet}-{self.files}.xlsx"
        write_sheet(path, layout, rows)
        return path

    def seat(self, *rows: EvaluatorRow) -> ImportReport:
        return self.do(import_evaluators, self.file(evaluators_layout(PLAN), rows))

    def experts(self, component: str, *codes: str) -> None:
        """Seat outside experts on a panel; all of them when none is named."""
        self.seat(
            *(
                EvaluatorRow(code, f"示例专家{code}", component, outside=True)
                for code in codes or EXPERTS
            )
        )

    def sheet_for(self, component: str) -> Path:
        """The one score sheet that the component has."""
        [path] = self.do(score_sheets.issue, component, self.home / "sheets").files
        return path

    def all(self, table: type[SQLModel]) -> list[dict[str, Any]]:
        with self.campaign.house.reading() as ctx:
            return [row.model_dump(exclude={"id"}) for row in ctx.session.exec(select(table)).all()]

    def told(self, what: str) -> list[JournalEntry]:
        return self.campaign.journal(what)


@contextmanager
def bench(
    home: Path,
    *,
    methods: bool = True,
    entries: Sequence[Entry] = ENTRIES,
    tables: Callable[[Engine], None] = create_tables,
    **judging: object,
) -> Iterator[Bench]:
    """The judging with some settings of the campaign file changed."""
    with built(home, tables=tables) as campaign:
        campaign.house.chance = random.Random(20211224)  # noqa: S311 - one seed, one result
        settle(campaign, judging)
        campaign.open("2.2", shanghai("2021-12-02"))
        for entry in entries:
            with campaign.acting(shanghai("2021-12-10"), "单位") as ctx:
                applications.submit(ctx, campaign.campaign, entry)
        with campaign.acting(shanghai("2021-12-22")) as ctx:
            applications.settle(ctx, campaign.campaign, "2.2")
        if methods:
            with campaign.acting(shanghai("2021-12-23")) as ctx:
                register_methods(ctx, campaign.campaign)
        yield Bench(campaign, home)


def settle(campaign: Built, judging: Mapping[str, object]) -> None:
    """Let the campaign's frozen file say this of its judging."""
    with campaign.acting(shanghai("2021-06-19")) as ctx:
        row = ctx.session.exec(select(Campaign)).one()
        stated = {**row.definition["judging"], **judging}
        said = Judging.model_validate(stated).model_dump(mode="json")
        digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
        row.definition, row.file_sha256 = {**row.definition, "judging": said}, digest
        ctx.session.add(row)


def fill(path: Path, marks: Mapping[str, Sequence[Mark]]) -> Path:
    """Type marks into a score sheet, by candidate, item by item."""
    book = load_workbook(path)
    for row in book.worksheets[0].iter_rows(min_row=HEADER_ROW + 1):
        for cell, mark in zip(row[len(FIXED) :], marks.get(str(row[0].value), ()), strict=False):
            cell.value = mark
    book.save(path)
    return path
