"""What is remembered: one noun a file, promises kept by the database."""

from models.account import Account, WebSession
from models.application import Application
from models.call import Call
from models.campaign import Campaign, CampaignVersion
from models.closure import CalendarYear, Closure
from models.filing import Filing
from models.journal import JournalCheckpoint, JournalEntry, JournalHead
from models.message import Attempt, Message
from models.nudge import Nudge
from models.objection import Objection
from models.obligation import DeadlineChange, Obligation
from models.office_task import OfficeTask
from models.paper import Paper
from models.person import Address, Person
from models.placement import Decision, Placement
from models.planned_run import PlannedRun
from models.post import Holding, Post
from models.score import SCALE, ImportedFile, Score, TallySheet
from models.step import Phase, Step
from models.unit import Unit, UnitName
from models.visit import Visit

__all__ = [
    "SCALE",
    "Account",
    "Address",
    "Application",
    "Attempt",
    "CalendarYear",
    "Call",
    "Campaign",
    "CampaignVersion",
    "Closure",
    "DeadlineChange",
    "Decision",
    "Filing",
    "Holding",
    "ImportedFile",
    "JournalCheckpoint",
    "JournalEntry",
    "JournalHead",
    "Message",
    "Nudge",
    "Objection",
    "Obligation",
    "OfficeTask",
    "Paper",
    "Person",
    "Phase",
    "Placement",
    "PlannedRun",
    "Post",
    "Score",
    "Step",
    "TallySheet",
    "Unit",
    "UnitName",
    "Visit",
    "WebSession",
]
