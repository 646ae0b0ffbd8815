"""What fictional applications state, fitting every honour unless a test says otherwise."""

from __future__ import annotations

from tasks.application_rows import Entry
from tasks.facts_of import Stated
from tests.support.candidates import person, project


def bearer(unit: str, **changes: object) -> Entry:
    return _entry("standard_bearer", unit, Stated(project=project()), changes)


def collective(unit: str, **changes: object) -> Entry:
    return _entry("service_collective", unit, Stated(), changes)


def star(unit: str, code: str = "p-1", **changes: object) -> Entry:
    return _entry("window_star", unit, Stated(person=person(code), recommended=True), changes)


def worker(unit: str, code: str = "p-1", **changes: object) -> Entry:
    return _entry("advanced_worker", unit, Stated(person=person(code), recommended=True), changes)


def _entry(honour: str, unit: str, stated: Stated, changes: dict[str, object]) -> Entry:
    return Entry(**{"honour": honour, "unit": unit, "stated": stated, **changes})  # type: ignore[arg-type]
