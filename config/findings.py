"""What a check of a campaign file finds: a place, how bad it is, what is wrong, what to do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

    from config.positions import Located, Mistake
    from rules.definition import Campaign
    from rules.lint import Remark

Severity: TypeAlias = Literal["error", "warning", "note"]

SEVERITY_NAMES: dict[Severity, str] = {"error": "错误", "warning": "提醒", "note": "说明"}


@dataclass(frozen=True, slots=True)
class Finding:
    line: int
    column: int
    severity: Severity
    code: str
    message: str
    hint: str = ""

    def line_for(self, name: str) -> str:
        """One line of text for a person, the way compilers and editors write it."""
        told = f"{name}:{self.line}:{self.column}: {SEVERITY_NAMES[self.severity]}：{self.message}"
        return f"{told} {self.hint}" if self.hint else told


@dataclass(frozen=True, slots=True)
class CheckReport:
    """All findings in the order of the file; the definition only where the file can be read."""

    findings: tuple[Finding, ...]
    definition: Campaign | None

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.severity == "error")

    def sorted(self) -> CheckReport:
        ordered = sorted(set(self.findings), key=lambda f: (f.line, f.column, f.code, f.message))
        return replace(self, findings=tuple(ordered))


def from_mistakes(mistakes: Iterable[Mistake]) -> tuple[Finding, ...]:
    return tuple(
        Finding(m.place.line, m.place.column, "error", m.code, m.message, m.hint) for m in mistakes
    )


def from_remarks(remarks: Iterable[Remark], located: Located) -> tuple[Finding, ...]:
    found = []
    for remark in remarks:
        place = located.at(remark.path)
        found.append(
            Finding(
                place.line, place.column, remark.severity, remark.code, remark.message, remark.hint
            )
        )
    return tuple(found)
