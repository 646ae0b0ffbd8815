"""What a killed runner leaves behind is cleared away, so that the next run is not turned away."""

from __future__ import annotations

from uuid import UUID

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import StateType
from prefect.states import Pending, Running

from flows.burial import bury_the_dead

pytestmark = pytest.mark.prefect


def test_a_run_left_running_is_crashed_and_its_place_is_free_again(
    registered: dict[str, str],
) -> None:
    alone = UUID(registered["巡查/定时"])
    with get_client(sync_client=True) as client:
        left = client.create_flow_run_from_deployment(alone)
        client.set_flow_run_state(left.id, Pending())
        client.set_flow_run_state(left.id, Running())
        turned_away = client.create_flow_run_from_deployment(alone)
        client.set_flow_run_state(turned_away.id, Pending())

        buried = bury_the_dead([alone])
        following = client.create_flow_run_from_deployment(alone)
        client.set_flow_run_state(following.id, Pending())

        states = [client.read_flow_run(run.id).state_type for run in (left, turned_away, following)]
        client.delete_flow_run(following.id)
    assert buried == 1
    assert states == [StateType.CRASHED, StateType.CANCELLED, StateType.PENDING]
