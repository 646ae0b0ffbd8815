"""The working papers of the year: made when their rows are there, printed with the step's papers."""

from __future__ import annotations

from functools import partial

from cli.demo.agenda import OFFICE, Fixed, Playing
from tasks.context import Context
from tasks.materials import making

WHEN = {
    "2021-11-29 16:10": ("visit-record",),
    "2021-12-23 09:10": (
        "register-applied", "form-project", "form-unit", "form-person", "eligibility-table",
        "record-sheet", "ballot", "tally-sheet",
    ),
    "2021-12-28 16:40": ("record-filled", "tally-result", "bimonthly-table"),
    "2021-12-30 16:20": ("score-table", "register-proposed"),
    "2021-12-31 10:20": ("opinion-table",),
    "2022-01-05 10:10": ("meeting-agenda", "candidate-dossier", "signoff-sheet"),
    "2022-01-06 09:40": ("objection-form",),
    "2022-01-19 09:20": (
        "objection-sheet", "publicity-report", "summary-invitation", "summary-programme",
        "attendance-list",
    ),
    "2022-01-20 09:30": ("plaques",),
    "2022-01-21 15:30": ("report-upward", "delivery-register", "summary-report"),
}  # fmt: skip
"""Each on the first day on which what it states is settled; the casebook's step makes its own."""


def agenda(one: Playing) -> tuple[Fixed, ...]:
    return tuple(
        (when, OFFICE, "形成评选材料", partial(_make, one, kinds)) for when, kinds in WHEN.items()
    )


def _make(one: Playing, kinds: tuple[str, ...], ctx: Context) -> None:
    making.make(ctx, one.campaign, kinds)
