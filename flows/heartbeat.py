"""The automation that buries runs whose heartbeat has stopped; Prefect brings none of its own."""

from __future__ import annotations

from datetime import timedelta

from prefect.automations import AutomationCore
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState
from prefect.events.schemas.automations import EventTrigger, Posture

NAME = "评选：心跳中断的运行记为崩溃"
SILENCE = timedelta(seconds=100)
"""More than three heartbeats of thirty seconds."""
ENDINGS = ("Completed", "Failed", "Cancelled", "Crashed", "Paused", "Suspended")


def watch_heartbeats(silence: timedelta = SILENCE) -> bool:
    """Create the automation where it is missing or has changed; says whether it did.

    One that is as it should be is left alone: writing it again makes it forget the runs it watches.
    """
    wanted = _automation(silence)
    with get_client(sync_client=True) as client:
        found = client.read_automations_by_name(NAME)
        if found and _same(found[0], wanted):
            return False
        for outdated in found:
            client.delete_automation(outdated.id)
        client.create_automation(wanted)
        return True


def _automation(silence: timedelta) -> AutomationCore:
    heartbeat = "prefect.flow-run.heartbeat"
    trigger = EventTrigger(
        after={heartbeat},
        expect={heartbeat, *(f"prefect.flow-run.{ending}" for ending in ENDINGS)},
        match={"prefect.resource.id": ["prefect.flow-run.*"]},
        for_each={"prefect.resource.id"},
        posture=Posture.Proactive,
        threshold=1,
        within=silence,
    )
    return AutomationCore(
        name=NAME,
        description="执行进程突然中断时，运行不会停在“运行中”。A run whose process died is Crashed.",
        trigger=trigger,
        actions=[ChangeFlowRunState(state=StateType.CRASHED, message="心跳中断")],
    )


def _same(found: AutomationCore, wanted: AutomationCore) -> bool:
    def essence(automation: AutomationCore) -> object:
        return automation.trigger.model_dump(exclude={"id"}), automation.actions

    return essence(found) == essence(wanted)
