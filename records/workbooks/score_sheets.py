"""An evaluator's own workbook: exactly the assigned candidates, the rubric's items as columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Protection, Side
from openpyxl.utils.cell import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from records.workbooks.steady import make_steady
from records.workbooks.writing import A4, TITLE_FONT, dress_header, set_value
from rules.definition import Component, RubricItem

SHEET = "评分表"
STAMP = "pingxuan/score-sheet/1"
TITLE_ROW, NUMBER_ROW, STAMP_ROW, CRITERIA_ROW, HEADER_ROW = range(1, 6)
CODE, NAME, EVIDENCE = "候选代码", "候选名称", "佐证材料"
NOTE = "备注"
FIXED = (CODE, NAME, EVIDENCE)
WIDTHS = (18, 30, 40)
WHOLE = RubricItem(code="mark", name="得分", full=Decimal(100))
"""The one item of a component without a rubric."""
UNLOCKED = Protection(locked=False)
WRAPPED = Alignment(vertical="top", wrap_text=True)
MARKED = Alignment(horizontal="center", vertical="center", wrap_text=True)
THIN = Side(style="thin", color="BFBFBF")
GRID = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
LINE = 17
"""Points that a line of text takes."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a sheet says it is; one of another year, evaluator or version is refused as a whole."""

    campaign: str
    year: int
    number: str
    component: str
    scheme: str
    evaluator: str
    version: int

    def stamp(self) -> str:
        parts = (self.campaign, self.year, self.number, self.component, self.scheme)
        return "|".join(map(str, (STAMP, *parts, self.evaluator, self.version)))

    @classmethod
    def read(cls, stamp: str) -> Identity | None:
        """What a stamp says, None where it is no stamp of a score sheet."""
        match stamp.split("|"):
            case [head, campaign, year, number, component, scheme, evaluator, version] if (
                head == STAMP and year.isdecimal() and version.isdecimal()
            ):
                return cls(campaign, int(year), number, component, scheme, evaluator, int(version))
            case _:
                return None

    def shown(self) -> str:
        return f"表号 {self.number} · 第{self.version}版 · {self.year}年度"


@dataclass(frozen=True, slots=True)
class Row:
    """A candidate on the sheet, with what can be looked at."""

    code: str
    name: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class ScoreSheetBook:
    """Everything a workbook shows."""

    identity: Identity
    title: str
    criteria: str
    """Positive criteria of the honours (R62)."""
    component: Component
    step: Decimal
    rows: Sequence[Row]


def items_of(component: Component) -> tuple[RubricItem, ...]:
    return component.rubric or (WHOLE,)


def header_of(component: Component) -> tuple[str, ...]:
    """The header row, word for word as it must come back."""
    items = (f"{item.name}（{item.full.normalize():f}分）" for item in items_of(component))
    return (*FIXED, *items, NOTE)


