"""One person for every part, around one unit and its application, and a browser for each of them."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date

import httpx
from fastapi import FastAPI
from sqlmodel import col, select

from models import (
    Account,
    Address,
    Application,
    Appointment,
    Assignment,
    Attachment,
    Evaluator,
    Filing,
    Holding,
    ImportedFile,
    Meeting,
    Paper,
    PaperAct,
    PaperSeries,
    Person,
    Post,
    Signatory,
    Unit,
    WebSession,
)
from rules.access import Part
from rules.definition import Role
from rules.files import FileKind
from rules.states import PaperState, ScanState
from tasks import api_tokens, attachments, objections, visits
from tasks.api_tokens import Scope
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context, House
from tasks.meetings import agenda
from tasks.meetings.agenda import Line
from tasks.objections import Raised
from tasks.paper_files import papers_folder, write_file
from tasks.voting import preparing
from tests.support.campaigns import SUZHOU
from tests.support.signers import DIRECTOR
from tests.support.visitors import browsing
from web.doors import SESSION_COOKIE

UNIT, ITS_APPLICATION = "u00002", "00001"
"""Theirs: a town bureau that applied to be 为民服务工作先进集体."""
FOREIGN_UNIT, FOREIGN_APPLICATION = "u00008", "00004"
"""Nobody's but the office's: a trading centre of another group, county and honour."""
BUREAU = "u00007"
PAPER_FILE = "notice.pdf"
UPLOADED = "单位代码,方面,标题,报送日期\nu00002,便民惠企,窗口延时服务,2021-09-10\n".encode()
CALENDAR_YEAR = (
    b'{"year": 2030, "papers": ["x"], "days": '
    b'[{"name": "\xe5\x85\x83\xe6\x97\xa6", "date": "2030-01-01", "isOffDay": true}]}'
)
CALENDAR_FILE = hashlib.sha256(CALENDAR_YEAR).hexdigest()
CAMPAIGN_FILE = hashlib.sha256(SUZHOU.read_bytes()).hexdigest()
IMPORTED_FILE = hashlib.sha256(UPLOADED).hexdigest()
OWN = 9001
"""The number of a substitution and an attachment that are the contact's."""
FILED = 9002
"""The number of an attachment to what the unit has handed in."""
SIGNED_PAGE, SIGNED_SHEET, LETTER = 9003, 9004, 9005
"""The numbers of scans of what was signed by hand."""
SINCE = date(2021, 1, 1)

BY_POST: Mapping[Part, tuple[str, Role]] = {
    Part.CONTACT: (UNIT, Role.CONTACT),
    Part.DEPUTY: (UNIT, Role.DEPUTY),
    Part.LEADER: (UNIT, Role.LEADER),
    Part.COUNTY: (BUREAU, Role.CONTACT),
    Part.OFFICE: ("bangongshi", Role.CONTACT),
    Part.LEAD: ("ducha", Role.CONTACT),
    Part.COOPERATING: ("zhengce_fagui", Role.CONTACT),
    Part.MEMBER: ("renshi", Role.LEADER),
    Part.OBSERVER: ("zonghe_shenpi", Role.CONTACT),
}
APPOINTED = (Part.ADMINISTRATOR, Part.SECURITY, Part.AUDITOR, Part.ARCHIVIST, Part.GUEST)


@dataclass(frozen=True, slots=True)
class Cast:
    """Account ids by part; every account is named like its part."""

    accounts: Mapping[Part, int]


def cast_of(house: House) -> Cast:
    """Write everybody into a house laid out as in December."""
    with house.acting("测试") as ctx:
        bureau = _unit(ctx, BUREAU)
        _unit(ctx, UNIT).parent_id = bureau.id
        accounts = {part: _post_holder(ctx, part) for part in BY_POST}
        accounts |= {part: _appointed(ctx, part) for part in APPOINTED}
        accounts[Part.EVALUATOR] = _evaluator(ctx)
        accounts[Part.SIGNATORY] = _signatory(ctx)
        ctx.session.add(_issued(ctx))
        ctx.session.flush()
        _printed_paper(ctx)
        _kept_files(ctx)
        ctx.session.add(_handed_in(ctx))
        ctx.session.flush()
        ctx.session.add(_attached(ctx, "filing", 1, FILED))
        ctx.session.add_all(_scans(ctx))
        _evidence(ctx, UNIT)
        _evidence(ctx, FOREIGN_UNIT)
        ctx.session.add_all(_belongings(ctx))
        _objected(ctx)
        visits.plan(ctx, 1, visits.Plan("visit", "交流做法", SINCE, UNIT))
        api_tokens.make(ctx, "测试系统", [Scope.READ], 30)
        ctx.record("roster.imported", "测试")
    return Cast(accounts)


