"""What every page of a story is held against: it reads well for everyone and fits its screen."""

from __future__ import annotations

import os
from pathlib import Path

from tests.support.browser import Window

PICTURES = os.environ.get("PINGXUAN_PICTURES", "")
"""A folder for a picture of every page; empty: none."""


def look(window: Window, name: str) -> None:
    if PICTURES:
        window.page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)
    assert (name, window.violations(), window.overflow()) == (name, [], 0)
