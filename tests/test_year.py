"""The whole year through the command that people type: real flows, files, messages and results."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session, col, func, select

from config.campaign_file import read_campaign
from config.settings import Settings
from models import (
    Application,
    Assignment,
    Campaign,
    DeadlineChange,
    Decision,
    JournalEntry,
    Message,
    Objection,
    Obligation,
    OfficeTask,
    Paper,
    Placement,
    PlannedRun,
    Score,
    Signature,
    Step,
    TallySheet,
    VoteBatch,
    VoteCode,
    VoteSession,
    VoteSlip,
    Withdrawal,
)
from models.database import open_database
from records.archive.verification import verify
from rules.states import CampaignState, MessageState, ObligationState, RunState, StepState
from tasks import putting_away
from tasks.context import open_house
from tasks.journal_check import check
from tests.support.frozen import answers

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
        "evaluator.recused", "hearing.drawn", "sheets.issued", "observer_opinions.imported",
        "opinion.ruled_on", "campaign.amended", "certificate.returned",
    } <= what  # fmt: skip
    assert session.exec(select(func.max(col(Application.version)))).one() == 2
    assert session.exec(select(func.count(col(DeadlineChange.id)))).one() >= 1
    assert session.exec(select(func.count(col(Decision.id)))).one() >= 1
    assert session.exec(select(func.count(col(Objection.id)))).one() == 3
    assert session.exec(select(func.count(col(OfficeTask.id)))).one() >= 1


def test_every_candidate_has_its_evaluators_and_hearings_are_trimmed(session: Session) -> None:
    """Three sheets a candidate by the solver, all of the panel for a hearing, nobody in conflict."""
    standing = session.exec(
        select(Assignment.component, Assignment.candidate, func.count())
        .where(col(Assignment.recused_at).is_(None))
        .group_by(col(Assignment.component), col(Assignment.candidate))
    ).all()
    each = {(component, count) for component, _, count in standing if component != "hearing"}
    recused = session.exec(select(Assignment).where(col(Assignment.recused_at).is_not(None))).all()
    scored = session.exec(select(Score.component, Score.candidate, Score.source)).all()
    trimmed = [
        line
        for card in session.exec(select(Placement.score_card)).all()
        for line in card["lines"]
        if line["method"] == "hearing" and len(line["left_out"]) == 2
    ]

    assert each == {("materials", 3), ("site_visit", 3), ("field_research", 3)}
    assert max(count for component, _, count in standing if component == "hearing") == 5
    assert recused
    assert {(row.component, row.candidate, row.evaluator) for row in recused} & set(scored) == set()
    assert trimmed


def test_every_signature_stands_and_the_voided_ones_were_given_again(session: Session) -> None:
    rows = session.exec(select(Signature)).all()
    standing = {(r.kind, r.subject, r.office) for r in rows if r.voided_at is None}
    voided = {(r.kind, r.subject, r.office) for r in rows if r.voided_at is not None}
    of_groups = [(g.code, o) for g in PLAN.evaluation.groups for o in (g.lead, *g.cooperating)]
    groups = {("group", code, office) for code, office in of_groups}
    leads = {("honour", h.code, office) for h in PLAN.honours for office in h.leads}

    assert standing == groups | leads
    assert set() < voided < standing


def test_the_published_slips_give_the_counts_again(session: Session) -> None:
    """Recounted from the board alone: marks by candidate, slips handed out, and what each is worth."""
    vote = session.exec(select(VoteSession)).one()
    batches = session.exec(select(VoteBatch)).all()
    counted: dict[str, Counter[str]] = {code: Counter() for code, _, _ in vote.candidates}
    for slip in session.exec(select(VoteSlip)).all():
        counted[slip.candidate][slip.value] += 1
    for batch in batches:
        for code, line in batch.lines.items():
            counted[code].update(line["grades"])
    kept = {
        sheet.candidate: +Counter(sheet.grades)
        for sheet in session.exec(select(TallySheet)).all()
        if sheet.candidate in counted
    }

    assert kept == {code: +marks for code, marks in counted.items()}
    assert session.exec(select(VoteCode)).all() == []
    assert vote.figures["issued"]["heads"] == vote.figures["used"]["heads"] + 1
    assert [batch.checked_by != batch.entered_by != "" for batch in batches] == [True]


def test_every_winner_was_public_for_the_whole_period(session: Session) -> None:
    """Five working days, the first not counted; a substitute by a notice of its own."""
    notices = session.exec(
        select(Paper).where(col(Paper.kind).startswith("public-notice")).order_by(col(Paper.id))
    ).all()
    public: dict[str, list[tuple[str, str]]] = {}
    for paper in notices:
        for named in paper.facts["winners"].values():
            for one in named:
                days = (paper.facts["first"], paper.facts["last"])
                public.setdefault(one["number"], []).append(days)
    won = set(
        session.exec(
            select(Application.number)
            .join(Placement, col(Placement.application_id) == col(Application.id))
            .where(col(Placement.outcome) == "won")
        ).all()
    )

    assert won <= public.keys()
    assert [(p.facts["first"], p.facts["last"]) for p in notices] == [
        ("2022-01-06", "2022-01-13"),
        ("2022-01-11", "2022-01-18"),
    ]
    assert len([n for n in won if public[n] == [("2022-01-11", "2022-01-18")]]) == 1


def test_an_upheld_objection_and_a_withdrawal_took_what_they_should(session: Session) -> None:
    decided = [
        (row.effect, row.remedy, row.answered_on is not None)
        for row in session.exec(select(Objection).order_by(col(Objection.id))).all()
    ]
    gone = session.exec(select(Withdrawal)).one()
    circular = session.exec(select(Paper).where(col(Paper.kind) == "circular")).one()
    number = session.exec(
        select(Application.number).where(col(Application.id) == gone.application_id)
    ).one()

    assert decided == [("dismissed", "", True), ("upheld", "next_in_line", True), ("", "", True)]
    assert gone.certificate_returned_on is not None
    assert number not in json.dumps(circular.facts, ensure_ascii=False)


def test_anybody_can_check_the_exported_result(home: Path) -> None:
    folder = home / "results" / PLAN.code / "proof"
    head = (folder / "HEAD.txt").read_text().strip()
    done = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", "verify.py", "--head", head],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr


def test_there_are_cards_of_three_kinds_worth_reading(session: Session) -> None:
    """A winner, one who lost a place by an exclusion, and one beside a vacancy."""
    cards = session.exec(select(Placement.score_card)).all()
    rules = {card["rule"] for card in cards if card["outcome"] == "excluded"}

    assert {"won", "excluded", "reserve"} <= {card["outcome"] for card in cards}
    assert rules == {"R28"}
    assert [card for card in cards if "空缺" in card["quota"]]


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


def test_papers_and_certificates_lie_beside_the_package(home: Path, session: Session) -> None:
    written = {path.name for path in (home / "results" / PLAN.code / "papers").iterdir()}

    assert {"荣誉证书.pdf", "评选〔2021〕1号 领导小组成员调整通知.pdf"} <= written
    assert len(written) == 2 * session.exec(select(func.count(col(Paper.id)))).one() + 1


def test_once_put_away_nothing_of_the_year_can_change(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home, tmp_path / "kept")
    house = open_house(Settings(home=tmp_path / "kept"))
    with house.reading() as ctx:
        outcome = ctx.session.exec(select(Step.outcome).where(col(Step.code) == "3.4")).one()
    with house.acting("档案员") as ctx:
        putting_away.put_away(ctx, 1, outcome.partition("包校验值")[2].rstrip("…"))

    told = answers(house.engine)

    house.engine.dispose()
    assert {way for way, no in told.items() if not no} == set()
    changed = {table for table, way in told if way == "update"}
    assert {"voteslip", "resolution", "itemmark", "attempt", "objection", "nudge"} <= changed
