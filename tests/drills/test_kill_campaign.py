"""SIGKILL at random points of a whole campaign: it ends with the very rows of an undisturbed one.

People act in this process; whatever the house does by itself (opening, notices, duties, reminders,
delivery to a real mail and web server, settling, evaluation, selection, closing) is done by a
process that dies again and again. Eight deaths unless PINGXUAN_KILLS says otherwise;
PINGXUAN_SEED repeats a run.
"""

from __future__ import annotations

import os
import random
import secrets
import signal
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from sqlmodel import col, select, update

from cli.demo.year import Flows
from config.settings import Settings
from models import Address, Campaign, Message, OfficeTask
from notifications.channels.mime import key_of
from rules.states import CampaignState, MessageState
from tasks.context import House, open_house
from tests.benchmarks.engine import play_in
from tests.support.passes import Kind, Pass, Passes
from tests.support.processes import CONNECTIONS, environment_of, sink_process
from tests.support.rows import Rows, differences, rows_of

UNITS = 60
SEED = 2021
KILLS = int(os.environ.get("PINGXUAN_KILLS", "8"))
LATER = timedelta(minutes=5)
"""Until the next delivery after one that was cut off; what it left is put back for a minute or two."""


@dataclass(frozen=True)
class Played:
    rows: Rows
    mails: Counter[str]
    calls: Counter[str]
    expected: Mapping[str, set[str]]
    """Keys of the messages that the house believes to have left, by channel."""
    closed: bool
    left_open: list[str]
    """What the office was asked to do and has not done."""
    statements: int
    kills: Counter[str]
    """Deaths in the middle of a pass, by its kind."""


@dataclass
class Mortal:
    """The flows' side of a year, done by processes that live for so many statements."""

    environment: Mapping[str, str]
    lives: Iterator[int]
    kills: Counter[str] = field(default_factory=Counter)
    statements: int = 0
    _at_work: Passes | None = None

    @property
    def flows(self) -> Flows:
        return Flows(
            lambda campaign, step, _purpose, at: self._do("step", campaign, step, at),
            lambda campaign, at: self._do("sweep", campaign, "", at),
            lambda campaign, at: self._do("deliver", campaign, "", at),
        )

    def _do(self, kind: Kind, campaign: int, step: str, at: datetime) -> None:
        """Repeat the pass until one process lives through it, then let out what had to be put back.

        Only what was on its way: what a step's pass has queued waits for the year's next delivery,
        before which people may make it pointless.
        """
        one, died = Pass(kind, campaign, step, at), False
        while not self._lives_through(one):
            died = True
        later = at
        while died and one.hands_over:
            later += LATER
            died = not self._lives_through(Pass("deliver", campaign, "", later))

    def _lives_through(self, one: Pass) -> bool:
        if self._at_work is None:
            self._at_work = Passes(next(self.lives, 0), self.kills.total(), self.environment)
        answer = self._at_work.ask(one)
        if answer is not None:
            self.statements = answer
            return True
        assert self._at_work.end() == -signal.SIGKILL
        self._at_work = None
        self.kills[one.kind] += 1
        return False

    def rest(self) -> None:
        if self._at_work:
            self._at_work.end()


def play(home: Path, lives: Sequence[int]) -> Played:
    """The whole campaign on a simulated clock; each life ends after so many statements."""
    home.mkdir()
    mail_log, web_log = home / "mail.log", home / "web.log"
    database = f"sqlite:///{home}/pingxuan.db"
    with ExitStack() as stack:
        smtp = stack.enter_context(sink_process("smtp", mail_log))
        http = stack.enter_context(sink_process("http", web_log))
        mortal = Mortal(environment_of(home, database, smtp=smtp, http=http), iter(lives))
        stack.callback(mortal.rest)
        house = open_house(Settings(home=home, database=database))
        stack.callback(house.engine.dispose)
        play_in(house, mortal.flows, units=UNITS, seed=SEED, once_staffed=_staff)
        return Played(
            rows_of(house),
            Counter(key_of(line.split()[0]) or line for line in _lines(mail_log)),
            Counter(line.split()[0] for line in _lines(web_log)),
            _left(house),
            _closed(house),
            _left_open(house),
            mortal.statements,
            mortal.kills,
        )


def _staff(house: House) -> None:
    """Every third mailbox is a webhook, so that both wires carry letters."""
    with house.acting("测试") as ctx:
        ctx.session.execute(
            update(Address)
            .where(col(Address.channel) == "email", col(Address.id) % 3 == 0)
            .values(channel="webhook")
        )


def _left(house: House) -> dict[str, set[str]]:
    with house.reading() as ctx:
        rows = ctx.session.exec(
            select(Message.channel, Message.key).where(col(Message.state) == MessageState.SENT)
        ).all()
    left: dict[str, set[str]] = {"email": set(), "webhook": set(), "inbox": set()}
    for channel, key in rows:
        left[channel].add(key)
    return left


def _closed(house: House) -> bool:
    with house.reading() as ctx:
        return ctx.session.exec(select(Campaign.state)).one() in (
            CampaignState.CLOSED,
            CampaignState.ARCHIVED,
        )


def _left_open(house: House) -> list[str]:
    with house.reading() as ctx:
        open_ = select(OfficeTask.text).where(col(OfficeTask.done_at).is_(None))
        return list(ctx.session.exec(open_).all())


def _lines(log: Path) -> list[str]:
    return log.read_text().splitlines()


def _lives(chance: random.Random, statements: int) -> list[int]:
    """Deaths spread evenly over everything that an undisturbed campaign asks of its database."""
    points = sorted(chance.sample(range(1, statements), KILLS))
    return [after - before for before, after in pairwise([0, *points])]


def test_a_campaign_that_dies_again_and_again_ends_as_if_nothing_had_happened(
    tmp_path: Path,
) -> None:
    seed = int(os.environ.get("PINGXUAN_SEED", secrets.randbits(32)))
    print(f"PINGXUAN_SEED={seed}")  # noqa: T201 - repeats a failed run
    calm = play(tmp_path / "calm", [])

    lives = _lives(random.Random(seed), calm.statements)  # noqa: S311 - chooses moments
    killed = play(tmp_path / "killed", lives)

    assert (calm.kills.total(), killed.kills.total()) == (0, KILLS)
    assert (calm.closed, killed.closed) == (True, True)
    assert (calm.left_open, killed.left_open) == ([], [])
    assert differences(calm.rows, killed.rows) == {}
    assert killed.expected == calm.expected
    for played in (calm, killed):
        received = {"email": played.mails, "webhook": played.calls}
        assert {channel: set(keys) for channel, keys in received.items()} == {
            channel: played.expected[channel] for channel in received
        }
        for keys in received.values():
            assert keys.total() - len(keys) <= played.kills.total() * CONNECTIONS
    print(  # noqa: T201 - the figures of the run
        f"{killed.kills.total()} deaths at work ({dict(killed.kills)}) among "
        f"{calm.statements} statements; repeated with the same key: "
        f"{killed.mails.total() - len(killed.mails)} of {len(killed.mails)} mails, "
        f"{killed.calls.total() - len(killed.calls)} of {len(killed.calls)} webhooks"
    )
