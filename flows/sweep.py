"""The safety net: four times an hour, whatever is due and not done gets done."""

from __future__ import annotations

from datetime import datetime

from prefect import flow

from flows.deliver import deliver
from flows.household import house
from flows.names import SWEEP, plain_run_name
from flows.perform import perform, perform_anew, perform_in_house
from flows.phases.registry import run_phase
from flows.results import PhaseResult
from flows.troubles import Troubles
from tasks import checkpoints, due_work, printing, reminders

DAILY = "每日"


@flow(name=SWEEP, flow_run_name=plain_run_name(SWEEP))
def sweep(campaign: int | None = None, as_of: datetime | None = None) -> tuple[PhaseResult, ...]:
    """Every running campaign, or the one given: its phases, its reminders, its papers, then what is ready."""
    results: list[PhaseResult] = []
    troubles = Troubles()
    for each in _campaigns(campaign):
        for phase in _stirred(each, as_of):
            with troubles.kept():
                results.append(run_phase(each, phase, as_of))
        with troubles.kept():
            perform_in_house(reminders.sweep, each, as_of)
    for each in _with_papers_to_print(campaign):
        with troubles.kept():
            perform(printing.print_issued, each, as_of, "")
    deliver(campaign, as_of)
    if _daily_checkpoint_due(as_of):
        with troubles.kept():
            perform_anew(checkpoints.checkpoint, as_of, DAILY)
    troubles.raise_all(SWEEP)
    return tuple(results)


def _campaigns(campaign: int | None) -> tuple[int, ...]:
    if campaign is not None:
        return (campaign,)
    with house().reading() as ctx:
        return due_work.running_campaigns(ctx)


def _with_papers_to_print(campaign: int | None) -> tuple[int, ...]:
    with house().reading() as ctx:
        found = due_work.with_papers_to_print(ctx)
    return tuple(each for each in found if campaign in (None, each))


def _stirred(campaign: int, as_of: datetime | None) -> tuple[str, ...]:
    with house().reading(now=as_of) as ctx:
        return due_work.phases_with_work(ctx, campaign)


def _daily_checkpoint_due(as_of: datetime | None) -> bool:
    """Asked first, so that Prefect is given one more run a day and not one more each sweep."""
    with house().reading(now=as_of) as ctx:
        return checkpoints.daily_due(ctx)
