"""The shipped campaign for rule tests, read once, and copies of it with other readings."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from config.campaign_file import read_campaign

if TYPE_CHECKING:
    from rules.definition import Campaign

SUZHOU = Path(__file__).parents[2] / "config" / "campaigns" / "suzhou-2021.yaml"


@cache
def suzhou() -> Campaign:
    return read_campaign(SUZHOU).definition


def suzhou_with(**readings: object) -> Campaign:
    """The shipped campaign with some readings set otherwise."""
    campaign = suzhou()
    stated = campaign.readings.model_dump(exclude_unset=True)
    read = type(campaign.readings).model_validate({**stated, **readings})
    return campaign.model_copy(update={"readings": read})
