"""The dashboard's benchmark at a hundredth: it runs, and its page costs the same at both sizes."""

from __future__ import annotations

from tests.benchmarks import dashboard


def test_the_morning_page_is_measured_at_both_sizes_beside_a_minimal_page() -> None:
    result = dashboard.run(0.01)

    assert (result.small.units, result.large.units) == (10, 100)
    assert result.large.duties > result.small.duties
    assert result.small.queries == result.large.queries
    assert result.large.page_kib < dashboard.LARGEST_KIB
    assert len(result.text().splitlines()) == 2 + len(result.targets)
