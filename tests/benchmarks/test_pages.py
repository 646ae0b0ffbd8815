"""The list pages' benchmark at its smallest: it runs, and tells every page and every target."""

from __future__ import annotations

from tests.benchmarks import pages


def test_every_list_page_is_measured_beside_a_minimal_page() -> None:
    result = pages.run((24,), rounds=2)

    [size] = result.sizes
    assert [one.path for one in size.pages] == [*pages.PAGES]
    assert [len(one.ours) for one in size.pages] == [2] * len(pages.PAGES)
    assert size.start_s > 0 < size.raw_start_s
    assert len(result.targets) == 2 * len(pages.PAGES) + 1
    assert f"of {len(result.targets)} targets met" in result.text()
