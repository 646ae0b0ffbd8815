"""Every text that the database holds: what a page may show as it was entered, whatever its language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import select
from sqlmodel import SQLModel

from tasks.context import House

HAN = re.compile(r"[\u4e00-\u9fff]+")


def han_beside_data(html: str, house: House) -> set[str]:
    """The Chinese of a page's texts and labels that is nobody's data."""
    return han_beside(
        re.sub(r'\s(?:hx-get|href|action|value|data-\w+)="[^"]*"', "", html), texts(house)
    )


def han_beside(shown: str, data: set[str]) -> set[str]:
    """The Chinese of a text beside these data."""
    for text in sorted(data, key=len, reverse=True):
        shown = shown.replace(text, " ")
    return set(HAN.findall(shown))


def texts(house: House) -> set[str]:
    with house.reading() as ctx:
        return {
            text
            for table in SQLModel.metadata.sorted_tables
            for row in ctx.session.execute(select(table))
            for text in _texts(list(row))
            if HAN.search(text)
        }


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
