"""A process that sweeps and delivers as a runner would, to be killed or run beside another.

`python -m tests.support.sweeper CAMPAIGN MOMENT LEASES_PASSED`, with settings in PINGXUAN_…
variables; prints `ready` before its first act and its tally at the end.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from config.settings import Settings
from tasks import delivery, reminders
from tasks.clocks import SimulatedClock, SystemClock
from tasks.context import open_house

_BATCH = 100


@dataclass(frozen=True)
class Ahead(SystemClock):
    """The machine's clock with some leases already behind it, so that nobody waits for them."""

    by: timedelta

    def now(self) -> datetime:
        return super().now() + self.by


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("campaign", type=int)
    parser.add_argument("moment", type=datetime.fromisoformat)
    parser.add_argument("leases_passed", type=int)
    given = parser.parse_args()
    settings = Settings()
    house = open_house(settings, clock=SimulatedClock(given.moment))
    house.machine = Ahead(given.leases_passed * timedelta(seconds=settings.lease_seconds + 1))
    print("ready", flush=True)  # noqa: T201 - whoever started it waits for this
    sys.stdin.readline()
    delivery.reap(house, given.campaign)
    more = True
    while more:
        with house.acting(reminders.SWEEPER) as ctx:
            more = reminders.queue_due_nudges(ctx, given.campaign, _BATCH).more
        delivery.deliver(house, given.campaign)
    print(json.dumps(asdict(delivery.deliver(house, given.campaign))), flush=True)  # noqa: T201 - read by whoever started it
    house.engine.dispose()


if __name__ == "__main__":
    main()
