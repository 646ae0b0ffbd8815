"""Filled application and recommendation forms of an honour, bound as one volume (申报表册)."""

from __future__ import annotations

from typing import Any, TypedDict, cast

from records.papers.document import Block, Chapter, Contents
from records.papers.forms import application_form
from records.papers.grids import Facts, Tables


class Filled(TypedDict):
    """One form: its number, who it is about, and the answers by what the form asks."""

    number: str
    about: str
    said: dict[str, str]


class FormOf(TypedDict):
    """What the form of an honour needs to know of it."""

    name: str
    subject: str
    way: str
    criteria: list[str]
    leads: list[str]


def _forms(facts: Facts) -> tuple[Block, ...]:
    honour = cast("dict[str, Any]", facts["honour"])
    blocks: list[Block] = [Contents()]
    for one in cast("list[Filled]", facts["filled"]):
        blocks += [
            Chapter(f"{one['number']}　{one['about']}"),
            application_form(honour, one["said"]),
        ]
    return tuple(blocks)


TABLES: Tables = {"申报表册": ("filled", _forms)}
