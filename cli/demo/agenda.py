"""What the acts of the year share: which campaign they are about, and what an agenda is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

from cli.demo.cast import Cast
from rules.definition import Campaign
from tasks import attachments
from tasks.attachments import Received
from tasks.context import Context

OFFICE = "办公室"
DIRECTOR = "办公室主任"
GROUP = "领导小组专题会议"

Do: TypeAlias = Callable[[Context], object]
Fixed: TypeAlias = tuple[str, str, str, Do]
"""When by the campaign's clock, who, what it is called, and the act itself."""


@dataclass(frozen=True, slots=True)
class Playing:
    """The campaign that is played, and who plays it."""

    campaign: int
    plan: Campaign
    cast: Cast


def scanned(ctx: Context, name: str, text: str) -> Received:
    """What stands in for a scan: a few words under the name of one."""
    return attachments.receive(ctx.house.settings, BytesIO(text.encode()), name)


def sheets_folder(ctx: Context) -> Path:
    """Where the year's workbooks lie as offices hand them in."""
    return ctx.house.settings.home / "表格"
