"""The shipped campaign as other files: some passages changed, or moved to another year."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache

from config.campaign_file import CampaignFile
from config.next_campaign import next_campaign
from tests.support.campaign_builder import shipped
from tests.support.campaign_text import TEXT, changed, checked


def amended(*edits: tuple[str, str]) -> CampaignFile:
    """The shipped file with some passages changed, as it would be read from disk."""
    return _file(changed(*edits))


@cache
def moved_to(year: int) -> CampaignFile:
    """The shipped campaign in another year, say one whose official calendar nobody knows yet."""
    return _file(next_campaign(TEXT, year).text)


def _file(text: str) -> CampaignFile:
    report = checked(text)
    assert report.definition is not None, report.errors
    digest = hashlib.sha256(text.encode()).hexdigest()
    return replace(shipped(), definition=report.definition, text=text, sha256=digest)