@asynccontextmanager
async def browser_of(app: FastAPI, account_id: int | None) -> AsyncIterator[httpx.AsyncClient]:
    """A browser in which an account is signed in; None: nobody."""
    async with browsing(app) as client:
        if account_id is not None:
            token, csrf = open_session(app.state.house, account_id)
            client.cookies.set(SESSION_COOKIE, token)
            client.headers["x-csrf-token"] = csrf
        yield client


def account_of(house: House, *parts: tuple[Part, str]) -> int:
    """An account appointed to these parts, each with the code of what it is played for."""
    with house.acting("测试") as ctx:
        account = Account(
            name="-".join(part for part, _ in parts), display="办公室甲", created_at=ctx.now
        )
        ctx.session.add(account)
        ctx.session.flush()
        number = account.id or 0
        for part, code in parts:
            ctx.session.add(
                Appointment(account_id=number, part=part, code=code, appointed_by="测试")
            )
    return number


def open_session(house: House, account_id: int) -> tuple[str, str]:
    """Token and form token of a fresh session, as if the account had just signed in."""
    token, csrf = secrets.token_urlsafe(8), secrets.token_urlsafe(8)
    now = house.machine.now()
    with house.acting("测试") as ctx:
        ctx.session.add(
            WebSession(
                token_hash=hashlib.sha256(token.encode()).hexdigest(),
                account_id=account_id,
                csrf=csrf,
                created_at=now,
                seen_at=now,
            )
        )
    return token, csrf


def _printed_paper(ctx: Context) -> None:
    """A second paper, with the file that it was written to; the next one issued is the third."""
    content = b"%PDF-1.7"
    ctx.session.add(PaperSeries(series="评选", year=2021, last=2))
    write_file(papers_folder(ctx, 1) / PAPER_FILE, content)
    ctx.session.add(
        Paper(
            campaign_id=1,
            step="2.2",
            kind="notice",
            series="评选",
            year=2021,
            number=2,
            title="测试通知",
            state=PaperState.ISSUED,
            issued_at=ctx.now,
            files={PAPER_FILE: hashlib.sha256(content).hexdigest()},
        )
    )


def _kept_files(ctx: Context) -> None:
    """Files that wait to be confirmed, the row of one that was taken in, and a scan."""
    attachments.keep(ctx, "reports.csv", UPLOADED)
    attachments.keep(ctx, "2030.json", CALENDAR_YEAR)
    attachments.keep(ctx, SUZHOU.name, SUZHOU.read_bytes())
    scan = attachments.keep(ctx, "scan.pdf", b"%PDF-1.7 scan")
    ctx.session.add(
        PaperAct(
            campaign_id=1,
            unit_id=_unit(ctx, UNIT).id or 0,
            obligation_id=148,
            channel="paper",
            happened_on=SINCE,
            by="测试",
            scan_sha256=scan,
            scan_name="scan.pdf",
            entered_at=ctx.now,
            entered_by="测试",
        )
    )
    ctx.session.add(
        ImportedFile(
            kind="file",
            name="reports.csv",
            sha256=IMPORTED_FILE,
            rows=0,
            at=ctx.now,
            by="测试",
        )
    )


def _issued(ctx: Context) -> Paper:
    """The one paper that is in force; only its facts are kept."""
    return Paper(
        campaign_id=1, step="1.1", kind="notice-1.1", series="评选", year=2021, number=1,
        title="领导小组成员调整通知", state=PaperState.ISSUED, issued_at=ctx.now,
    )  # fmt: skip


def _post_holder(ctx: Context, part: Part) -> int:
    code, role = BY_POST[part]
    person = _person(ctx, part)
    post = Post(unit_id=_unit(ctx, code).id or 0, role=role, title=f"{part}岗")
    ctx.session.add(post)
    ctx.session.flush()
    ctx.session.add(Holding(post_id=post.id or 0, person_id=person.id or 0, since=SINCE))
    if part is Part.CONTACT:
        ctx.session.add(Address(person_id=person.id or 0, channel="sms", value="13800000000"))
    return _account(ctx, part, person)


def _appointed(ctx: Context, part: Part) -> int:
    account_id = _account(ctx, part, None)
    ctx.session.add(Appointment(account_id=account_id, part=part, appointed_by="测试"))
    return account_id


def _signatory(ctx: Context) -> int:
    """Stands in for the office's director, without a post or a seat of their own."""
    account_id = _account(ctx, Part.SIGNATORY, None)
    ctx.session.add(
        Signatory(
            campaign_id=1, post=DIRECTOR, name=Part.SIGNATORY, key=f"account:{account_id}",
            since=SINCE, until=date(2031, 1, 1), substitute=True, reason="外出学习",
            recorded_at=ctx.now, recorded_by="测试",
        )
    )  # fmt: skip
    return account_id


