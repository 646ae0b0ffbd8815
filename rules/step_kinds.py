"""The kinds of steps by name: what a flow is called, what people read."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from rules.definition import StepKind

KIND_NAMES: Mapping[StepKind, str] = MappingProxyType(
    {
        StepKind.LEADING_GROUP: "领导小组调整",
        StepKind.NOTICE: "印发通知",
        StepKind.COLLECTION: "报送汇集",
        StepKind.VISITS: "调研座谈",
        StepKind.APPLICATIONS: "申报材料",
        StepKind.EVALUATION: "考评评估",
        StepKind.DOSSIER: "综合材料",
        StepKind.CASEBOOK: "汇编成册",
        StepKind.OPINIONS: "征求意见",
        StepKind.REVIEW: "专题审定",
        StepKind.PUBLICITY: "公示",
        StepKind.COMMENDATION: "总结表扬",
        StepKind.REPORTING: "通报情况",
        StepKind.ARCHIVING: "整理归档",
    }
)
"""Also the names of the step flows, so that Prefect's list reads like the notice."""

CLOSES_EARLY = frozenset(
    {
        StepKind.LEADING_GROUP,
        StepKind.NOTICE,
        StepKind.DOSSIER,
        StepKind.OPINIONS,
        StepKind.REVIEW,
        StepKind.COMMENDATION,
        StepKind.REPORTING,
        StepKind.CASEBOOK,
        StepKind.ARCHIVING,
    }
)
"""Their last day is a bound: done and nothing owed, they close; the others run to their end."""

NEEDS_OUTCOME = frozenset(StepKind) - {StepKind.COLLECTION, StepKind.VISITS}
"""They stay open beyond their last day until what they are for exists."""
