"""A score card as a page that a leader reads: who, what came of it, the sum, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side

from records.workbooks.steady import make_steady
from records.workbooks.writing import (
    A4,
    HEADER_FILL,
    TITLE_FONT,
    Heading,
    dress_header,
    set_columns,
    set_value,
)
from rules.score_cards import CardLine, ScoreCard

COLUMNS = (
    Heading("考评项目", 16), Heading("得分情况", 44), Heading("得分", 10), Heading("折算", 18),
    Heading("分值", 10), Heading("权重", 10), Heading("权重依据", 14), Heading("计入总分", 10),
)  # fmt: skip
WIDTH = len(COLUMNS)
LINE = Side(style="thin", color="BFBFBF")
BOXED = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
TEXT = Alignment(vertical="center", wrap_text=True)
FIGURE = Alignment(vertical="center", horizontal="right")
STRONG = Font(bold=True, size=12)
QUIET = Font(color="7F7F7F", italic=True)
LINE_HEIGHT = 16
UNNAMEABLE = re.compile(r"[\[\]:*?/\\]")


def write_card(path: Path, title: str, card: ScoreCard) -> Path:
    return write_cards(path, title, [card])


def write_cards(path: Path, title: str, cards: Iterable[ScoreCard]) -> Path:
    """One sheet for each card, named by its number; the same cards give the same bytes."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for card in cards:
        _fill(book.create_sheet(UNNAMEABLE.sub("-", card.number)[:31]), title, card)
    if not book.worksheets:
        book.create_sheet("得分卡").append(["没有得分卡"])
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    make_steady(path)
    return path


@dataclass(slots=True)
class _Page:
    sheet: Any
    row: int = 0

    def wide(self, text: str, font: Font | None = None, *, since: int = 1) -> None:
        """Text over all columns from `since` on, as high as it needs."""
        cell = self.sheet.cell(self.row, since)
        set_value(cell, text)
        cell.alignment = TEXT
        if font is not None:
            cell.font = font
        self.sheet.merge_cells(
            start_row=self.row, end_row=self.row, start_column=since, end_column=WIDTH
        )
        held = sum(heading.width for heading in COLUMNS[since - 1 :]) // 2
        self.stretch(_lines(text, held))

    def named(self, name: str, texts: Sequence[str], font: Font | None = None) -> None:
        """A label with its text beside it; nothing where there is no text."""
        if any(texts):
            self.row += 1
            label = self.sheet.cell(self.row, 1)
            set_value(label, name)
            label.font, label.fill, label.alignment = Font(bold=True), HEADER_FILL, TEXT
            self.wide("\n".join(text for text in texts if text), font, since=2)
            for column in range(1, WIDTH + 1):
                self.sheet.cell(self.row, column).border = BOXED

    def stretch(self, lines: int) -> None:
        dimension = self.sheet.row_dimensions[self.row]
        dimension.height = max(dimension.height or 0, LINE_HEIGHT * lines + 4)


def _fill(sheet: Any, title: str, card: ScoreCard) -> None:  # noqa: ANN401 - openpyxl's own
    set_columns(sheet, COLUMNS)
    sheet.page_setup.paperSize, sheet.page_setup.orientation = A4, "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.sheet_view.showGridLines = False
    page = _Page(sheet, 1)
    page.wide(f"{title} 得分卡", TITLE_FONT)
    page.named("申报", [f"{card.number}　{card.honour_name}"])
    page.named("候选", [_who(card)])
    page.named("结果", [f"{card.outcome_name}　{card.reason}"], STRONG)
    page.named("条款", [f"{card.rule} {card.clause}".strip()])
    page.named("类别和名额", [_place(card)])
    page.named("不符合的条件", card.exclusions)
    page.named("有关决定", card.decisions)
    page.named("还缺", card.missing)
    if card.lines:
        page.row += 2
        _table(page, card)
    page.named("计算过程", card.explained)
    page.named("佐证材料", card.evidence)
    page.row += 1
    page.wide("缺项不按零分计算；全程按分数精确计算，只在总分处四舍五入一次。", QUIET)


def _who(card: ScoreCard) -> str:
    unit = f"{card.unit_name}（{card.unit}）"
    return f"{card.person}　{unit}" if card.person else unit


def _place(card: ScoreCard) -> str:
    rank = f"第{card.rank}名" if card.rank else ""
    return "　".join(part for part in (card.cell_name or "", rank, card.quota) if part)


def _table(page: _Page, card: ScoreCard) -> None:
    for column, heading in enumerate(COLUMNS, 1):
        cell = page.sheet.cell(page.row, column)
        set_value(cell, heading.name)
        dress_header(cell)
    for line in card.lines:
        page.row += 1
        _row(page, list(_cells(line)))
    page.row += 1
    sums = ("总分", card.scheme or "", "", "", "", "", "", card.total or "未完成")
    _row(page, sums, STRONG)
    page.row += 1


def _cells(line: CardLine) -> Iterator[str]:
    yield line.name
    yield _figures(line)
    yield line.value or "缺"
    yield line.conversion or "—"
    yield line.points or "缺"
    yield line.weight
    yield line.weight_from
    yield line.contribution or "—"


def _figures(line: CardLine) -> str:
    told = [f"{'、'.join(line.used)}（分母{line.denominator}）"] if line.used else []
    told += [line.joined] if line.joined else []
    told += [f"未计：{'、'.join(line.left_out)}"] if line.left_out else []
    told += [f"缺：{'、'.join(line.missing)}"] if line.missing else []
    return "\n".join(told)


FIGURE_COLUMNS = (3, 5, 6, 8)


def _row(page: _Page, texts: Sequence[str], font: Font | None = None) -> None:
    for column, text in enumerate(texts, 1):
        cell = page.sheet.cell(page.row, column)
        set_value(cell, text)
        cell.border = BOXED
        cell.alignment = FIGURE if column in FIGURE_COLUMNS else TEXT
        if font is not None:
            cell.font = font
        page.stretch(_lines(text, COLUMNS[column - 1].width // 2))


def _lines(text: str, held: int) -> int:
    """How many lines a text takes in a column that holds so many Chinese characters."""
    return sum(max(1, -(-len(part) // max(1, held))) for part in text.split("\n"))
