"""The day's telephone list as a workbook: who to call about what, with room for the outcome."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path

from records.workbooks.writing import Heading, Written, write_workbook

HEADINGS = (
    Heading("单位", 30),
    Heading("地区", 10),
    Heading("联系人", 12),
    Heading("职务", 14),
    Heading("电话", 26, text=True),
    Heading("待办事项", 36),
    Heading("截止", 22),
    Heading("剩余工作日", 12),
    Heading("当日消息", 18),
    Heading("通话结果", 18),
)


def write_phone_list(path: Path | BytesIO, title: str, rows: Iterable[Sequence[object]]) -> None:
    """One row a contact, in the order of `HEADINGS`."""
    write_workbook(path, [Written("电话清单", HEADINGS, rows, title=title)])
