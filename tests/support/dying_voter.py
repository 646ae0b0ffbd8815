"""Voters who are killed at every statement of their cast, one process each.

`python -m tests.support.dying_voter DATABASE CAMPAIGN CODE…`: the nth voter dies by SIGKILL before
the nth statement, the one after the last statement before the commit, and the last of all lives.
Prints how many died.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from sqlalchemy import event

from config.settings import Settings
from tasks.campaigns import definition_of
from tasks.context import open_house
from tasks.voting.casting import cast
from tests.support.polls import NOON, grades


def vote(database: str, campaign: int, code: str, dies_at: int) -> None:
    house = open_house(Settings(database=database))
    done = 0

    def perhaps_die(*_: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own
        nonlocal done
        done += 1
        if done == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(house.engine, "before_cursor_execute", perhaps_die)
    event.listen(house.engine, "commit", perhaps_die)
    with house.acting("投票人", now=NOON) as ctx:
        cast(ctx, campaign, "windows", code, grades("优秀"))


def main() -> None:
    database, campaign, *codes = sys.argv[1:]
    house = open_house(Settings(database=database))
    with house.reading() as ctx:
        # Read once here: every child would need as long again.
        definition_of(ctx, int(campaign))
    house.engine.dispose()
    died = 0
    for number, code in enumerate(codes, 1):
        child = os.fork()
        if child == 0:
            vote(database, int(campaign), code, number)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        died += os.WIFSIGNALED(status)
    print(died)  # noqa: T201 - read by whoever started it


if __name__ == "__main__":
    main()
