"""A selection by workbook: the folder it writes, its JSON, and what is left alone when refused."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from records.workbooks.selection import DecisionRow
from rules.selection import TotalIs
from tasks.errors import Refused
from tasks.selecting import select, suppose
from tests.support.campaign_builder import shipped
from tests.support.candidates import BEARER, COLLECTIVE, bearer, collective, scored, unit
from tests.support.selection_books import selection_book

CLOSE = Decimal("0.5")


def hotlines(path: Path, *totals: str, decisions: tuple[DecisionRow, ...] = ()) -> Path:
    field = [
        scored(collective(f"H-{n}", unit=unit(f"h-{n}", kind="hotline")), total)
        for n, total in enumerate(totals, start=1)
    ]
    return selection_book(path, field, (), decisions)


def written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_json_says_places_verdicts_margins_and_sources(tmp_path: Path) -> None:
    book = hotlines(tmp_path / "评选.xlsx", "95", "90.1", "90", "40")

    select(shipped(), book, tmp_path / "名单", within=CLOSE)

    told = json.loads((tmp_path / "名单" / "名单建议.json").read_text("utf-8"))
    assert told["format"] == "pingxuan-selection/1"
    assert told["sources"] == {
        "campaign": shipped().sha256,
        "candidates": hashlib.sha256(book.read_bytes()).hexdigest(),
    }
    honour = next(h for h in told["honours"] if h["honour"] == COLLECTIVE)
    assert next(cell for cell in honour["cells"] if cell["cell"] == "hotline") == {
        "cell": "hotline",
        "name": "12345平台",
        "places": 2,
        "winners": ["H-1", "H-2"],
        "next_in_line": ["H-3"],
        "vacant": 0,
        "vacancies": [],
        "open_ties": [],
        "open_choices": [],
    }
    assert told["candidates"][2] == {
        "number": "H-3",
        "honour": COLLECTIVE,
        "cell": "hotline",
        "unit": "h-3",
        "unit_name": "虚构单位h-3",
        "person": None,
        "person_name": None,
        "outcome": "reserve",
        "rank": 3,
        "total": "90.00",
        "reason": "12345平台第3名，总分90.00，名额2个；末位获评90.10分，差0.10分，列入备选。",
        "rule": "R27",
        "clause": "附件2·为民服务工作先进集体·名额配比",
    }
    assert told["margins"] == [
        {
            "border": "last_place",
            "honour": COLLECTIVE,
            "cell": "hotline",
            "ahead": "H-2",
            "behind": "H-3",
            "gap": "0.10",
            "levers": [
                {"number": "H-2", "component": "", "change": "-21/200"},
                {"number": "H-3", "component": "", "change": "21/200"},
            ],
        }
    ]


def test_the_same_inputs_give_the_same_bytes_and_the_checksums_fit(tmp_path: Path) -> None:
    book = hotlines(tmp_path / "评选.xlsx", "95", "90", "88")

    select(shipped(), book, tmp_path / "一", within=CLOSE)
    select(shipped(), book, tmp_path / "二", within=CLOSE)
    first = written(tmp_path / "一")
    select(shipped(), book, tmp_path / "一", within=CLOSE)

    assert first == written(tmp_path / "二") == written(tmp_path / "一")
    assert list(first) == ["manifest-sha256.txt", "名单建议.json", "名单建议.xlsx"]
    for line in first["manifest-sha256.txt"].decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(first[name]).hexdigest() == digest


def test_the_workbook_lists_winners_vacancies_open_points_and_everybody(tmp_path: Path) -> None:
    book = hotlines(tmp_path / "评选.xlsx", "95", "40", "41")

    select(shipped(), book, tmp_path / "名单", within=CLOSE)

    sheets = load_workbook(tmp_path / "名单" / "名单建议.xlsx")
    assert sheets.sheetnames == ["名单", "空缺和备选", "待决事项", "全部申报", "边缘情形"]
    rows = [row for row in sheets["名单"].iter_rows(values_only=True) if row[1] == "12345平台"]
    assert [row[2:6] for row in rows if row[0] == "为民服务工作先进集体"] == [
        (2, 1, "H-1", "虚构单位h-1"),
        (2, None, None, "（空缺）1个"),
    ]
    everybody = [row[0] for row in sheets["全部申报"].iter_rows(min_row=3, values_only=True)]
    assert everybody == ["H-1", "H-2", "H-3"]


def test_decisions_that_cannot_be_applied_leave_nothing_behind(tmp_path: Path) -> None:
    decision = DecisionRow("1", "FillVacancy", "理由", "领导小组会议", numbers="H-1")
    book = hotlines(tmp_path / "评选.xlsx", "95", decisions=(decision,))

    with pytest.raises(Refused, match="只有备选可以递补空缺"):
        select(shipped(), book, tmp_path / "名单", within=CLOSE)

    assert [path.name for path in tmp_path.iterdir()] == ["评选.xlsx"]


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    book = hotlines(tmp_path / "评选.xlsx", "95")

    with pytest.raises(Refused, match="没有动它"):
        select(shipped(), book, tmp_path, within=CLOSE)

    assert [path.name for path in tmp_path.iterdir()] == ["评选.xlsx"]


def test_what_if_works_on_the_workbook_and_writes_nothing(tmp_path: Path) -> None:
    book = hotlines(tmp_path / "评选.xlsx", "95", "90", "88")

    found = suppose(shipped(), book, [TotalIs("H-3", Decimal(91))])

    assert (found.came_in, found.went_out) == (("H-3",), ("H-2",))
    assert [path.name for path in tmp_path.iterdir()] == ["评选.xlsx"]


def test_other_decisions_may_stand_instead_of_those_of_the_workbook(tmp_path: Path) -> None:
    said = ("理由", "领导小组会议")
    book = hotlines(tmp_path / "评选.xlsx", "95", "90", "88")
    other = DecisionRow("1", "Replace", *said, numbers="H-2", into="H-3")
    instead = selection_book(tmp_path / "决定.xlsx", [scored(bearer(), 80)], (), [other])

    found = suppose(shipped(), book, [], instead)

    assert (found.came_in, found.went_out) == (("H-3",), ("H-2",))
    assert BEARER not in {cell.honour for cell in found.cells}
