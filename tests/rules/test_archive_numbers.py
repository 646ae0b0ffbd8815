"""Archive numbers run without gaps within each year and retention, whatever the order of kinds."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from rules.archive_numbers import ArchiveNumber, numbers_for
from rules.definition import Archive, ItemKind, Retention

FILED = st.lists(st.tuples(st.sampled_from(ItemKind), st.integers(2021, 2023)), max_size=60)


def test_a_number_names_fonds_category_year_retention_office_and_item() -> None:
    [number] = numbers_for([(ItemKind.NOTICE, 2021)], "J001", Archive())

    assert str(number) == "J001-WS·2021-Y-BGS-0001"
    assert number.for_files == "J001-WS.2021-Y-BGS-0001"


def test_the_campaign_file_decides_how_long_an_item_is_kept() -> None:
    rules = Archive(retention={ItemKind.NOTICE: Retention.TEN_YEARS})

    numbers = numbers_for([(ItemKind.NOTICE, 2021), (ItemKind.MINUTES, 2022)], "J001", rules)

    assert [number.retention for number in numbers] == [Retention.TEN_YEARS, Retention.PERMANENT]


@given(FILED)
def test_items_count_from_one_without_gaps_and_no_number_is_given_twice(
    filed: list[tuple[ItemKind, int]],
) -> None:
    numbers = numbers_for(filed, "J001", Archive())

    counted: dict[tuple[int, Retention], list[int]] = defaultdict(list)
    for number in numbers:
        counted[number.year, number.retention].append(number.item)
    assert all(items == list(range(1, len(items) + 1)) for items in counted.values())
    assert len({str(number) for number in numbers}) == len(filed)
    assert all(isinstance(number, ArchiveNumber) for number in numbers)
