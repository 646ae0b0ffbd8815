from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.workbooks.layout import Column, Kind
from tasks.imports.cells import BadCellError, read_cell, text_of
from tasks.imports.tables import Cell


def column(kind: Kind, **more: object) -> Column:
    return Column("key", "列", kind, **more)  # type: ignore[arg-type] # fields by name


def read(column: Column, cell: Cell) -> object:
    return read_cell(column, cell, text_of(cell))


def complaint(kind: Kind, cell: Cell, **more: object) -> tuple[str, str]:
    with pytest.raises(BadCellError) as caught:
        read(column(kind, **more), cell)
    return caught.value.what, caught.value.hint


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (1001.0, "1001"),
        (1001, "1001"),
        ("１００１", "1001"),
        (" zh001\u3000", "zh001"),
        ("'007", "007"),
    ],
)
def test_a_code_is_read_as_it_was_meant(cell: Cell, code: str) -> None:
    assert read(column(Kind.CODE), cell) == code


@pytest.mark.parametrize(
    "cell",
    [
        date(2021, 6, 18),
        datetime(2021, 6, 18),  # noqa: DTZ001 - as spreadsheets hand it over
        "2021-06-18",
        "2021/6/18",
        "2021.6.18",
        "2021年6月18日",
        "２０２１－０６－１８",
    ],
)
def test_a_day_may_be_written_in_every_usual_way(cell: Cell) -> None:
    assert read(column(Kind.DAY), cell) == date(2021, 6, 18)


def test_a_day_that_does_not_exist_is_told_from_one_that_is_none() -> None:
    assert complaint(Kind.DAY, "2021-02-30") == ("“2021-02-30”这一天不存在", "请核对年月日")
    assert complaint(Kind.DAY, "六月") == ("“六月”不是日期", "请按 2021-06-18 的样子填写")


@pytest.mark.parametrize(
    ("words", "number"), [("两人", 2), ("十二名", 12), ("二十", 20), ("三十五人", 35), ("约6人", 6)]
)
def test_a_number_in_words_is_refused_with_the_number_to_write(words: str, number: int) -> None:
    assert complaint(Kind.WHOLE, words) == (f"“{words}”不是整数", f"请填 {number}")


def test_a_whole_number_is_neither_half_nor_negative_nor_a_truth_value() -> None:
    assert read(column(Kind.WHOLE), 12.0) == 12
    assert complaint(Kind.WHOLE, 2.5) == ("“2.5”不是整数", "请填 2")
    assert complaint(Kind.WHOLE, -1, most=50) == ("-1 超出范围", "请填 0 至 50 的整数")
    assert complaint(Kind.WHOLE, True) == ("“是”不是整数", "请填整数，如 12")


def test_a_score_that_a_spreadsheet_computed_loses_its_binary_dust() -> None:
    assert read(column(Kind.SCORE), 88.1 + 0.2) == Decimal("88.3")


def test_a_score_outside_the_scale_or_too_fine_is_refused() -> None:
    assert complaint(Kind.SCORE, 100.5) == ("100.5 不在 0 至 100 之间", "请核对后重填")
    assert complaint(Kind.SCORE, "92.123456") == ("92.123456 的小数超过4位", "请填 92.1235")
    assert complaint(Kind.SCORE, "优") == ("“优”不是分数", "请填 0 至 100 的数，如 92.5")
    assert complaint(Kind.SCORE, "NaN") == ("“NaN”不是分数", "请填 0 至 100 的数，如 92.5")


def test_a_round_that_a_spreadsheet_took_for_a_month_is_still_that_round() -> None:
    march = datetime(2021, 3, 1)  # noqa: DTZ001 - as spreadsheets hand it over

    assert read(column(Kind.ROUND), march) == "2021-3"
    assert read(column(Kind.ROUND), "2021年第03期") == "2021-3"


def test_an_unknown_choice_is_answered_with_the_nearest_or_with_all() -> None:
    choices = (("联系人", "contact"), ("分管负责人", "deputy"))

    assert read(column(Kind.CHOICE, choices=choices), " 联系人 ") == "contact"
    assert complaint(Kind.CHOICE, "分管负责", choices=choices) == (
        "没有“分管负责”这一项",
        "是不是“分管负责人”",
    )
    assert complaint(Kind.CHOICE, "xyz", choices=choices) == (
        "没有“xyz”这一项",
        "可填：联系人、分管负责人",
    )


def test_an_error_value_of_a_formula_is_not_a_name() -> None:
    assert complaint(Kind.TEXT, "#REF!") == (
        "单元格里是错误值 #REF!",
        "请改正公式或直接填写数值",
    )


@given(
    st.sampled_from(Kind),
    st.none() | st.text(max_size=40) | st.integers() | st.floats() | st.booleans() | st.dates(),
)
def test_any_cell_is_read_or_refused_with_words(kind: Kind, cell: Cell) -> None:
    with suppress(BadCellError):
        read(column(kind), cell)


@given(st.decimals(min_value=0, max_value=100, places=4, allow_nan=False))
def test_every_score_of_four_places_survives_being_a_spreadsheet_number(score: Decimal) -> None:
    assert read(column(Kind.SCORE), float(score)) == score