def write_score_sheet(path: Path, content: ScoreSheetBook) -> None:
    """Write the workbook; everything but marks and notes is locked against slips of the hand."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = SHEET
    header = header_of(content.component)
    for place, name in enumerate(header, 1):
        cell = sheet.cell(HEADER_ROW, place, name)
        dress_header(cell)
        wide = WIDTHS[place - 1] if place <= len(WIDTHS) else 16
        sheet.column_dimensions[get_column_letter(place)].width = wide
    sheet.row_dimensions[HEADER_ROW].height = 2 * LINE
    _write_head(sheet, content, len(header))
    for number, row in enumerate(content.rows, HEADER_ROW + 1):
        _write_row(sheet, number, row, len(header))
    _restrict(sheet, content)
    sheet.freeze_panes = sheet.cell(HEADER_ROW + 1, len(FIXED))
    sheet.protection.sheet = True
    _set_page(sheet)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    make_steady(path)


def _write_row(sheet: Any, number: int, row: Row, width: int) -> None:  # noqa: ANN401 - openpyxl's own
    values = (row.code, row.name, row.evidence)
    for place, value in enumerate(values, 1):
        set_value(sheet.cell(number, place), value, text=True)
        sheet.cell(number, place).alignment = WRAPPED
    for place in range(len(FIXED) + 1, width + 1):
        cell = sheet.cell(number, place)
        cell.protection, cell.alignment = UNLOCKED, MARKED
    for place in range(1, width + 1):
        sheet.cell(number, place).border = GRID
    tallest = max(_lines(value, wide) for value, wide in zip(values, WIDTHS, strict=True))
    sheet.row_dimensions[number].height = LINE * max(2, tallest)


def _lines(text: str, wide: float) -> int:
    """How many lines a text takes in a column so many half characters wide."""
    return sum(max(1, -(-2 * len(line) // int(wide))) for line in text.split("\n"))


def _set_page(sheet: Any) -> None:  # noqa: ANN401 - openpyxl's own
    """One page wide, with a place to sign for whoever hands it in on paper."""
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    sheet.page_setup.paperSize, sheet.page_setup.orientation = A4, "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.left.text = "评委签字：                        日期："
    sheet.oddFooter.right.text = "第 &P 页，共 &N 页"


def _write_head(sheet: Any, content: ScoreSheetBook, width: int) -> None:  # noqa: ANN401 - openpyxl's own
    step = f"{content.step.normalize():f}"
    told = (
        f"{content.identity.shown()} · 只填分数和备注，最小{step}分；须回避的先告知办公室，不要打分"
    )
    items = items_of(content.component)
    asked = [
        f"{item.name}（{item.full.normalize():f}分）：{item.criteria}"
        for item in items
        if item.criteria
    ]
    criteria = "\n".join([content.criteria, *asked])
    texts = ((TITLE_ROW, content.title), (NUMBER_ROW, told), (STAMP_ROW, content.identity.stamp()))
    for row, text in (*texts, (CRITERIA_ROW, criteria)):
        set_value(sheet.cell(row, 1), text, text=True)
    sheet.cell(TITLE_ROW, 1).font = TITLE_FONT
    sheet.row_dimensions[STAMP_ROW].hidden = True
    sheet.merge_cells(
        start_row=CRITERIA_ROW, end_row=CRITERIA_ROW, start_column=1, end_column=width
    )
    sheet.cell(CRITERIA_ROW, 1).alignment = WRAPPED
    wide = sum(sheet.column_dimensions[get_column_letter(n)].width for n in range(1, width + 1))
    sheet.row_dimensions[CRITERIA_ROW].height = LINE * _lines(criteria, wide)


def _restrict(sheet: Any, content: ScoreSheetBook) -> None:  # noqa: ANN401 - openpyxl's own
    """Marks from nothing to full in whole steps; the criteria stand on the header of each item."""
    last, step = HEADER_ROW + len(content.rows), f"{content.step.normalize():f}"
    for place, item in enumerate(items_of(content.component), len(FIXED) + 1):
        letter = get_column_letter(place)
        if item.criteria:
            sheet.cell(HEADER_ROW, place).comment = Comment(item.criteria, "评选", 160, 320)
        cell, full = f"{letter}{HEADER_ROW + 1}", f"{item.full.normalize():f}"
        # Not MOD: 0.3 is no multiple of 0.1 to a spreadsheet, which counts in binary.
        whole = f"ABS({cell}/{step}-ROUND({cell}/{step},0))<0.000001"
        fits = f"AND(ISNUMBER({cell}),{cell}>=0,{cell}<={full},{whole})"
        rule = DataValidation("custom", formula1=fits, allow_blank=True)
        rule.errorTitle, rule.error = item.name, f"请填 0 至 {full} 的数，最小 {step} 分"
        rule.showErrorMessage = True
        rule.add(f"{cell}:{letter}{max(last, HEADER_ROW + 1)}")
        sheet.add_data_validation(rule)
