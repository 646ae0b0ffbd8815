"""Lists taken along as workbooks: what is typed by people never becomes a formula."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO

from openpyxl import load_workbook

from web.lists import Column, Listing, Order, workbook_of

COLUMNS: tuple[Column[tuple[object, ...]], ...] = (
    Column("name", "单位", lambda row: row[0]),
    Column("due", "截止", lambda row: row[1]),
    Column("at", "时间", lambda row: row[2]),
    Column("n", "数量", lambda row: row[3], number=True),
)


def test_a_workbook_holds_every_row_as_it_was_typed() -> None:
    moment = datetime(2021, 12, 17, 2, 20, tzinfo=UTC)
    rows = [("=1+1", date(2021, 12, 17), moment, 3), ("一号窗口", None, None, 0)]

    data = workbook_of("单位事项表", COLUMNS, rows, "测试 2021-12-17 10:20")

    sheet = load_workbook(BytesIO(data)).active
    assert sheet is not None
    assert [[(c.value, c.data_type) for c in row] for row in sheet.iter_rows()] == [
        [("单位", "s"), ("截止", "s"), ("时间", "s"), ("数量", "s")],
        [
            ("=1+1", "s"),
            (datetime(2021, 12, 17), "d"),  # noqa: DTZ001 - as a workbook holds it
            (datetime(2021, 12, 17, 10, 20), "d"),  # noqa: DTZ001
            (3, "n"),
        ],
        [("一号窗口", "s"), (None, "n"), (None, "n"), (0, "n")],
    ]
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A2", "$1:$1")
    assert sheet.HeaderFooter.oddFooter.left.text == "测试 2021-12-17 10:20"


def test_a_heading_sorts_upwards_then_downwards_and_keeps_the_filter() -> None:
    listing = Listing("单位", COLUMNS, Order(sort="name"), {"county": "云州市", "kind": ""})

    assert listing.sorted_by("name") == "county=%E4%BA%91%E5%B7%9E%E5%B8%82&sort=name&down=1"
    assert listing.sorted_by("due") == "county=%E4%BA%91%E5%B7%9E%E5%B8%82&sort=due"
    assert listing.query(format="xlsx") == (
        "county=%E4%BA%91%E5%B7%9E%E5%B8%82&sort=name&format=xlsx"
    )