def _evaluator(ctx: Context) -> int:
    """From outside the roster's posts; assigned to the unit's application."""
    person = _person(ctx, Part.EVALUATOR)
    ctx.session.add(
        Evaluator(
            campaign_id=1, code=person.code, name=person.name, entered_at=ctx.now, entered_by="测试"
        )
    )
    ctx.session.add(
        Assignment(
            campaign_id=1,
            component="field_research",
            candidate=UNIT,
            evaluator=person.code,
            how="hand",
            assigned_at=ctx.now,
            assigned_by="测试",
        )
    )
    return _account(ctx, Part.EVALUATOR, person)


def _belongings(ctx: Context) -> tuple[Holding, Attachment]:
    """A substitution that is the contact's and evidence that is the unit's, numbered like no other row."""
    person = ctx.session.exec(select(Person).where(col(Person.code) == f"p-{Part.CONTACT}")).one()
    post = ctx.session.exec(select(Post).where(col(Post.title) == f"{Part.CONTACT}岗")).one()
    application = ctx.session.exec(
        select(Application).where(col(Application.number) == ITS_APPLICATION)
    ).one()
    stood_in = Holding(
        id=OWN, post_id=post.id or 0, person_id=person.id or 0, since=date(2021, 2, 1),
        until=date(2021, 2, 2), substitute=True,
    )  # fmt: skip
    return stood_in, _attached(ctx, "application", application.id or 0, OWN)


def _handed_in(ctx: Context) -> Filing:
    """Something that the unit has handed in."""
    return Filing(
        campaign_id=1,
        unit_id=_unit(ctx, UNIT).id or 0,
        kind="report",
        title="测试信息",
        happened_on=SINCE,
        entered_at=ctx.now,
        entered_by="测试",
    )


def _scans(ctx: Context) -> tuple[Attachment, ...]:
    """What was signed by hand: the member's page, a sheet of the paper in force, an authority's letter."""
    seats = definition_of(ctx, 1).meeting.seats
    office, _ = BY_POST[Part.MEMBER]
    page = _attached(ctx, "meeting", 1, SIGNED_PAGE)
    page.note = next(seat.post for seat in seats if seat.office == office)
    sheet = _attached(ctx, "paper", 1, SIGNED_SHEET)
    return page, sheet, _attached(ctx, "opinion", 1, LETTER)


def _attached(ctx: Context, kind: str, owner_id: int, id_: int) -> Attachment:
    data = b"%PDF-1.4"
    return Attachment(
        id=id_, campaign_id=1, owner_kind=kind, owner_id=owner_id, name="evidence.pdf",
        kind=FileKind.PDF, size=len(data), sha256=attachments.keep(ctx, "evidence.pdf", data),
        scan=ScanState.NOT_SCANNED, added_at=ctx.now, added_by="测试",
    )  # fmt: skip


def _evidence(ctx: Context, unit: str) -> None:
    """Something with a file on record about a unit."""
    sha256 = attachments.keep(ctx, "佐证.txt", unit.encode())
    ctx.session.add(
        Filing(
            campaign_id=1, unit_id=_unit(ctx, unit).id or 0, kind="evidence", title=f"佐证{unit}",
            happened_on=SINCE, entered_at=ctx.now, entered_by="测试",
            detail={"sha256": sha256, "file_name": "佐证.txt"},
        )
    )  # fmt: skip
    ctx.session.flush()


def _objected(ctx: Context) -> None:
    """A letter to the office, a vote that is listed, and a meeting that is called."""
    plan = definition_of(ctx, 1)
    raised = Raised("enquiry", "来信人甲（化名）", "名额怎样分配", calendar_of(ctx).day_of(ctx.now))
    objections.register(ctx, 1, raised)
    preparing.prepare(ctx, 1, plan.votes[0].code, held_on=calendar_of(ctx).day_of(ctx.now))
    meeting = Meeting(
        campaign_id=1,
        number=1,
        kind="special",
        held_on=calendar_of(ctx).day_of(ctx.now),
        convened_at=ctx.now,
        convened_by="测试",
    )
    ctx.session.add(meeting)
    ctx.session.flush()
    agenda.put(ctx, meeting, Line("override", "测试议题", {"why": "测试", "about": []}))


def _person(ctx: Context, part: Part) -> Person:
    person = Person(code=f"p-{part}", name=f"测试{part}")
    ctx.session.add(person)
    ctx.session.flush()
    return person


def _account(ctx: Context, part: Part, person: Person | None) -> int:
    account = Account(
        name=part.value,
        display=f"测试{part}",
        person_id=person.id if person else None,
        created_at=ctx.now,
    )
    ctx.session.add(account)
    ctx.session.flush()
    return account.id or 0


def _unit(ctx: Context, code: str) -> Unit:
    return ctx.session.exec(select(Unit).where(col(Unit.code) == code)).one()
