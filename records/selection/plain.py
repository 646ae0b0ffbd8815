"""A selection as JSON: keys that stay as they are within one format; docs/selection.md lists them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from records.selection.told import Told
from rules.selection import CellResult, Decision, Margin

FORMAT = "pingxuan-selection/1"


def as_json(told: Told) -> dict[str, Any]:
    """Only text, whole numbers, lists and null: scores stay text, so that no program rounds them."""
    proposal = told.proposal
    return {
        "format": FORMAT,
        "campaign": told.campaign.code,
        "title": told.campaign.short,
        "sources": dict(told.sources),
        "honours": [
            {
                "honour": honour.code,
                "name": told.campaign.honour(honour.code).name,
                "total": told.campaign.honour(honour.code).total,
                "cells": [_cell(told, honour.code, cell) for cell in honour.cells],
            }
            for honour in proposal.honours
        ],
        "candidates": [_candidate(told, number) for number in proposal.verdicts],
        "ranking": _ranking(told),
        "model_windows": list(proposal.model_windows),
        "awaits": list(proposal.awaits),
        "margins": [_margin(margin) for margin in told.margins],
        "decisions": [_decision(decision) for decision in proposal.decisions],
    }


def _cell(told: Told, honour: str, cell: CellResult) -> dict[str, Any]:
    return {
        "cell": cell.cell,
        "name": told.cell_name(honour, cell.cell),
        "places": cell.places,
        "winners": list(cell.winners),
        "next_in_line": list(cell.next_in_line),
        "vacant": cell.vacant,
        "vacancies": [
            {"places": v.places, "cause": v.cause.value, "text": v.text} for v in cell.vacancies
        ],
        "open_ties": [
            {"places": tie.places, "applications": list(tie.applications)} for tie in cell.open_ties
        ],
        "open_choices": list(cell.open_choices),
    }


def _candidate(told: Told, number: str) -> dict[str, Any]:
    verdict, application = told.proposal.verdicts[number], told.by_number[number].application
    return {
        "number": number,
        "honour": verdict.honour,
        "cell": verdict.cell,
        "unit": application.unit.code,
        "unit_name": application.unit.name,
        "person": application.person.code if application.person else None,
        "person_name": application.person.name if application.person else None,
        "outcome": verdict.outcome.value,
        "rank": verdict.rank,
        "total": None if verdict.total is None else str(verdict.total),
        "reason": verdict.reason,
        "rule": verdict.rule,
        "clause": verdict.clause,
    }


def _ranking(told: Told) -> list[dict[str, Any]]:
    ranking = told.proposal.ranking
    return [
        {
            "unit": row.unit.code,
            "name": row.unit.name,
            "rank": row.rank,
            "total": str(row.total),
            "applied": row.applied,
        }
        for row in (ranking.rows if ranking else ())
    ]


def _margin(margin: Margin) -> dict[str, Any]:
    return {
        "border": margin.border.value,
        "honour": margin.honour,
        "cell": margin.cell,
        "ahead": margin.ahead,
        "behind": margin.behind,
        "gap": str(margin.gap),
        "levers": [
            {"number": lever.number, "component": lever.component, "change": str(lever.change)}
            for lever in margin.levers
        ],
    }


def _decision(decision: Decision) -> dict[str, Any]:
    content = {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(decision).items()}
    return {"kind": type(decision).__name__, **content}
