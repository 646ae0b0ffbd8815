"""Marks from a file, for clerks' terminals: voters' codes with what they marked, one row or object each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from records.workbooks.voting import MARKS
from rules.ballots import choices
from tasks.errors import Refused
from tasks.imports.book import read_book
from tasks.imports.one_sheet import refuse_if, sheet_of

FORM = (
    '请写成 [{"code": "…", "marks": {"ck001": "优秀"}}] 或 '
    '[{"code": "…", "chosen": ["ck001"], "left_out": ["ck002"]}]'
)


@dataclass(frozen=True, slots=True)
class Ballot:
    code: str
    marks: Mapping[str, str]


def read_ballots(path: Path, candidates: Sequence[str]) -> list[Ballot]:
    """From .json, or from a workbook or .csv with the columns 验票码, 候选代码 and 票面.

    Raises Refused for a file of another form.
    """
    if path.suffix.lower() == ".json":
        return _from_json(path, candidates)
    return _from_sheet(path)


def _from_json(path: Path, candidates: Sequence[str]) -> list[Ballot]:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise Refused([f"{path.name} 不是 JSON：{error}。{FORM}"]) from error
    rows = told if isinstance(told, list) else [told]
    wrong = [n for n, row in enumerate(rows, 1) if not _is_ballot(row)]
    if wrong:
        raise Refused(f"{path.name}：第{n}张票写得不对。{FORM}" for n in wrong)
    return [Ballot(row["code"], _marks(row, candidates)) for row in rows]


def _is_ballot(row: object) -> bool:
    if not isinstance(row, dict) or not isinstance(row.get("code"), str):
        return False
    marks, chosen, left_out = row.get("marks"), row.get("chosen"), row.get("left_out", [])
    if marks is not None:
        return isinstance(marks, dict) and all(isinstance(m, str) for m in marks.values())
    lists = (chosen, left_out)
    return all(isinstance(li, list) and all(isinstance(c, str) for c in li) for li in lists)


def _marks(row: Mapping[str, Any], candidates: Sequence[str]) -> Mapping[str, str]:
    if "marks" in row:
        marks: Mapping[str, str] = row["marks"]
        return marks
    return choices(candidates, row["chosen"], row.get("left_out", []))


def _from_sheet(path: Path) -> list[Ballot]:
    marks: dict[str, dict[str, str]] = {}
    reasons = []
    for line in sheet_of(read_book(path), MARKS).lines:
        row = line.row
        if row.candidate in marks.setdefault(row.code, {}):
            reasons.append(line.problem("候选代码", f"{row.candidate} 在这张票上写了两次"))
        marks[row.code][row.candidate] = row.mark
    refuse_if(reasons)
    return [Ballot(code, given) for code, given in marks.items()]
