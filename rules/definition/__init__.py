"""What a campaign file says, as frozen values; `Campaign` is the whole."""

from rules.definition.campaign import Campaign, Closure, Document, Publicity, TaskArea
from rules.definition.evaluation import (
    Band,
    Component,
    Evaluation,
    GradePoints,
    Group,
    Method,
    RubricItem,
    Scheme,
    TopRule,
)
from rules.definition.honours import Cell, Conditions, Honour, Subject, Way
from rules.definition.judging import Judging
from rules.definition.messages import Addressees, Ladder, Messaging, Quiet, Rung
from rules.definition.people import Audience, LeadingGroup, Office, Role, UnitKind
from rules.definition.readings import Readings
from rules.definition.steps import Duty, DutyKind, Opening, Phase, Step, StepKind
from rules.definition.values import Code, Share, Text, Value

__all__ = [
    "Addressees",
    "Audience",
    "Band",
    "Campaign",
    "Cell",
    "Closure",
    "Code",
    "Component",
    "Conditions",
    "Document",
    "Duty",
    "DutyKind",
    "Evaluation",
    "GradePoints",
    "Group",
    "Honour",
    "Judging",
    "Ladder",
    "LeadingGroup",
    "Messaging",
    "Method",
    "Office",
    "Opening",
    "Phase",
    "Publicity",
    "Quiet",
    "Readings",
    "Role",
    "RubricItem",
    "Rung",
    "Scheme",
    "Share",
    "Step",
    "StepKind",
    "Subject",
    "TaskArea",
    "Text",
    "TopRule",
    "UnitKind",
    "Value",
    "Way",
]
