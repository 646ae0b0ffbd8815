"""What is wrong with a file that was handed in: where, what, and what to write instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tasks.errors import Refused

MOST_LISTED = 1_000
"""More than anybody corrects in one go; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in a file; parts that do not apply are left out."""

    file: str
    sheet: str = ""
    row: int = 0
    column: str = ""

    def __str__(self) -> str:
        parts = [self.file]
        if self.sheet:
            parts.append(f"工作表“{self.sheet}”")
        if self.row:
            parts.append(f"第{self.row}行")
        if self.column:
            parts.append(f"“{self.column}”列")
        return "，".join(parts)


@dataclass(frozen=True, slots=True)
class Problem:
    place: Place
    what: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.place}：{self.what}{f'，{self.hint}' if self.hint else ''}。"


class ImportRefused(Refused):
    """The file was not imported, nothing of it; `problems` names every reason with its place."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        listed = [str(p) for p in self.problems[:MOST_LISTED]]
        if left := len(self.problems) - len(listed):
            listed.append(f"另有{left}处问题，先改正以上各处再导入。")
        super().__init__(listed)
