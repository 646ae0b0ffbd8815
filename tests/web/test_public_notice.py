"""The public page goes by the campaign's day, also where that day is simulated."""

from __future__ import annotations

from pathlib import Path

from tests.support.apps import app_over
from tests.support.publicised import publicised
from tests.support.visitors import browsing


async def test_a_list_is_shown_on_the_days_of_its_notice_in_the_campaign(tmp_path: Path) -> None:
    with publicised(tmp_path) as made:
        async with browsing(app_over(made.house)) as anybody:
            page = await anybody.get("/notice")

    assert ("示例1" in page.text, "公示期满" in page.text) == (True, False)
