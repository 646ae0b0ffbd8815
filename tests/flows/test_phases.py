"""Phases and steps as Prefect runs them: one pass, whenever it comes, however often."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import httpx
import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterName
from sqlmodel import col, func, select

from flows.phases.registry import run_phase
from flows.server import PrefectServer
from flows.steps.registry import STEP_FLOWS, run_step
from models import JournalEntry, Obligation, Step
from rules.definition import StepKind
from rules.states import StepState
from rules.step_kinds import KIND_NAMES
from tasks.context import House
from tests.support.launched import launch_shipped

pytestmark = [pytest.mark.prefect, pytest.mark.usefixtures("prefect_server")]

DAY_ONE = datetime(2021, 6, 18, 1, 0, tzinfo=UTC)
MONDAY = datetime(2021, 6, 21, 1, 0, tzinfo=UTC)


def test_every_kind_of_step_has_a_flow_that_bears_its_name() -> None:
    assert {kind: run.name for kind, run in STEP_FLOWS.items()} == dict(KIND_NAMES)
    assert set(STEP_FLOWS) == set(StepKind)


def test_a_phase_opens_what_is_due_and_a_step_freed_by_another_follows_in_the_same_pass(
    our_house: House,
) -> None:
    campaign = launch_shipped(our_house)

    result = run_phase(campaign, "compete", DAY_ONE)

    assert [(s.step, s.opened) for s in result.steps] == [("1.1", True), ("1.2", True)]
    assert _states(our_house)["1.2"] is StepState.OPEN
    assert _states(our_house)["1.3"] is StepState.PLANNED


def test_a_second_pass_at_the_same_moment_changes_nothing(our_house: House) -> None:
    campaign = launch_shipped(our_house)
    run_phase(campaign, "compete", MONDAY)
    before = _traces(our_house)

    run_phase(campaign, "compete", MONDAY)

    assert _traces(our_house) == before


def test_a_step_whose_moment_has_not_come_is_left_alone(our_house: House) -> None:
    campaign = launch_shipped(our_house)

    result = run_step(campaign, "2.1", "open", DAY_ONE)

    assert (result.opened, result.closed, result.done) == (False, False, ())
    assert _states(our_house)["2.1"] is StepState.PLANNED


def test_a_run_is_called_by_its_business_moment_its_step_and_its_purpose(our_house: House) -> None:
    campaign = launch_shipped(our_house)

    run_phase(campaign, "compete", DAY_ONE)
    run_step(campaign, "1.2", "remind T-3", datetime(2021, 6, 22, 1, 37, tzinfo=UTC))

    expected = [
        "2021-06-18 09:00 · 全面争创阶段",
        "2021-06-18 09:00 · 印发实施意见 · 推进",
        "2021-06-22 09:37 · 印发实施意见 · 提醒 T-3",
    ]
    with get_client(sync_client=True) as client:
        named = FlowRunFilter(name=FlowRunFilterName(any_=expected))
        found = {run.name for run in client.read_flow_runs(flow_run_filter=named)}
    assert found == set(expected)


def test_a_pass_leaves_a_table_of_what_it_did_under_the_steps_name(
    our_house: House, prefect_server: PrefectServer
) -> None:
    campaign = launch_shipped(our_house)

    run_phase(campaign, "compete", MONDAY)

    url = f"{prefect_server.api_url}/artifacts/szsc-2021-1-2/latest"
    shown = httpx.get(url, trust_env=False).json()
    table = {row["事项"]: row["结果"] for row in json.loads(shown["data"])}
    assert shown["description"] == "印发实施意见 · 推进"
    assert table["下达事项"] == "18"


def _states(house: House) -> dict[str, StepState]:
    with house.reading() as ctx:
        return {s.code: s.state for s in ctx.session.exec(select(Step)).all()}


def _traces(house: House) -> tuple[int, int]:
    with house.reading() as ctx:
        duties = ctx.session.exec(select(func.count(col(Obligation.id)))).one()
        return duties, ctx.session.exec(select(func.count(col(JournalEntry.seq)))).one()
