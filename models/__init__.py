"""What is remembered: one noun a file, promises kept by the database."""

from models.account import Account, Appointment, KeptForm, SignInLink, WebSession
from models.api_token import ApiAnswer, ApiToken
from models.application import Application
from models.assignment import Assignment
from models.attachment import Attachment
from models.call import Call
from models.campaign import Campaign, CampaignVersion
from models.closure import CalendarYear, Closure
from models.erasure import Erasure
from models.evaluator import DeclaredRelation, Evaluator, PanelSeat
from models.filing import Filing
from models.guidance import Guidance
from models.hearing import Hearing
from models.journal import JournalCheckpoint, JournalEntry, JournalHead
from models.meeting import (
    AgendaItem,
    Attendance,
    Meeting,
    Recusal,
    Remark,
    Resolution,
    SignedPage,
)
from models.message import Attempt, Message
from models.method_paper import MethodPaper
from models.model_window import ModelWindow
from models.nudge import Nudge
from models.objection import Objection
from models.obligation import DeadlineChange, Obligation
from models.observer_opinion import ObserverOpinion
from models.office_task import OfficeTask
from models.opinion import Opinion
from models.outbox_hold import OutboxHold
from models.paper import Paper, PaperSeries
from models.paper_act import PaperAct
from models.person import Address, Person
from models.placement import Decision, Placement
from models.planned_run import PlannedRun
from models.post import Holding, Post
from models.score import SCALE, ImportedFile, Score, TallySheet
from models.score_sheet import ItemMark, ScoreSheet
from models.sign_off import Signatory, SignOff
from models.signature import Signature
from models.step import Phase, Step
from models.template_text import TemplateText
from models.unit import Unit, UnitName
from models.visit import Visit
from models.vote import VoteBatch, VoteCode, Voter, VoteSession, VoteSlip
from models.withdrawal import Withdrawal

__all__ = [
    "SCALE",
    "Account",
    "Address",
    "AgendaItem",
    "ApiAnswer",
    "ApiToken",
    "Application",
    "Appointment",
    "Assignment",
    "Attachment",
    "Attempt",
    "Attendance",
    "CalendarYear",
    "Call",
    "Campaign",
    "CampaignVersion",
    "Closure",
    "DeadlineChange",
    "Decision",
    "DeclaredRelation",
    "Erasure",
    "Evaluator",
    "Filing",
    "Guidance",
    "Hearing",
    "Holding",
    "ImportedFile",
    "ItemMark",
    "JournalCheckpoint",
    "JournalEntry",
    "JournalHead",
    "KeptForm",
    "Meeting",
    "Message",
    "MethodPaper",
    "ModelWindow",
    "Nudge",
    "Objection",
    "Obligation",
    "ObserverOpinion",
    "OfficeTask",
    "Opinion",
    "OutboxHold",
    "PanelSeat",
    "Paper",
    "PaperAct",
    "PaperSeries",
    "Person",
    "Phase",
    "Placement",
    "PlannedRun",
    "Post",
    "Recusal",
    "Remark",
    "Resolution",
    "Score",
    "ScoreSheet",
    "SignInLink",
    "SignOff",
    "Signatory",
    "Signature",
    "SignedPage",
    "Step",
    "TallySheet",
    "TemplateText",
    "Unit",
    "UnitName",
    "Visit",
    "VoteBatch",
    "VoteCode",
    "VoteSession",
    "VoteSlip",
    "Voter",
    "WebSession",
    "Withdrawal",
]
