"""An archived campaign in which every kind of personal data has something to erase."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

from sqlmodel import col, select, update

from config.settings import Settings
from models import (
    Account,
    Address,
    Application,
    Attempt,
    Call,
    Campaign,
    Holding,
    ImportedFile,
    KeptForm,
    Message,
    Objection,
    Obligation,
    OfficeTask,
    PaperAct,
    Person,
    Step,
    Voter,
    VoteSession,
)
from models.migrate import upgrade
from rules.states import MessageState, StepState, VoteState
from tasks import archiving, attachments, dossier, putting_away
from tasks.attachments import Owner
from tasks.context import Context, House, open_house
from tasks.facts_of import Stated
from tests.support import files
from tests.support.campaign_builder import Built, built, shanghai
from tests.support.candidates import person
from tests.support.databases import database
from tests.support.judged import confirm, ready_for_the_meeting
from tests.support.stated import bearer, star

SEALED = shanghai("2022-01-20")
LATER = shanghai("2025-02-01")
"""Every term has ended."""
PHONE = "13912340000"
LOSER = "示例落选人"
SECRETS = (PHONE, LOSER, "来信人甲", "投票人乙", "家住示例路")
"""Words that stand in the database only as personal data."""


@dataclass(frozen=True, slots=True)
class Archived:
    made: Built
    sheet: str

    @property
    def house(self) -> House:
        return self.made.house

    def acting(self, at: datetime = LATER) -> AbstractContextManager[Context]:
        return self.made.acting(at, "档案员")


@contextmanager
def archived(home: Path, kind: str = "sqlite") -> Iterator[Archived]:
    with database(kind, home) as url, built(home, url, tables=upgrade) as made:
        played(made)
        with made.acting(SEALED) as ctx:
            ctx.session.execute(update(Campaign).values(simulated=False))
            sheet = archiving.archive(ctx, made.campaign, "3.4").digest
            others = col(Step.code) != "3.4"
            ctx.session.execute(update(Step).where(others).values(state=StepState.CLOSED))
        with made.acting(SEALED) as ctx:
            putting_away.put_away(ctx, made.campaign, sheet)
        yield Archived(made, sheet)


@contextmanager
def copied(found: Archived, home: Path) -> Iterator[Archived]:
    """The same in a place of its own; SQLite only, and much faster."""
    found.house.engine.dispose()
    shutil.copytree(found.house.settings.home, home, dirs_exist_ok=True)
    house = open_house(Settings(home=home))
    try:
        yield Archived(Built(house, found.made.campaign), found.sheet)
    finally:
        house.engine.dispose()


def played(made: Built) -> None:
    """Up to the last step, everything but the archive itself."""
    loser = Stated(person=replace(person("xq02-contact", front_line=False), name=LOSER), recommended=True)  # fmt: skip
    entries = {
        bearer("ck001"): 96,
        star("ck001", "p-1", candidate="示例获评人"): 90,
        star("ck002", "xq02-contact", candidate=LOSER, stated=loser): 70,
    }
    numbers = list(ready_for_the_meeting(made, entries).values())
    made.open("2.4", shanghai("2021-12-30"))
    with made.acting(shanghai("2021-12-30")) as ctx:
        dossier.compile_when_complete(ctx, made.campaign, "2.4")
    confirm(made)
    made.open("3.4", SEALED)
    received = [
        attachments.receive(made.house.settings, BytesIO(data), name)
        for name, data in (
            ("佐证.pdf", files.pdf()),
            ("撤下.txt", b"withdrawn"),
            ("纪要.txt", b"minutes"),
        )
    ]
    with made.acting(SEALED) as ctx:
        lost = ctx.session.exec(select(Application.id).where(col(Application.number) == numbers[2])).one() or 0  # fmt: skip
        attachments.attach(ctx, Owner("application", lost), received[0], note=PHONE)
        taken_back = attachments.attach(ctx, Owner("application", lost), received[1])
        attachments.attach(ctx, Owner("meeting", 1), received[2])
        attachments.withdraw(ctx, taken_back.id or 0, "多传了")
        _rows(ctx, made)


def _rows(ctx: Context, made: Built) -> None:
    """Straight into the tables: what is erased is what is there, however it came."""
    unit, id_, at = made.unit("ck001"), made.campaign, SEALED
    scan = attachments.keep(ctx, "扫描.pdf", files.pdf(more=b"% signed\n"))
    roster = attachments.keep(ctx, "名册.csv", f"姓名,电话\n甲,{PHONE}\n".encode())
    owed = ctx.session.exec(select(Obligation.id).limit(1)).one()
    message = Message(
        campaign_id=id_, key="k-personal", kind="reminder", unit_id=unit, channel="sms_http",
        address=PHONE, subject="提醒", body=f"{LOSER}，请报材料", html=f"<p>{PHONE}</p>",
        state=MessageState.FAILED, business_day=date(2021, 12, 1), ready_at=at, created_at=at,
        reason=f"{PHONE} 停机",
    )  # fmt: skip
    vote = VoteSession(
        campaign_id=id_, vote="windows", state=VoteState.CLOSED, held_on=date(2021, 12, 20),
        electorate_size=1, figures={"issued": {}},
    )  # fmt: skip
    gone = Person(code="left", name="离任者")
    ctx.session.add_all([message, vote, gone])
    ctx.session.flush()
    account = Account(name="left", display="离任者", person_id=gone.id, password_hash="argon2-secret", totp_secret="TOTPSECRET", created_at=at)  # fmt: skip
    ctx.session.add(account)
    ctx.session.flush()
    ctx.session.add_all(
        [
            Attempt(message_id=message.id or 0, at=at, outcome="failed", detail=f"no route to {PHONE}"),
            Call(campaign_id=id_, unit_id=unit, on_day=at.date(), outcome="reached", note=PHONE, by="办公室", at=at),
            OfficeTask(campaign_id=id_, key="t-personal", kind="address", text=f"{PHONE} 号码有误", created_at=at, done_at=at),
            Voter(session_id=vote.id or 0, person="p-9", name="投票人乙", voter_class="heads", units=["ck001"], came=True),
            Objection(
                campaign_id=id_, number="YY-1", raised_by="来信人甲", address=PHONE, text="家住示例路",
                received_on=at.date(), answer_due=at.date(), registered_at=at, registered_by="办公室",
            ),
            PaperAct(
                campaign_id=id_, unit_id=unit, obligation_id=owed or 0, channel="paper",
                happened_on=at.date(), by=LOSER, scan_sha256=scan, scan_name="扫描.pdf",
                entered_at=at, entered_by="办公室",
            ),
            Address(person_id=gone.id or 0, channel="sms_http", value=PHONE),
            Holding(post_id=1, person_id=gone.id or 0, since=date(2020, 1, 1), until=date(2021, 6, 1)),
            KeptForm(account_id=account.id or 0, path="/x", fields={"a": [PHONE]}, kept_at=at),
            ImportedFile(kind="roster", name="名册.csv", sha256=roster, rows=1, at=shanghai("2021-06-01"), by="办公室", report={"who": PHONE}),
        ]
    )  # fmt: skip
    ctx.record("personal.revealed", "甲", campaign=id_, value=PHONE)
