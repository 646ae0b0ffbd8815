"""What every test run shares: a terminal of one width, whichever module makes its console first."""

from __future__ import annotations

import os

os.environ["COLUMNS"] = "200"
