"""What importing a roster would change: decided from the sheets and the roster as it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date

from records.workbooks.layout import Layout, shown
from records.workbooks.roster import UnitRow
from tasks.imports.problems import Problem
from tasks.imports.roster_people import PeoplePlan
from tasks.imports.sheets import Sheet


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one unit, old and new, in the words of the sheet."""

    code: str
    name: str
    field: str
    old: str
    new: str

    def __str__(self) -> str:
        return (
            f"{self.code} {self.name}：{self.field} {self.old or '（空）'} → {self.new or '（空）'}"
        )


@dataclass(frozen=True, slots=True)
class UnitsPlan:
    new: tuple[UnitRow, ...] = ()
    updated: tuple[UnitRow, ...] = ()
    """Units with any difference, as they will be."""
    changes: tuple[Change, ...] = ()
    renamed: tuple[str, ...] = ()
    """Codes of units with another name from the day of the import on."""
    closed: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    unchanged: int = 0
    absent: int = 0
    """Open units that the sheet does not mention; they stay as they are."""


@dataclass(frozen=True, slots=True)
class RosterPlan:
    as_of: date
    units: UnitsPlan
    people: PeoplePlan
    warnings: tuple[Problem, ...] = ()

    def counts(self) -> dict[str, int]:
        units, people = self.units, self.people
        return {
            "新增单位": len(units.new),
            "变更单位": len(units.updated),
            "改名": len(units.renamed),
            "关闭": len(units.closed),
            "并入": len(units.merged),
            "未变单位": units.unchanged,
            "表中未列单位": units.absent,
            "新增人员": len(people.new),
            "人员改名": len(people.renamed),
            "新任职": len(people.moves.started),
            "离任": len(people.moves.ended),
            "更正任期": len(people.moves.corrected),
            "联系方式变更": people.addresses_changed,
        }


def after_import(
    sheet: Sheet[UnitRow], known: Mapping[str, UnitRow], as_of: date
) -> dict[str, UnitRow]:
    """The whole roster as it would be; columns that the sheet does not have keep their values."""
    after = dict(known)
    last = max((unit.order or 0 for unit in known.values()), default=0)
    for line in sheet.lines:
        row = line.row
        before = after.get(row.code)
        stated = row.order
        if before is not None:
            row = replace(before, **{key: getattr(row, key) for key in sheet.columns})
        if stated is None:
            stated = before.order if before else last + 1
        last = max(last, stated or 0)
        closed = row.closed_on or (as_of if row.successor else None)
        after[row.code] = replace(row, order=stated, closed_on=closed)
    return after


def plan_units(
    layout: Layout[UnitRow],
    sheet: Sheet[UnitRow],
    known: Mapping[str, UnitRow],
    after: Mapping[str, UnitRow],
) -> UnitsPlan:
    mentioned = [line.row.code for line in sheet.lines]
    new = tuple(after[code] for code in mentioned if code not in known)
    pairs = [(known[code], after[code]) for code in mentioned if code in known]
    differing = [(old, now) for old, now in pairs if old != now]
    listed = set(mentioned)
    return UnitsPlan(
        new,
        tuple(now for _, now in differing),
        tuple(change for old, now in differing for change in _changes(layout, old, now)),
        tuple(now.code for old, now in differing if old.name != now.name),
        tuple(now.code for old, now in differing if now.closed_on and not old.closed_on),
        tuple(now.code for old, now in differing if now.successor and not old.successor),
        len(pairs) - len(differing),
        sum(1 for unit in known.values() if unit.code not in listed and not unit.closed_on),
    )


def rename_problems(
    sheet: Sheet[UnitRow], known: Mapping[str, UnitRow], as_of: date, today: date
) -> Iterator[Problem]:
    """A new name holds from a day on that has come; nobody would switch it over later."""
    if as_of <= today:
        return
    for line in sheet.lines:
        before = known.get(line.row.code)
        if before and before.name != line.row.name:
            what = f"“{before.name}”改名为“{line.row.name}”的日期 {as_of} 还没有到"
            yield line.problem("名称", what, "请到日再导入，或把起始日期改为今天")


def _changes(layout: Layout[UnitRow], old: UnitRow, now: UnitRow) -> Iterator[Change]:
    for one in fields(UnitRow):
        before, then = getattr(old, one.name), getattr(now, one.name)
        if before != then:
            column = layout.column(one.name)
            words = [
                "" if v is None else str(v) for v in (shown(column, before), shown(column, then))
            ]
            yield Change(now.code, now.name, column.name, *words)
