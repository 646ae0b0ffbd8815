"""Two sweepers and deliverers at once, in two processes: nobody is told twice."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from rules.states import MessageState
from tests.support.campaign_builder import built
from tests.support.crowd import FIRST_RUNG, crowd
from tests.support.databases import KINDS, database
from tests.support.post_room import messages
from tests.support.processes import environment_of, sink_process
from tests.support.sweeper import Sweeper

UNITS = 400


@pytest.mark.parametrize("kind", KINDS)
def test_two_sweepers_at_once_make_no_double_claim(kind: str, tmp_path: Path) -> None:
    log = tmp_path / "mail.log"
    with (
        database(kind, tmp_path) as url,
        sink_process("smtp", log) as port,
        built(tmp_path, url) as campaign,
    ):
        crowd(campaign.house, campaign.campaign, UNITS)
        environment = environment_of(tmp_path, url, smtp=port)
        both = [Sweeper(campaign.campaign, FIRST_RUNG, environment) for _ in range(2)]
        for sweeper in both:
            sweeper.go()
        for sweeper in both:
            sweeper.finish()
        sent = messages(campaign)

    delivered = Counter(line.split()[0] for line in log.read_text().splitlines())
    assert (len(delivered), set(delivered.values())) == (UNITS, {1})
    assert Counter((m.state, m.attempts) for m in sent) == {(MessageState.SENT, 1): UNITS}
