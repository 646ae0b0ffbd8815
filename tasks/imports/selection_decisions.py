"""Rows of the sheet 决定 turned into decisions, each with exactly what its kind needs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from records.workbooks.selection import DECISION_WORDS, DecisionRow
from rules import selection
from rules.clauses import CLAUSES
from rules.definition import Campaign
from rules.selection import Decision
from tasks.imports.problems import Problem
from tasks.imports.sheets import Line

BETWEEN = re.compile(r"[、,，;；\s]+")
NAMES = {"numbers": "申报编号", "into": "替换为", "honour": "荣誉", "cell": "名额类别", "places": "名额", "rules": "规则", "source": "调出类别"}  # fmt: skip
NEEDS: Mapping[str, tuple[str, ...]] = {
    "Override": ("numbers", "rules"),
    "Replace": ("numbers", "into"),
    "GiveTieTo": ("numbers", "honour", "cell"),
    "FillVacancy": ("numbers",),
    "LeaveVacant": ("honour", "cell", "places"),
    "MovePlaces": ("honour", "cell", "places"),
    "Choose": ("numbers",),
    "ConfirmRanking": (),
}
MAY_HAVE: Mapping[str, tuple[str, ...]] = {"Override": ("cell",), "MovePlaces": ("source",)}
SEVERAL = ("GiveTieTo",)


@dataclass(frozen=True, slots=True)
class Decided:
    decisions: tuple[Decision, ...]
    problems: tuple[Problem, ...]


def decisions_from(
    lines: Sequence[Line[DecisionRow]],
    candidates: Mapping[str, str],
    campaign: Campaign,
) -> Decided:
    """In the order of the rows; `candidates` are honours by application. Whether they can be applied, the selection itself says."""
    problems: list[Problem] = []
    decisions: list[Decision] = []
    for line in lines:
        bad = [*_columns(line), *_numbers(line, candidates), *_rules(line)]
        cells, wrong = _cells(line, candidates, campaign)
        bad += wrong
        problems += bad
        if not bad:
            decisions.append(_decision(line.row, cells))
    return Decided(tuple(decisions), tuple(problems))


def _columns(line: Line[DecisionRow]) -> Iterator[Problem]:
    row = line.row
    word = next(word for word, kind in DECISION_WORDS if kind == row.kind)
    needed = NEEDS[row.kind]
    for key, name in NAMES.items():
        filled = bool(getattr(row, key))
        if key in needed and not filled:
            yield line.problem(name, "没有填写", f"“{word}”必须写明{name}")
        elif filled and key not in (*needed, *MAY_HAVE.get(row.kind, ())):
            yield line.problem(name, f"“{word}”用不到这一列", "请留空")


def _numbers(line: Line[DecisionRow], candidates: Mapping[str, str]) -> Iterator[Problem]:
    row, numbers = line.row, split(line.row.numbers)
    if len(numbers) > 1 and row.kind not in SEVERAL:
        yield line.problem("申报编号", f"写了{len(numbers)}件", "这种决定每行只写一件")
    for column, named in (("申报编号", numbers), ("替换为", split(row.into))):
        for number in named:
            if number not in candidates:
                yield line.problem(column, f"“候选”表里没有 {number}", "请核对编号")


def _rules(line: Line[DecisionRow]) -> Iterator[Problem]:
    for rule in split(line.row.rules):
        if rule not in CLAUSES:
            yield line.problem("规则", f"没有规则 {rule}", "请填理由里写的规则，如 R40")


def _cells(
    line: Line[DecisionRow], candidates: Mapping[str, str], campaign: Campaign
) -> tuple[Mapping[str, str], list[Problem]]:
    """Codes of the cells named, within the honour that the row or its application names."""
    row = line.row
    about = next((candidates[n] for n in split(row.numbers) if n in candidates), None)
    honour = row.honour or about or ""
    if not honour:
        return {}, []
    cells = campaign.honour(honour).cells
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for key in ("cell", "source"):
        word = getattr(row, key)
        cell = next((c for c in cells if c.name == word), None)
        if cell is not None:
            found[key] = cell.code
        elif word:
            known = "、".join(c.name for c in cells)
            told = f"“{campaign.honour(honour).name}”没有“{word}”这一类"
            problems.append(line.problem(NAMES[key], told, f"可填：{known}"))
    return found, problems


def _decision(row: DecisionRow, cells: Mapping[str, str]) -> Decision:  # noqa: PLR0911 - one for each kind
    said = {"reason": row.reason, "ordered_by": row.ordered_by}
    numbers = split(row.numbers)
    match row.kind:
        case "Override":
            return selection.Override(
                application=numbers[0], rules=split(row.rules), cell=cells.get("cell"), **said
            )
        case "Replace":
            return selection.Replace(out=numbers[0], into=row.into, **said)
        case "GiveTieTo":
            return selection.GiveTieTo(
                honour=row.honour, cell=cells["cell"], applications=numbers, **said
            )
        case "FillVacancy":
            return selection.FillVacancy(application=numbers[0], **said)
        case "LeaveVacant":
            return selection.LeaveVacant(
                honour=row.honour, cell=cells["cell"], places=row.places, **said
            )
        case "MovePlaces":
            return selection.MovePlaces(
                honour=row.honour, source=cells.get("source"), target=cells["cell"],
                places=row.places, **said,
            )  # fmt: skip
        case "Choose":
            return selection.Choose(application=numbers[0], **said)
        case _:
            return selection.ConfirmRanking(**said)


def split(text: str) -> tuple[str, ...]:
    return tuple(part for part in BETWEEN.split(text) if part)
