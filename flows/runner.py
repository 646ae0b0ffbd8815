"""The process that executes runs where no workers are set up: `python -m flows.runner`.

Prefect's own runner, each run in a process of its own; started and restarted by the supervisor.
"""

from __future__ import annotations

import asyncio
from uuid import UUID

from prefect.deployments.runner import RunnerDeployment
from prefect.runner import Runner

from flows.burial import bury_the_dead
from flows.catalogue import deployments
from flows.household import house
from flows.reconcile import reconcile

POLL_SECONDS = 1.0
"""A click is at work about three seconds later, most of them the new process's own start."""


def main() -> None:
    """Register the catalogue, clear up after a predecessor that was killed, then serve runs."""
    runner = Runner(
        name="pingxuan",
        query_seconds=POLL_SECONDS,
        limit=house().settings.runner_limit,
        # Schedules outlive this process: what comes due meanwhile runs when it is back.
        pause_on_shutdown=False,
    )
    bury_the_dead([_added(runner, built) for built in deployments()])
    # At once rather than at the next quarter: Prefect's database may have been lost.
    reconcile()
    asyncio.run(runner.start())


def _added(runner: Runner, built: RunnerDeployment) -> UUID:
    id_ = runner.add_deployment(built)
    if not isinstance(id_, UUID):
        message = "deployments are added outside an event loop"
        raise TypeError(message)
    return id_


if __name__ == "__main__":
    main()
