"""Archive numbers (档号): fonds, category, year, retention, office, item (DA/T 22-2015)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rules.definition.archive import Archive, ItemKind, Retention

NAMES = {
    Retention.PERMANENT: "永久",
    Retention.THIRTY_YEARS: "30年",
    Retention.TEN_YEARS: "10年",
}


@dataclass(frozen=True, slots=True)
class ArchiveNumber:
    """`J001-WS·2021-D30-BGS-0057`: - between levels, · inside one, the item in four digits."""

    fonds: str
    category: str
    year: int
    retention: Retention
    department: str
    item: int

    def __str__(self) -> str:
        return f"{self.fonds}-{self.category}·{self.year}-{self.retention}-{self.department}-{self.item:04}"

    @property
    def for_files(self) -> str:
        """As folders are named, where · may not stand."""
        return str(self).replace("·", ".")


def numbers_for(
    kinds_and_years: Iterable[tuple[ItemKind, int]], fonds: str, rules: Archive
) -> list[ArchiveNumber]:
    """Numbers in the order given; items count from one within each year and retention."""
    counted: Counter[tuple[int, Retention]] = Counter()
    numbers = []
    for kind, year in kinds_and_years:
        retention = rules.keep(kind)
        counted[year, retention] += 1
        item = counted[year, retention]
        number = ArchiveNumber(fonds, rules.category, year, retention, rules.department, item)
        numbers.append(number)
    return numbers
