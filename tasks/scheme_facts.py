"""What notices say of the campaign as a whole: who takes part, goals, steps, honours, groups."""

from __future__ import annotations

from typing import Any

from rules.definition import Campaign, Honour, Step


def scheme(plan: Campaign) -> dict[str, Any]:
    """Plain values, kept with the paper that states them, so that it never changes afterwards."""
    return {
        "short": plan.short,
        "office": plan.office(plan.leading_group.office).name,
        "kinds": [kind.name for kind in plan.unit_kinds],
        "task_areas": [{"name": area.name, "gist": area.gist} for area in plan.task_areas],
        "phases": [
            {
                "name": phase.name,
                "opens": phase.opens.isoformat(),
                "closes": phase.closes.isoformat(),
                "steps": [_step(plan, step) for step in phase.steps if step.enabled],
            }
            for phase in plan.phases
        ],
        "places": sum(honour.total for honour in plan.honours),
        "honours": [_honour(plan, honour) for honour in plan.honours],
        "groups": [
            {
                "name": group.name,
                "lead": plan.office(group.lead).name,
                "cooperating": [plan.office(code).name for code in group.cooperating],
                "own_method": group.own_method,
            }
            for group in plan.evaluation.groups
        ],
    }


def _step(plan: Campaign, step: Step) -> dict[str, Any]:
    return {
        "name": step.name,
        "by": plan.actor_name(step),
        "output": step.output,
        "in_notice": step.in_notice,
    }


def _honour(plan: Campaign, honour: Honour) -> dict[str, Any]:
    return {
        "name": honour.name,
        "subject": honour.subject.value,
        "way": honour.way.value,
        "total": honour.total,
        "criteria": list(honour.criteria),
        "cells": [
            {"name": cell.name, "places": cell.places, "soft": cell.soft} for cell in honour.cells
        ],
        "leads": [plan.office(code).name for code in honour.leads],
        "cooperating": [plan.office(code).name for code in honour.cooperating],
    }
