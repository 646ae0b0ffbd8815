"""Runs that a killed runner left behind as running: marked as crashed before new ones begin."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitUpdate
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterId,
    FlowRunFilterParentFlowRunId,
    FlowRunFilterState,
    FlowRunFilterStateType,
    TaskRunFilter,
    TaskRunFilterState,
    TaskRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.exceptions import ObjectNotFound
from prefect.states import Crashed

UNFINISHED = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]
FOUND_DEAD = "执行进程已不在；下一次巡查会补办"


def bury_the_dead(deployments: Iterable[UUID]) -> int:
    """Mark unfinished runs of these deployments and their tasks as crashed; says how many runs.

    Only for the one executor of these deployments, before its first poll: whatever is unfinished
    then has no process. Where several workers execute, the heartbeat's automation does it.
    """
    ids = list(deployments)
    with get_client(sync_client=True) as client:
        dead = client.read_flow_runs(
            deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=ids)),
            flow_run_filter=FlowRunFilter(state=_unfinished()),
        )
        for run in dead:
            _bury(client, run)
        for deployment in ids:
            _free_slots(client, deployment)
    return len(dead)


def _bury(client: SyncPrefectClient, run: FlowRun) -> None:
    """Mark a run, its tasks, and the flows it has called in its own process."""
    called = client.read_flow_runs(
        flow_run_filter=FlowRunFilter(
            parent_flow_run_id=FlowRunFilterParentFlowRunId(any_=[run.id]), state=_unfinished()
        )
    )
    for one in called:
        _bury(client, one)
    unfinished = client.read_task_runs(
        flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[run.id])),
        task_run_filter=TaskRunFilter(
            state=TaskRunFilterState(type=TaskRunFilterStateType(any_=UNFINISHED))
        ),
    )
    for task_run in unfinished:
        client.set_task_run_state(task_run.id, Crashed(message=FOUND_DEAD), force=True)
    client.set_flow_run_state(run.id, Crashed(message=FOUND_DEAD), force=True)


def _unfinished() -> FlowRunFilterState:
    return FlowRunFilterState(type=FlowRunFilterStateType(any_=UNFINISHED))


def _free_slots(client: SyncPrefectClient, deployment: UUID) -> None:
    """Give back the slot of a deployment that runs alone.

    The forced state leaves it taken, and the server forgets its lease when it restarts; every
    later run would be turned away for ever.
    """
    name = f"deployment:{deployment}"
    try:
        client.read_global_concurrency_limit_by_name(name)
    except ObjectNotFound:
        return
    client.update_global_concurrency_limit(name, GlobalConcurrencyLimitUpdate(active_slots=0))
