"""A member's one page for a meeting: the items, what is proposed, and room for his own hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, select_autoescape
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side

from records.workbooks.writing import A4, TITLE_FONT, set_value

HEADINGS = (("序号", 5), ("议题", 26), ("建议", 40), ("同意", 6), ("不同意", 7), ("意见", 24))
STAND_BACK = "回避"
BOX = "□"
_LINE = Side(style="thin", color="7F7F7F")
_CELL = Alignment(vertical="center", wrap_text=True)
_SMALL = Font(size=9)


@dataclass(frozen=True, slots=True)
class Row:
    """An item with its proposal in one sentence; with `recused` there is nothing to tick."""

    no: int
    title: str
    proposal: str
    recused: str = ""

    @property
    def cells(self) -> tuple[object, ...]:
        if self.recused:
            return (self.no, self.title, self.proposal, STAND_BACK, STAND_BACK, self.recused)
        return (self.no, self.title, self.proposal, BOX, BOX, "")


@dataclass(frozen=True, slots=True)
class DecisionPage:
    title: str
    post: str
    sign_until: str
    return_to: str
    rows: Sequence[Row]


def write(path: Path, page: DecisionPage) -> Path:
    """As a printable .html, or as an .xlsx that fits one A4 page, by the name's ending."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".html":
        path.write_text(_html(page), encoding="utf-8")
    else:
        _workbook(page).save(path)
    return path


def _html(page: DecisionPage) -> str:
    environment = Environment(
        loader=PackageLoader("records", "templates"),
        autoescape=select_autoescape(default=True),
        trim_blocks=True,
    )
    return environment.get_template("decision_page.html").render(
        page=page, headings=[name for name, _ in HEADINGS]
    )


def _workbook(page: DecisionPage) -> Workbook:
    book = Workbook()
    sheet: Any = book.worksheets[0]
    sheet.title = "书面意见"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.orientation = "portrait"
    sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = 1
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for place, (_, width) in enumerate(HEADINGS, 1):
        sheet.column_dimensions["ABCDEF"[place - 1]].width = width
    set_value(sheet.cell(1, 1), page.title)
    sheet.cell(1, 1).font = TITLE_FONT
    set_value(
        sheet.cell(2, 1), f"岗位：{page.post}    请于{page.sign_until}前签署，交{page.return_to}"
    )
    table = [[name for name, _ in HEADINGS], *(row.cells for row in page.rows)]
    for number, values in enumerate(table, 3):
        for place, value in enumerate(values, 1):
            cell = sheet.cell(number, place)
            set_value(cell, value)
            cell.alignment, cell.font = _CELL, _SMALL
            cell.border = Border(top=_LINE, bottom=_LINE, left=_LINE, right=_LINE)
    set_value(
        sheet.cell(len(table) + 4, 1), "签名：____________________    日期：______年____月____日"
    )
    return book
