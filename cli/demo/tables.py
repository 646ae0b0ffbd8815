"""Tables of the closing summary: all in one quiet style that fits a terminal of a hundred columns."""

from __future__ import annotations

from collections.abc import Iterable

from rich import box
from rich.table import Table

NAMES_SHOWN = 3


def table(title: str, headings: Iterable[str]) -> Table:
    """Headings that begin with # are of numbers, one that begins with * takes the room that is left."""
    made = Table(
        title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, expand=True
    )
    for heading in headings:
        numbers, rest = heading.startswith("#"), heading.startswith("*")
        made.add_column(
            heading.lstrip("#*"), justify="right" if numbers else "left", overflow="fold",
            no_wrap=numbers, ratio=1 if rest else None,
        )  # fmt: skip
    return made


def listed(names: list[str]) -> str:
    """The first few names; how many there are beside them stands in a column of its own."""
    return "、".join(names[:NAMES_SHOWN]) + ("……" if len(names) > NAMES_SHOWN else "")
