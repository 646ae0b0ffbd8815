"""The shipped campaign in a year whose official calendar nobody knows yet."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache

from config.campaign_file import CampaignFile
from config.next_campaign import next_campaign
from tests.support.campaign_builder import shipped
from tests.support.campaign_text import TEXT, checked


@cache
def moved_to(year: int) -> CampaignFile:
    text = next_campaign(TEXT, year).text
    definition = checked(text).definition
    assert definition is not None
    digest = hashlib.sha256(text.encode()).hexdigest()
    return replace(shipped(), definition=definition, text=text, sha256=digest)
