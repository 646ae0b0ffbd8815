"""Our sweep over N obligations, in a process of its own: timed by stage, with its memory."""

from __future__ import annotations

import argparse
import json
import resource
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from config.channels import ChannelSettings, EmailSettings
from config.settings import Settings
from tasks import delivery, reminders
from tasks.clocks import SimulatedClock
from tests.support.campaign_builder import Built, built
from tests.support.crowd import FIRST_RUNG, crowd


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("count", type=int)
    parser.add_argument("port", type=int)
    parser.add_argument("connections", type=int)
    given = parser.parse_args()
    email = EmailSettings(host="127.0.0.1", port=given.port, connections=given.connections)
    channels = ChannelSettings(enabled=("email",), email=email)
    with built(given.home) as campaign:
        campaign.house.settings = Settings(home=given.home, channels=channels)
        campaign.house.clock = SimulatedClock(FIRST_RUNG)
        crowd(campaign.house, campaign.campaign, given.count)
        figures = measure(campaign)
    print(json.dumps(figures))


def measure(campaign: Built) -> dict[str, float]:
    start = perf_counter()
    with campaign.house.acting(reminders.SWEEPER) as ctx:
        tally = reminders.queue_due_nudges(ctx, campaign.campaign)
    first = delivery.deliver(campaign.house, campaign.campaign)
    first_mail = perf_counter() - start
    again = perf_counter()
    tally += reminders.sweep(campaign.house, campaign.campaign)
    queued = perf_counter()
    sent = first + delivery.deliver(campaign.house, campaign.campaign)
    end = perf_counter()
    idle = _idle_tick(campaign)
    return {
        "messages": tally.messages,
        "sent": sent.sent,
        "first_batch_s": first_mail,
        "queue_s": queued - again,
        "deliver_s": end - queued,
        "total_s": end - start,
        "idle_ms": 1000 * idle,
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _idle_tick(campaign: Built) -> float:
    """A sweep with nothing due, on a database that holds everything."""
    campaign.house.clock = SimulatedClock(FIRST_RUNG + timedelta(minutes=15))
    start = perf_counter()
    reminders.sweep(campaign.house, campaign.campaign)
    delivery.deliver(campaign.house, campaign.campaign)
    return perf_counter() - start


if __name__ == "__main__":
    main()
