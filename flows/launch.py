"""Launching a campaign: its file is frozen, its steps laid out, its future put into Prefect."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from prefect import flow

from config.campaign_file import read_campaign
from flows.names import plain_run_name
from flows.perform import perform_anew
from flows.reconcile import reconcile
from tasks import campaigns


@flow(name="启动活动", flow_run_name=plain_run_name("启动活动"))
def launch(file: str, as_of: datetime | None = None) -> campaigns.Launched:
    """Read the file and launch it; every run to come then stands in Prefect's list."""
    launched = perform_anew(campaigns.launch, as_of, read_campaign(Path(file)))
    reconcile()
    return launched
