"""What it takes for Prefect to hold exactly the runs of our table: compared, not yet done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

from models import PlannedRun
from rules.states import RunState
from tasks.prefect_api import KnownRun

TOO_OLD = timedelta(hours=1)
"""A run never made whose moment is longer past: the sweeps since then have done its work, and
making it now would start a crowd of runs that find nothing to do."""
SAME_MOMENT = timedelta(seconds=1)
MOST_STARTS = 3
"""A run that has crashed so often crashes of itself; the sweeps go on with its work."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What makes both sides agree for one campaign."""

    make: tuple[PlannedRun, ...]
    delete: tuple[KnownRun, ...]
    found: Mapping[int, str] = field(default_factory=dict)
    """Ours that Prefect holds although we did not know it yet, with their ids there."""
    done: tuple[int, ...] = ()
    again: tuple[KnownRun, ...] = ()
    """Runs whose process died: the same run starts once more."""

    def row(self) -> dict[str, object]:
        return {
            "新建": len(self.make),
            "删除": len(self.delete),
            "已过": len(self.done),
            "重新开始": len(self.again),
        }


def agree(
    ours: Sequence[PlannedRun],
    upcoming: Sequence[KnownRun],
    known: Mapping[str, KnownRun],
    now: datetime,
) -> Agreement:
    """Compare our planned and made runs with what Prefect has ahead, and with those it began.

    A moved run is deleted and made anew: its known key would silently keep the old time.
    """
    by_key = {run.key: run for run in ours}
    right = {run.key: run.id for run in upcoming if _agrees(run, by_key.get(run.key))}
    make, done, again = [], [], []
    for run in ours:
        theirs = known.get(run.prefect_run_id)
        if run.key in right or (theirs and not theirs.final):
            continue
        if theirs and theirs.crashed and theirs.starts < MOST_STARTS:
            again.append(theirs)
        elif theirs or _caught_up_with(run, now):
            done.append(row_id(run))
        else:
            make.append(run)
    return Agreement(
        make=tuple(make),
        delete=tuple(run for run in upcoming if right.get(run.key) != run.id),
        found={
            row_id(run): right[run.key]
            for run in ours
            if run.key in right and run.state is RunState.PLANNED
        },
        done=tuple(done),
        again=tuple(again),
    )


def row_id(run: PlannedRun) -> int:
    return cast("int", run.id)


def _agrees(theirs: KnownRun, run: PlannedRun | None) -> bool:
    if run is None:
        return False
    return run.at_once or abs(theirs.starts_at - run.due_at) <= SAME_MOMENT


def _caught_up_with(run: PlannedRun, now: datetime) -> bool:
    return not run.at_once and run.due_at < now - TOO_OLD
