"""The sign-off sheet (签批单) that goes round with a draft: who gives which opinion on which day."""

from __future__ import annotations

from typing import TypedDict, cast

from records.papers.document import Cell, Grid
from records.papers.grids import Facts, Tables, day, form, long, pair


class Opinion(TypedDict):
    """One who signs off; empty until he has."""

    role: str
    name: str
    opinion: str
    signed_on: str | None


class SignOff(TypedDict):
    """The draft that is signed off, and everybody it goes to in order."""

    subject: str
    number: str
    code: str
    """Of its text: who enters the signed sheet copies it."""
    drafted_by: str
    drafted_on: str | None
    main: list[str]
    copies: list[str]
    opinions: list[Opinion]


USUAL = ("拟稿人", "办公室主任", "分管副局长", "局长")
"""Who signs off an official paper, in order."""


def blank(subject: str = "") -> SignOff:
    """An empty sheet, to be filled in by hand."""
    return SignOff(
        subject=subject, number="", code="", drafted_by="", drafted_on=None, main=[], copies=[],
        opinions=[Opinion(role=role, name="", opinion="", signed_on=None) for role in USUAL],
    )  # fmt: skip


def _draft(facts: Facts) -> Grid:
    one = cast("SignOff", facts["signoff"])
    return form(
        long("标　　题", one["subject"], 2),
        pair("文　　号", one["number"], "文稿校验码", one["code"]),
        pair("拟稿人", one["drafted_by"], "拟稿日期", day(one["drafted_on"])),
        long("主　　送", "、".join(one["main"]), 2),
        long("抄　　送", "、".join(one["copies"]), 2),
    )


def _opinions(facts: Facts) -> Grid:
    one = cast("SignOff", facts["signoff"])
    head = tuple(Cell(word, label=True) for word in ("岗位", "姓名", "意见", "日期"))
    rows = [
        (
            Cell(said["role"], label=True), Cell(said["name"]),
            Cell(said["opinion"], lines=1 if said["opinion"] else 4), Cell(day(said["signed_on"])),
        )
        for said in one["opinions"]
    ]  # fmt: skip
    return Grid((3, 3, 8, 4), (head, *rows), head_rows=1)


TABLES: Tables = {"拟稿": ("signoff", _draft), "签批意见": ("signoff", _opinions)}
