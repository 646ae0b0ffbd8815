"""Delivery: claim, hand over with no transaction open, record; what died on the way is settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from models import Message
from notifications.channels.base import Channel, Finished, Letter, Refused, Sent, Unknown
from notifications.channels.registry import open_channels
from tasks import claims
from tasks.claims import Claim, Claimed
from tasks.clocks import MACHINE
from tasks.context import Context, House
from tasks.outbox_hold import on_hold
from tasks.setbacks import Setback, Way, settle
from tasks.shipping import ClaimLostError, mark_started, record_sent, renew
from tasks.use_case import use_case

DELIVERER = "消息发送"
BROKEN_OFF = Unknown("发送进程在递交途中中断")
_MANY = 3
"""So many refusals for good without one acceptance are the channel's trouble, not the addresses'."""


@dataclass(slots=True)
class DeliveryTally:
    """What became of the messages that a pass took in hand."""

    sent: int = 0
    put_back: int = 0
    """Not accepted just now: to be tried again later."""
    failed: int = 0
    uncertain: int = 0
    cancelled: int = 0
    freed: int = 0
    """Claims of deliverers that had died."""

    def __add__(self, other: DeliveryTally) -> DeliveryTally:
        return DeliveryTally(*map(sum, zip(astuple(self), astuple(other), strict=True)))

    def row(self) -> dict[str, object]:
        names = ("已发送", "稍后再发", "失败", "存疑", "已取消", "释放")
        return dict(zip(names, astuple(self), strict=True))

    def count(self, setback: Setback) -> None:
        match setback:
            case Setback.PUT_BACK:
                self.put_back += 1
            case Setback.FAILED:
                self.failed += 1
            case Setback.UNCERTAIN:
                self.uncertain += 1


@use_case("发送消息", retries=2)
def deliver(house: House, campaign_id: int | None) -> DeliveryTally:
    """Empty the outbox channel by channel; returns when nothing is ready any more.

    Several deliverers may run at once: a message is claimed by one of them. While the outbox is on
    hold, nothing leaves.
    """
    with house.reading() as ctx:
        if on_hold(ctx) is not None:
            return DeliveryTally()
    _open(house)
    tally = DeliveryTally()
    for channel in house.channels.values():
        verdicts = _Verdicts()
        while (batch := _Batch.taken(house, channel, campaign_id, verdicts)) is not None:
            tally += batch.hand_over()
    if tally != DeliveryTally():
        with house.acting(DELIVERER) as ctx:
            ctx.record("outbox.delivered", campaign=campaign_id, tally=tally.row())
    return tally


@use_case("清理中断的发送", retries=2)
def reap(house: House, campaign_id: int | None) -> DeliveryTally:
    """Settle what deliverers left behind when they died, once their leases are over.

    Claimed but not started: free again. Started: repeated with the same key where the channel
    may, else held as uncertain for a look.
    """
    _open(house)
    machine_now = house.machine.now()
    tally = DeliveryTally()
    with house.acting(DELIVERER) as ctx:
        tally.freed = claims.free_expired(ctx, campaign_id, machine_now)
        for message in claims.expired_in_flight(ctx, campaign_id, machine_now):
            channel = house.channels.get(message.channel)
            way = Way(repeats=channel is not None and channel.repeat_when_unknown)
            tally.count(settle(ctx, message, BROKEN_OFF, way))
        if tally != DeliveryTally():
            ctx.record("outbox.reaped", campaign=campaign_id, tally=tally.row())
    return tally


@dataclass(slots=True)
class _Verdicts:
    """What a channel has said to a whole pass."""

    accepted: int = 0
    refused: int = 0

    @property
    def widespread(self) -> bool:
        return self.refused > _MANY and not self.accepted


@dataclass(slots=True)
class _Batch:
    """Messages of one claim on their way through one channel."""

    house: House
    channel: Channel
    claim: Claim
    claimed: Claimed
    tally: DeliveryTally
    renew_at: datetime
    verdicts: _Verdicts

    @classmethod
    def taken(
        cls, house: House, channel: Channel, campaign_id: int | None, verdicts: _Verdicts
    ) -> _Batch | None:
        now, seconds = house.machine.now(), house.settings.lease_seconds
        claim = Claim(f"{house.chance.getrandbits(64):016x}", claims.lease(now, seconds))
        with house.acting(DELIVERER) as ctx:
            claimed = claims.take(ctx, channel, campaign_id, claim)
        if not claimed.seen:
            return None
        tally = DeliveryTally(cancelled=claimed.cancelled)
        renew_at = now + timedelta(seconds=seconds / 2)
        return cls(house, channel, claim, claimed, tally, renew_at, verdicts)

    def hand_over(self) -> DeliveryTally:
        try:
            self.channel.deliver(self.claimed.batch, self._report)
        except ClaimLostError:
            # Another deliverer took over what this one had kept for too long.
            with self.house.acting(DELIVERER) as ctx:
                claims.give_back(ctx, self.claim)
        return self.tally

    def _report(self, finished: Sequence[Finished], starting: Sequence[Letter]) -> None:
        ids = self.claimed.letters
        sent = [(ids[f.key], o.provider_id) for f, o in finished if isinstance(o, Sent)]
        self.tally.sent += len(sent)
        self.verdicts.accepted += len(sent)
        if len(sent) == len(finished):
            with self.house.engine.begin() as connection:
                self._write(connection, sent, starting)
            return
        with self.house.acting(DELIVERER) as ctx:
            self._write(ctx.session.connection(), sent, starting)
            for letter, outcome in finished:
                if not isinstance(outcome, Sent):
                    self._settle(ctx, letter, outcome)

    def _write(
        self,
        connection: Connection,
        sent: Sequence[tuple[int, str]],
        starting: Sequence[Letter],
    ) -> None:
        if sent:
            record_sent(connection, sent, self.house.clock.now())
        machine_now = self.house.machine.now()
        if machine_now >= self.renew_at:
            seconds = self.house.settings.lease_seconds
            renew(connection, self.claim, claims.lease(machine_now, seconds))
            self.renew_at = machine_now + timedelta(seconds=seconds / 2)
        if starting:
            ids = [self.claimed.letters[letter.key] for letter in starting]
            mark_started(connection, ids, self.claim)

    def _settle(self, ctx: Context, letter: Letter, outcome: Refused | Unknown) -> None:
        message = ctx.session.get(Message, self.claimed.letters[letter.key])
        if message is None or message.claimed_by != self.claim.token:
            return
        if isinstance(outcome, Refused) and outcome.permanent:
            self.verdicts.refused += 1
        way = Way(self.channel.repeat_when_unknown, self.verdicts.widespread)
        self.tally.count(settle(ctx, message, outcome, way))


def _open(house: House) -> None:
    if not house.channels:
        # Rates and signatures need the real time, also while a year is simulated.
        house.channels.update(open_channels(house.settings.channels, MACHINE))
