"""When things happen: phases, steps, what opens them, and what each unit then owes."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from rules.definition.values import Code, Text, Value


class StepKind(StrEnum):
    """What kind of work a step is; one flow in `flows/steps/` for each."""

    LEADING_GROUP = "leading_group"
    NOTICE = "notice"
    COLLECTION = "collection"
    VISITS = "visits"
    APPLICATIONS = "applications"
    EVALUATION = "evaluation"
    DOSSIER = "dossier"
    CASEBOOK = "casebook"
    OPINIONS = "opinions"
    REVIEW = "review"
    PUBLICITY = "publicity"
    COMMENDATION = "commendation"
    REPORTING = "reporting"
    ARCHIVING = "archiving"


class Opening(StrEnum):
    """What opens a step: its date, the office's trigger, or whichever comes first."""

    DATE = "date"
    TRIGGER = "trigger"
    EITHER = "either"


class DutyKind(StrEnum):
    """What meets a duty: which act of the unit or office ends its reminders."""

    ACKNOWLEDGE = "acknowledge"
    MEASURES = "measures"
    REPORT = "report"
    SUMMARY = "summary"
    APPLY = "apply"
    OPINION = "opinion"
    SCORE = "score"
    TASK = "task"


class Duty(Value):
    """What each unit in scope owes in a step, by when, and how it is reminded."""

    code: Code
    kind: DutyKind
    title: Text
    how: Text
    """What to do, in one sentence shown in reminders."""
    kinds: tuple[Code, ...] = ()
    """Unit kinds that owe it; empty with `offices` set, all participants with both empty."""
    offices: tuple[Code, ...] = ()
    """Offices that owe it instead of units."""
    due: date
    ladder: Code = "standard"
    blocked_by: Code | None = None
    """Duty (of the office named by it) that must be met first; its owner is chased meanwhile."""
    headings: tuple[Text, ...] = ()
    """Headings a report must fall under (R56)."""


class Step(Value):
    """One of the notice's steps, or one the notice does not have (`in_notice: false`)."""

    code: Code
    name: Text
    name_en: Text
    kind: StepKind
    actor: Code
    """The office that runs it, `participants`, or `leading_group`."""
    opens: date
    closes: date
    opening: Opening = Opening.EITHER
    after: tuple[Code, ...] = ()
    """Steps that must be closed (or skipped) before this one may open."""
    after_open: tuple[Code, ...] = ()
    """Steps that must at least have been opened before this one may open."""
    listed: bool = True
    """Whether it is one of the numbered steps of its phase (R2)."""
    in_notice: bool = True
    enabled: bool = True
    """Steps outside the notice are offered at launch; here is whether they are taken."""
    past_phase: Text | None = None
    """Why it may run past the end of its phase, where somebody decided so."""
    duties: tuple[Duty, ...] = ()
    output: Text
    clause: Text
    """Where the notice says so, e.g. 四·第一阶段·1."""


class Phase(Value):
    code: Code
    name: Text
    name_en: Text
    opens: date
    closes: date
    steps: tuple[Step, ...]
