"""What a campaign file says, as frozen values; `Campaign` is the whole."""

from rules.definition.archive import Archive, ItemKind, Retention
from rules.definition.campaign import Campaign, Closure, Document, Publicity, TaskArea
from rules.definition.evaluation import (
    Band,
    Component,
    Evaluation,
    GradePoints,
    Group,
    Method,
    Scheme,
    TopRule,
)
from rules.definition.honours import Cell, Conditions, Honour, Subject, Way
from rules.definition.messages import Addressees, Ladder, Messaging, Quiet, Rung
from rules.definition.people import Audience, LeadingGroup, Office, Role, UnitKind
from rules.definition.readings import Readings
from rules.definition.steps import Duty, DutyKind, Opening, Phase, Step, StepKind
from rules.definition.values import Code, Share, Text, Value
from rules.definition.votes import SharePoints, Vote, VoteMode, VoterClass

__all__ = [
    "Addressees",
    "Archive",
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
    "ItemKind",
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
    "Retention",
    "Role",
    "Rung",
    "Scheme",
    "Share",
    "SharePoints",
    "Step",
    "StepKind",
    "Subject",
    "TaskArea",
    "Text",
    "TopRule",
    "UnitKind",
    "Value",
    "Vote",
    "VoteMode",
    "VoterClass",
    "Way",
]
