"""SIGKILL at random points of sweeping and delivering: nothing lost, nothing told twice unseen.

Eight kills unless PINGXUAN_KILLS says otherwise; PINGXUAN_SEED repeats a run.
"""

from __future__ import annotations

import os
import random
import secrets
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlmodel import col, select

from models import Message, Nudge, Obligation
from notifications.channels.mime import key_of
from rules.states import MessageState
from tests.support.campaign_builder import Built, built
from tests.support.crowd import FIRST_RUNG, crowd
from tests.support.processes import CONNECTIONS, environment_of, sink_process
from tests.support.sweeper import Sweeper

UNITS = 1500
KILLS = int(os.environ.get("PINGXUAN_KILLS", "8"))
CHANNELS = ("email", "webhook", "inbox")
BETWEEN_LIVES = timedelta(minutes=3)
LONGEST_LIFE_SECONDS = 0.25
MOST_BYTES = 6000
"""About sixty letters in the logs of the sinks."""


@dataclass(frozen=True)
class Life:
    """Killed some time after the first act, or after the sinks have seen some letters."""

    seconds: float
    after_bytes: int

    def pass_by(self, *logs: Path) -> None:
        tick = threading.Event()
        goal = sum(log.stat().st_size for log in logs) + self.after_bytes
        for _ in range(LONGEST_WAIT_TICKS if self.after_bytes else 0):
            if sum(log.stat().st_size for log in logs) >= goal:
                break
            tick.wait(TICK_SECONDS)
        tick.wait(self.seconds)


TICK_SECONDS = 0.001
LONGEST_WAIT_TICKS = 3000


@dataclass(frozen=True)
class Played:
    """A campaign's day as its tables and its receivers have it in the end."""

    messages: list[tuple[object, ...]]
    nudges: list[tuple[object, ...]]
    obligations: list[tuple[object, ...]]
    mails: Counter[str]
    calls: Counter[str]
    unsettled: int


def play(home: Path, lives: Iterable[Life]) -> tuple[Played, int]:
    """Sweep and deliver, killed at the end of each life, then left alone; and the kills."""
    home.mkdir()
    mail_log, web_log = home / "mail.log", home / "web.log"
    database = f"sqlite:///{home}/pingxuan.db"
    with (
        sink_process("smtp", mail_log) as smtp,
        sink_process("http", web_log) as http,
        built(home, database) as campaign,
    ):
        crowd(campaign.house, campaign.campaign, UNITS, lambda n: CHANNELS[n % len(CHANNELS)])
        environment = environment_of(home, database, smtp=smtp, http=http)
        kills = number = 0
        moment = FIRST_RUNG
        for number, life in enumerate(lives, 1):
            sweeper = Sweeper(campaign.campaign, moment, environment, number)
            sweeper.go()
            life.pass_by(mail_log, web_log)
            kills += sweeper.kill()
            moment += BETWEEN_LIVES
        for quiet in range(1, 4):
            sweeper = Sweeper(campaign.campaign, moment, environment, number + quiet)
            sweeper.go()
            sweeper.finish()
            moment += timedelta(hours=1)
        return _result(campaign, mail_log, web_log), kills


def _life(chance: random.Random) -> Life:
    """One in three dies by the clock, mostly while sweeping, the others among their letters."""
    if chance.random() < 1 / 3:
        return Life(chance.uniform(0, LONGEST_LIFE_SECONDS), 0)
    return Life(chance.uniform(0, 0.02), chance.randrange(1, MOST_BYTES))


def _result(campaign: Built, mail_log: Path, web_log: Path) -> Played:
    with campaign.house.reading() as ctx:
        kept = ctx.session.exec(select(Message).order_by(col(Message.key))).all()
        keys = {m.id: m.key for m in kept}
        nudges = ctx.session.exec(select(Nudge).order_by(col(Nudge.obligation_id))).all()
        owed = ctx.session.exec(select(Obligation).order_by(col(Obligation.id))).all()
    mails = (key_of(line.split()[0]) or line for line in mail_log.read_text().splitlines())
    calls = (line.split()[0] for line in web_log.read_text().splitlines())
    return Played(
        [(m.key, m.kind, m.channel, m.address, m.subject, m.body, m.state) for m in kept],
        [
            (n.obligation_id, n.rung, n.person_id, n.channel, n.state, keys[n.message_id])
            for n in nudges
        ],
        [(o.id, o.state, o.version, o.next_nudge_at) for o in owed],
        Counter(mails),
        Counter(calls),
        sum(m.state is not MessageState.SENT for m in kept),
    )


def test_kills_lose_nothing_and_leave_the_same_state_as_an_undisturbed_run(tmp_path: Path) -> None:
    seed = int(os.environ.get("PINGXUAN_SEED", secrets.randbits(32)))
    print(f"PINGXUAN_SEED={seed}")  # noqa: T201 - repeats a failed run
    chance = random.Random(seed)  # noqa: S311 - chooses moments, keeps no secret
    lives = [_life(chance) for _ in range(KILLS)]

    calm, _ = play(tmp_path / "calm", [])
    killed, kills = play(tmp_path / "killed", lives)

    assert (killed.messages, killed.nudges, killed.obligations) == (
        calm.messages,
        calm.nudges,
        calm.obligations,
    )
    assert (calm.unsettled, killed.unsettled) == (0, 0)
    assert (set(killed.mails), set(killed.calls)) == (set(calm.mails), set(calm.calls))
    assert (set(calm.mails.values()), set(calm.calls.values())) == ({1}, {1})
    for received in (killed.mails, killed.calls):
        assert received.total() - len(received) <= kills * CONNECTIONS
    print(  # noqa: T201 - the figures of the run
        f"{kills} kills at work; repeated with the same key: "
        f"{killed.mails.total() - len(killed.mails)} mails, "
        f"{killed.calls.total() - len(killed.calls)} webhooks"
    )
