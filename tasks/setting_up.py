"""The first set-up, before there is a campaign: its file chosen, its roster in, what a launch would find."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import func
from sqlmodel import col, select

from config.calendars import KNOWN_YEARS, statutory
from config.campaign_file import (
    CampaignFile,
    CampaignFileError,
    campaign_in,
    check_text,
    decoded,
    usual_surroundings,
)
from config.findings import CheckReport
from models import Account, Person, Unit
from notifications.catalogue import CATALOGUE
from notifications.channels.registry import CHANNELS
from rules.calendar import Calendar
from rules.definition import Phase, Step
from rules.launching import Start, start_of
from rules.lint.days_off import closures_of
from rules.readings_sheet import DecisionSheet, decision_sheet
from tasks import attachments, campaigns, import_desk, kept_forms
from tasks.campaigns import Launched
from tasks.context import Context
from tasks.errors import Refused
from tasks.imports.report import ImportReport
from tasks.imports.roster import import_roster
from tasks.use_case import use_case

PLACE = "/setup/file"
"""The choice of a file is a form that was filled in and not sent: the launch sends it."""
NAME, SHA256 = "name", "sha256"
NO_FILE = "请先选定活动文件"
NO_ROSTER = "请先导入单位名册，启动后的通知和事项才有单位可发"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the set-up has come for an account."""

    own_password: bool
    file: CampaignFile | None
    units: int
    people: int
    launched: bool


@dataclass(frozen=True, slots=True)
class Read:
    """A campaign file as the check and the decision sheet read it."""

    report: CheckReport
    sheet: DecisionSheet | None
    """None for a file with errors."""


@dataclass(frozen=True, slots=True)
class Coming:
    """What a launch now would do: every phase's steps, each with its beginning."""

    phases: tuple[tuple[Phase, tuple[tuple[Step, Start], ...]], ...]

    def codes(self, start: Start) -> tuple[str, ...]:
        return tuple(step.code for _, steps in self.phases for step, one in steps if one is start)


def progress(ctx: Context, account_id: int) -> Progress:
    account = ctx.session.get_one(Account, account_id)
    return Progress(
        own_password=account.changed_at is not None and not account.must_change,
        file=chosen(ctx, account_id),
        units=_count(ctx, Unit),
        people=_count(ctx, Person),
        launched=campaigns.current(ctx) is not None,
    )


@use_case("选定活动文件")
def choose(ctx: Context, account_id: int, name: str, data: bytes) -> None:
    """Keep a file as the one to be launched.

    Raises:
        CampaignFileError: With everything the check says, where it has errors; then nothing is kept.
    """
    refuse_launched(ctx)
    report = _check(decoded(data))
    if report.errors:
        raise CampaignFileError(Path(name), report)
    digest = attachments.keep(ctx, name, data)
    kept_forms.keep(ctx, account_id, PLACE, {NAME: [name], SHA256: [digest]})


def chosen(ctx: Context, account_id: int) -> CampaignFile | None:
    """The file that the account has chosen last, byte for byte as it came."""
    kept = kept_forms.kept(ctx, account_id, PLACE)
    if kept is None:
        return None
    name, digest = kept.fields[NAME][0], kept.fields[SHA256][0]
    return campaign_in(Path(name), attachments.find(ctx, digest).read_bytes())


def read(file: CampaignFile) -> Read:
    """What there is to know about a file before it is launched."""
    return Read(_check(file.text), decision_sheet(file.definition, calendar_before(file)))


def calendar_before(file: CampaignFile) -> Calendar:
    """The calendar with the days off that the file itself names."""
    known = statutory(KNOWN_YEARS, provisional=True)
    return known.with_closures(closures_of(file.definition))


def coming(file: CampaignFile, today: date) -> Coming:
    return Coming(
        tuple(
            (phase, tuple((s, start_of(s, today)) for s in phase.steps if s.enabled))
            for phase in file.definition.phases
        )
    )


@use_case("首次导入单位名册")
def bring_roster(
    ctx: Context, account_id: int, file: tuple[str, str], as_of: date | None, *, dry_run: bool
) -> ImportReport:
    """Try out or take in the uploaded roster (name and hash) with the chosen file's kinds of units.

    Raises ImportRefused naming every bad cell, Refused where no file is chosen yet.
    """
    refuse_launched(ctx)
    plan = _needed(ctx, account_id).definition
    book = import_desk.book_of(ctx, file)
    return import_roster(ctx, book, plan.unit_kinds, as_of, dry_run=dry_run)


@use_case("首次启动评选活动")
def launch(ctx: Context, account_id: int) -> Launched:
    """Launch the chosen file. Raises Refused where something before it is missing."""
    refuse_launched(ctx)
    file = _needed(ctx, account_id)
    if not _count(ctx, Unit):
        raise Refused([NO_ROSTER])
    done = campaigns.launch(ctx, file)
    kept_forms.forget(ctx, account_id, PLACE)
    return done


def refuse_launched(ctx: Context) -> None:
    """The set-up is for the time before the first launch."""
    if campaigns.current(ctx) is not None:
        raise Refused(["评选活动已经启动；名册和活动文件请在“事项”栏目中修改"])


def _needed(ctx: Context, account_id: int) -> CampaignFile:
    file = chosen(ctx, account_id)
    if file is None:
        raise Refused([NO_FILE])
    return file


def _check(text: str) -> CheckReport:
    around = usual_surroundings(templates=frozenset(CATALOGUE), channels=frozenset(CHANNELS))
    return check_text(text, around)


def _count(ctx: Context, table: type[Unit | Person]) -> int:
    return ctx.session.exec(select(func.count(col(table.id)))).one()
