"""The automation that buries silent runs is made once and then left alone."""

from __future__ import annotations

import pytest
from prefect.automations import AutomationCore
from prefect.client.orchestration import get_client

from flows.heartbeat import NAME, SILENCE, watch_heartbeats

pytestmark = [pytest.mark.prefect, pytest.mark.usefixtures("prefect_server")]


def _ids() -> list[str]:
    with get_client(sync_client=True) as client:
        return [str(found.id) for found in client.read_automations_by_name(NAME)]


def test_it_is_made_where_it_is_missing_and_not_touched_again() -> None:
    with get_client(sync_client=True) as client:
        for found in client.read_automations_by_name(NAME):
            client.delete_automation(found.id)

    made = watch_heartbeats()
    first = _ids()
    # Writing it again would make it forget the runs whose silence it is counting.
    again = watch_heartbeats()

    assert (made, again) == (True, False)
    assert _ids() == first
    assert len(first) == 1


def test_one_that_somebody_changed_is_replaced() -> None:
    watch_heartbeats()
    (before,) = _ids()
    with get_client(sync_client=True) as client:
        (found,) = client.read_automations_by_name(NAME)
        found.trigger.within = SILENCE * 3  # type: ignore[union-attr]
        changed = AutomationCore(name=NAME, trigger=found.trigger, actions=found.actions)
        client.update_automation(found.id, changed)

    assert watch_heartbeats()
    assert _ids() != [before]
