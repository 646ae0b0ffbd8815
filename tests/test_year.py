"""The whole year through the command that people type: real flows, files, messages and results."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session, col, func, select

from config.campaign_file import read_campaign
from models import (
    Application,
    Campaign,
    DeadlineChange,
    Decision,
    JournalEntry,
    Message,
    Objection,
    Obligation,
    OfficeTask,
    Placement,
    PlannedRun,
    Step,
)
from models.database import open_database
from records.archive.verification import verify
from rules.states import CampaignState, MessageState, ObligationState, RunState, StepState
from tasks.journal_check import check

pytestmark = pytest.mark.e2e
ROOT = Path(__file__).parents[1]
PLAN = read_campaign(ROOT / "config" / "campaigns" / "suzhou-2021.yaml").definition


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small year, played once for all tests of this module."""
    folder = tmp_path_factory.mktemp("year") / "demo"
    command = ("demo", "--units", "60", "--exit", "--port", "0", "--home", str(folder))
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", *command],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "160"},
        capture_output=True,
        text=True,
        check=False,
        timeout=540,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    assert "不一致" not in done.stdout
    return folder


@pytest.fixture
def session(home: Path) -> Iterator[Session]:
    engine = open_database(f"sqlite:///{home}/pingxuan.db")
    with Session(engine) as opened:
        yield opened
    engine.dispose()


def test_every_step_was_opened_and_closed_in_the_order_of_the_notice(session: Session) -> None:
    steps = session.exec(select(Step).order_by(col(Step.position))).all()

    assert [step.code for step in steps] == [step.code for step in PLAN.steps]
    assert {step.state for step in steps} == {StepState.CLOSED}
    campaign = session.exec(select(Campaign)).one()
    assert campaign.state in (CampaignState.CLOSED, CampaignState.ARCHIVED)


def test_no_honour_gave_more_than_its_places_and_nobody_won_both_collective_ones(
    session: Session,
) -> None:
    won = session.exec(
        select(col(Placement.honour), col(Placement.cell), Application.unit_id)
        .join(Application, col(Application.id) == col(Placement.application_id))
        .where(col(Placement.outcome) == "won")
    ).all()

    given = Counter(honour for honour, _, _ in won)
    assert {h.code for h in PLAN.honours if given[h.code] > h.total} == set()
    bearers = {unit for honour, _, unit in won if honour == "standard_bearer"}
    collectives = {unit for honour, _, unit in won if honour == "service_collective"}
    assert bearers & collectives == set()
    assert given.keys() == {honour.code for honour in PLAN.honours}


def test_everybody_who_applied_has_a_reason(session: Session) -> None:
    placed = set(session.exec(select(Placement.application_id)).all())
    stood = set(
        session.exec(
            select(Application.id).where(col(Application.state).not_in(["draft", "withdrawn"]))
        ).all()
    )

    assert stood - placed == set()
    assert session.exec(select(Placement).where(col(Placement.reason) == "")).all() == []


def test_nothing_is_left_to_send_and_nothing_is_left_owed(session: Session) -> None:
    states = dict(
        session.exec(select(Message.state, func.count()).group_by(col(Message.state))).all()
    )
    owed = dict(
        session.exec(select(Obligation.state, func.count()).group_by(col(Obligation.state))).all()
    )

    assert states.keys() <= {MessageState.SENT, MessageState.CANCELLED, MessageState.FAILED}
    assert states[MessageState.SENT] > 0
    assert ObligationState.PENDING not in owed
    assert ObligationState.BLOCKED not in owed
    assert owed[ObligationState.MET_LATE] > 0


def test_the_year_saw_what_years_see(session: Session) -> None:
    """Late and silent units, a moved deadline, decisions, an objection, a mailbox that is gone."""
    what = set(session.exec(select(JournalEntry.what).distinct()).all())

    assert {
        "deadline.moved", "application.returned", "decision.recorded",
        "objection.decided", "circular.delivered", "opinion.answered", "visit.recorded",
    } <= what  # fmt: skip
    assert session.exec(select(func.max(col(Application.version)))).one() == 2
    assert session.exec(select(func.count(col(DeadlineChange.id)))).one() >= 1
    assert session.exec(select(func.count(col(Decision.id)))).one() >= 1
    assert session.exec(select(func.count(col(Objection.id)))).one() == 2
    assert session.exec(select(func.count(col(OfficeTask.id)))).one() >= 1


def test_a_simulated_campaign_leaves_no_runs_to_prefect(session: Session) -> None:
    states = set(session.exec(select(PlannedRun.state).distinct()).all())
    made = session.exec(select(PlannedRun).where(col(PlannedRun.prefect_run_id) != "")).all()

    assert states <= {RunState.DONE, RunState.DROPPED}
    assert made == []


def test_the_journal_is_one_unbroken_chain(session: Session) -> None:
    checked = check(session)

    assert checked.rows > 100
    assert (checked.broken, checked.unsigned, len(checked.keys)) == (None, 0, 1)


def test_the_archive_is_whole_and_says_what_the_tables_say(home: Path, session: Session) -> None:
    package = home / "results" / PLAN.code / f"{PLAN.code}.zip"

    assert verify(package).problems == ()
    with zipfile.ZipFile(package) as file:
        text = file.read(f"{PLAN.code}/data/其他/数据表/placement.jsonl").decode()
    archived = {row["application_id"]: row["outcome"] for row in map(json.loads, text.splitlines())}
    assert archived == dict(session.exec(select(Placement.application_id, Placement.outcome)).all())


def test_papers_and_certificates_lie_beside_the_package(home: Path) -> None:
    written = {path.name for path in (home / "results" / PLAN.code / "papers").iterdir()}

    assert {"荣誉证书.pdf", "评选〔2021〕1号 领导小组成员调整通知.pdf"} <= written
    assert len(written) == 2 * 5 + 1
