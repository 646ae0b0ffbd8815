"""One cell at a time: what people type, turned into a value, or told what to write instead."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches

from records.workbooks.layout import Column, Kind
from tasks.imports.tables import Cell

DECIMALS = 4
BLANKS = str.maketrans("\u3000\xa0", "  ")
DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+0{1,2}:00(:00)?)?"
)
ROUND = re.compile(r"(\d{4})\s*(?:[-/.]|年第?|第)\s*(\d{1,2})\s*[期轮次]?")
ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!"}
YES = {"是", "√", "✓", "y", "yes", "true", "1", "有"}
NO = {"否", "×", "x", "n", "no", "false", "0", "无", "-", "—"}
DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}


class BadCellError(ValueError):
    """A cell that cannot be used: what is wrong and what to write instead."""

    def __init__(self, what: str, hint: str) -> None:
        super().__init__(what)
        self.what, self.hint = what, hint


def text_of(cell: Cell) -> str:
    """The cell as a person sees it; whole numbers without a decimal point."""
    if isinstance(cell, str):
        # Most cells by far; ASCII text needs nothing but its edges trimmed.
        return (cell if cell.isascii() else cell.translate(BLANKS)).strip()
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if _midnight(cell) else cell.isoformat(" ")
    return str(cell)


def read_cell(column: Column, cell: Cell, text: str) -> object:
    """The value of a cell that is not empty; `text` is what `text_of` says of it.

    Raises:
        BadCellError: When it is not what the column asks for.
    """
    if text in ERRORS:
        raise BadCellError(f"单元格里是错误值 {text}", "请改正公式或直接填写数值")
    if len(text) > column.longest:
        raise BadCellError(f"有{len(text)}个字，超过{column.longest}个字", "请缩短")
    return READERS[column.kind](column, cell, text)


def _text(_column: Column, _cell: Cell, text: str) -> str:
    if not text.isprintable() and any(unicodedata.category(c) == "Cc" for c in text):
        raise BadCellError("单元格里有换行或控制字符", "请删去后填在一行里")
    return text


def _code(column: Column, cell: Cell, text: str) -> str:
    folded = unicodedata.normalize("NFKC", _text(column, cell, text)).strip("'")
    if len(folded.split()) > 1:
        raise BadCellError(f"“{text}”中间有空格", f"请填 {''.join(folded.split())}")
    if "E+" in folded.upper() and isinstance(cell, float | int):
        raise BadCellError(f"{text} 被当作数字失去了原样", "请把该列设为文本格式后重填")
    return folded


def _whole(column: Column, cell: Cell, text: str) -> int:
    plain = unicodedata.normalize("NFKC", text).replace(",", "")
    guess = spoken_number(plain)
    try:
        number = Decimal(plain)
    except InvalidOperation:
        number = Decimal("NaN")
    if isinstance(cell, bool) or not number.is_finite() or number != number.to_integral_value():
        hint = f"请填 {guess}" if guess is not None else "请填整数，如 12"
        raise BadCellError(f"“{text}”不是整数", hint)
    if number < 0 or (column.most is not None and number > column.most):
        most = f"0 至 {column.most}" if column.most is not None else "0 或更大"
        raise BadCellError(f"{text} 超出范围", f"请填 {most} 的整数")
    return int(number)


def _score(column: Column, cell: Cell, text: str) -> Decimal:
    most = column.most if column.most is not None else 100
    plain = unicodedata.normalize("NFKC", text).removesuffix("分")
    try:
        score = Decimal(plain)
    except InvalidOperation:
        score = Decimal("NaN")
    if isinstance(cell, bool) or not score.is_finite():
        raise BadCellError(f"“{text}”不是分数", f"请填 0 至 {most} 的数，如 92.5")
    if not 0 <= score <= most:
        raise BadCellError(f"{text} 不在 0 至 {most} 之间", "请核对后重填")
    rounded = round(score, DECIMALS)
    if rounded != score:
        raise BadCellError(f"{text} 的小数超过{DECIMALS}位", f"请填 {rounded.normalize():f}")
    return rounded


def _day(_column: Column, cell: Cell, text: str) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    found = DAY.fullmatch(unicodedata.normalize("NFKC", text))
    try:
        if found:
            return date(*(int(part) for part in found.groups()[:3]))
    except ValueError:
        raise BadCellError(f"“{text}”这一天不存在", "请核对年月日") from None
    raise BadCellError(f"“{text}”不是日期", "请按 2021-06-18 的样子填写")


def _yes_no(_column: Column, _cell: Cell, text: str) -> bool:
    word = unicodedata.normalize("NFKC", text).lower()
    if word in YES:
        return True
    if word in NO:
        return False
    raise BadCellError(f"“{text}”看不出是或否", "请填“是”或“否”")


def _choice(column: Column, _cell: Cell, text: str) -> str:
    for known, value in column.choices:
        if known == text:
            return value
    words = {_folded(word): value for word, value in column.choices}
    if (meant := words.get(_folded(text))) is not None:
        return meant
    known_words = [word for word, _ in column.choices]
    near = [w for w in known_words if text in w] or get_close_matches(text, known_words, 1, 0.4)
    hint = f"是不是“{near[0]}”" if near else f"可填：{'、'.join(column.shown_choices)}"
    raise BadCellError(f"没有“{text}”这一项", hint)


def _round(column: Column, cell: Cell, text: str) -> str:
    """A round such as 2021-3; a spreadsheet likes to turn it into the first of March."""
    if isinstance(cell, datetime) and cell.day == 1:
        return f"{cell.year}-{cell.month}"
    found = ROUND.fullmatch(unicodedata.normalize("NFKC", text))
    if found:
        return f"{found[1]}-{int(found[2])}"
    hint = "请把该列设为文本格式，按“年-期”填写，如 2021-3"
    raise BadCellError(f"“{_text(column, cell, text)}”不是考核轮次", hint)


def spoken_number(text: str) -> int | None:
    """What somebody means by 两人, 十二 or 12名, if it can be told."""
    if found := re.search(r"\d+", text):
        return int(found[0])
    found = re.search(r"([零〇一二两三四五六七八九]?)(十?)([零一二三四五六七八九]?)", text)
    if not found or not any(found.groups()):
        return None
    tens, ten, ones = found.groups()
    if not ten:
        return DIGITS[tens] if tens and not ones else None
    return (DIGITS[tens] if tens else 1) * 10 + (DIGITS[ones] if ones else 0)


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).replace(" ", "").lower()


def _midnight(moment: datetime) -> bool:
    return (moment.hour, moment.minute, moment.second) == (0, 0, 0)


READERS: Mapping[Kind, Callable[[Column, Cell, str], object]] = {
    Kind.CODE: _code,
    Kind.TEXT: _text,
    Kind.WHOLE: _whole,
    Kind.SCORE: _score,
    Kind.DAY: _day,
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _choice,
    Kind.ROUND: _round,
}
