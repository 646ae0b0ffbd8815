"""The list pages' benchmark at its smallest: it runs, and tells every page and every target."""

from __future__ import annotations

from tests.benchmarks import pages


def test_every_list_page_is_measured_beside_a_minimal_page() -> None:
    size = pages.measured(24, rounds=2)
    result = pages.Result((size,), started=(1.5, 0.5))

    assert [one.path for one in size.pages] == [*pages.PAGES]
    assert [len(one.ours) for one in size.pages] == [2] * len(pages.PAGES)
    assert len(result.targets) == 2 * len(pages.PAGES) + 1
    assert f"of {len(result.targets)} targets met" in result.text()
    assert result.text().splitlines()[-1].endswith("≤ 2: missed by 1.00 x")
