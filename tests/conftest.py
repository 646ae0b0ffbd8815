"""What every test run shares: a terminal of one width, and databases to be copied.

The width is set before any module makes its console.
"""

from __future__ import annotations

import os

from tests.support.templates import drop_templates

os.environ["COLUMNS"] = "200"


def pytest_unconfigure() -> None:
    drop_templates()
