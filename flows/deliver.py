"""Sending what is ready: claims that died are freed first, then the outbox is emptied."""

from __future__ import annotations

from datetime import datetime

from prefect import flow

from flows.names import DELIVER, plain_run_name
from flows.perform import perform_in_house
from flows.results import Done, show
from tasks import delivery


@flow(name=DELIVER, flow_run_name=plain_run_name(DELIVER))
def deliver(campaign: int | None = None, as_of: datetime | None = None) -> delivery.DeliveryTally:
    """One pass over the outbox of all campaigns, or of one; what fails comes again later."""
    perform_in_house(delivery.reap, campaign, as_of)
    tally = perform_in_house(delivery.deliver, campaign, as_of)
    show("outbox", [Done(delivery.deliver.policy.title, tally).row()], DELIVER)
    return tally
