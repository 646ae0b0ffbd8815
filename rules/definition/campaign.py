"""A whole campaign as its file says it: the one value that all other rules take."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Literal

from pydantic import Field

from rules.definition.archive import Archive
from rules.definition.decisions import Meeting, Opinions
from rules.definition.evaluation import Evaluation, Group, Scheme
from rules.definition.honours import Honour
from rules.definition.judging import Judging
from rules.definition.messages import Ladder, Messaging
from rules.definition.people import LeadingGroup, Office, UnitKind
from rules.definition.readings import Readings
from rules.definition.selection import Selection
from rules.definition.signing import Signing
from rules.definition.steps import Duty, Phase, Step
from rules.definition.values import Code, Text, Value
from rules.definition.votes import Vote


class Document(Value):
    """A paper the campaign rests on or issues: number, date, title in our own words."""

    number: Text
    issued: date
    title: Text


class TaskArea(Value):
    """One of the goals that each unit's own measures answer (R55)."""

    code: Code
    name: Text
    gist: Text


class Publicity(Value):
    """Length and counting of the public notice (公示), which the notice itself does not have."""

    working_days: int = Field(default=5, ge=1, le=60)
    first_day_counts: bool = False
    overrun_decided: bool = False
    """Whether it was decided that the public notice runs past the end of its phase."""
    overrun_reason: Text | None = None
    answer_working_days: int = Field(default=10, ge=1, le=120)
    """Within how many working days after receipt an objection is answered."""


class Closure(Value):
    """Working days on which the organiser is closed all the same, as known beforehand."""

    first: date
    last: date
    reason: Text


class Campaign(Value):
    format: Literal["pingxuan/1"]
    code: Code
    title: Text
    short: Text
    session: int = Field(ge=1, le=200)
    year: int = Field(ge=2004, le=2100)
    zone: Literal["Asia/Shanghai"] = "Asia/Shanghai"
    organiser: Text
    wording: Literal["表扬", "表彰"] = "表扬"
    approval: Document | None = None
    """The approval that the word 表彰 demands."""
    basis: tuple[Document, ...]
    task_areas: tuple[TaskArea, ...]
    report_headings: tuple[Text, ...]
    unit_kinds: tuple[UnitKind, ...]
    offices: tuple[Office, ...]
    leading_group: LeadingGroup
    phases: tuple[Phase, ...]
    honours: tuple[Honour, ...]
    evaluation: Evaluation
    votes: tuple[Vote, ...] = ()
    selection: Selection = Selection()
    judging: Judging = Judging()
    ranks: tuple[Text, ...]
    """Leadership ranks from high to low, for `rank_at_most` (A13)."""
    messaging: Messaging
    meeting: Meeting = Meeting()
    opinions: Opinions = Opinions()
    publicity: Publicity = Publicity()
    signing: Signing = Signing()
    archive: Archive = Archive()
    closures: tuple[Closure, ...] = ()
    readings: Readings = Readings()

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The steps that are taken, in order; steps outside the notice only where enabled."""
        return tuple(s for phase in self.phases for s in phase.steps if s.enabled)

    def step(self, code: str) -> Step:
        return next(s for s in self.steps if s.code == code)

    def phase_of(self, step_code: str) -> Phase:
        return next(p for p in self.phases if any(s.code == step_code for s in p.steps))

    def duty(self, step_code: str, duty_code: str) -> Duty:
        return next(d for d in self.step(step_code).duties if d.code == duty_code)

    def honour(self, code: str) -> Honour:
        return next(h for h in self.honours if h.code == code)

    def office(self, code: str) -> Office:
        return next(o for o in self.offices if o.code == code)

    def unit_kind(self, code: str) -> UnitKind:
        return next(k for k in self.unit_kinds if k.code == code)

    def group(self, code: str) -> Group:
        return next(g for g in self.evaluation.groups if g.code == code)

    @cached_property
    def component_names(self) -> dict[str, str]:
        """What is judged (考评项目), by code; schemes that share a component give it one name."""
        return {c.code: c.name for s in self.evaluation.schemes for c in s.components}

    def ladder(self, code: str) -> Ladder:
        return next(x for x in self.messaging.ladders if x.code == code)

    def scheme_for(self, kind: str, honour: str) -> Scheme | None:
        """The scheme that scores candidates of this unit kind for this honour, if any."""
        group = self.unit_kind(kind).group
        return next(
            (
                s
                for s in self.evaluation.schemes
                if s.group == group and honour in s.honours and kind in (s.kinds or (kind,))
            ),
            None,
        )

    def vote(self, code: str) -> Vote:
        return next(v for v in self.votes if v.code == code)

    def vote_for(self, scheme: str, component: str) -> Vote | None:
        """The vote that fills this component of a scheme, if any."""
        return next(
            (v for v in self.votes if scheme in v.schemes and v.component == component), None
        )

    def actor_name(self, step: Step) -> str:
        """Who runs a step, in the words of the notice."""
        if step.actor == "participants":
            return "各参与单位"
        if step.actor == "leading_group":
            return "领导小组"
        return self.office(step.actor).name
