"""The hand-over sheet (移交清单) that goes with a sealed package: what it holds, and its sum in print."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from records.archive.items import Item
from records.papers.document import Cell, Form, Grid, OfficialPaper, Paragraph, Run
from records.papers.grids import listing
from rules.archive_numbers import NAMES
from rules.dates import date_cn

GROUP = 8
"""Characters of a sum between spaces, so that a person can compare it."""

_SIGNED = Grid(
    (2, 3, 2, 3),
    (
        (Cell("移交人", label=True), Cell(""), Cell("接收人", label=True), Cell("")),
        (
            Cell("移交日期", label=True),
            Cell("　　年　月　日"),
            Cell("接收日期", label=True),
            Cell("　　年　月　日"),
        ),
    ),
)


def handover_sheet(
    organ: str, campaign: str, items: Sequence[Item], digest: str, on: date
) -> OfficialPaper:
    """One page or more: the package, its SHA-256, every item, and who hands over to whom."""
    said = (
        ("归档内容", campaign),
        ("立档单位", organ),
        ("封装日期", date_cn(on)),
        ("件数", f"{len(items)}件"),
        ("包校验值\nSHA-256", in_groups(digest)),
    )
    package = Grid((2, 6), tuple((Cell(name, label=True), Cell(text)) for name, text in said))
    rows = [
        (str(place), str(item.number), item.title, NAMES[item.number.retention])
        for place, item in enumerate(items, 1)
    ]
    told = "请对归档包文件计算 SHA-256，与上面的校验值逐段比较；相同，则包内没有一个字节变过。"
    return OfficialPaper(
        form=Form.PLAIN,
        organ=organ,
        title=("电子档案移交清单",),
        blocks=(
            package,
            Paragraph((Run(told),)),
            listing((2, 12, 11, 3), ("序号", "档号", "题名", "期限"), rows),
            _SIGNED,
        ),
    )


def in_groups(digest: str) -> str:
    """A sum in groups of eight, as it is printed and may be typed again."""
    return " ".join(digest[at : at + GROUP] for at in range(0, len(digest), GROUP))
