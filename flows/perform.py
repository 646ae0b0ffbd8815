"""The one adapter between Prefect and the house: runs a use case as a task of the current flow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from prefect import Task
from prefect.cache_policies import NO_CACHE

from flows.household import house
from tasks.clocks import SimulatedClock
from tasks.context import Context, House
from tasks.errors import NotPossible
from tasks.use_case import Policy, UseCase

ACTOR = "流程"
"""Who the journal names for what no person did."""

P = ParamSpec("P")
R = TypeVar("R")
C = TypeVar("C", int, int | None)
"""A campaign, or where the work allows it, None for all."""


def perform(
    use_case: UseCase[Concatenate[Context, int, P], R],
    campaign: int,
    as_of: datetime | None,
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> R:
    """Run a use case for a campaign in one transaction, with its own policy of retries.

    Arguments are ids, codes and dates; what comes back is small, for Prefect keeps neither.
    """
    act: Any = use_case
    done = _in_transaction(act)(campaign, as_of, list(args), dict(kwargs))
    return cast("R", done)


def perform_in_house(
    use_case: UseCase[Concatenate[House, C, P], R],
    campaign: C,
    as_of: datetime | None,
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> R:
    """Run work of several transactions, such as delivery, which is given the house itself."""
    act: Any = use_case
    done = _in_house(act)(campaign, as_of, list(args), dict(kwargs))
    return cast("R", done)


def perform_anew(
    use_case: UseCase[Concatenate[Context, P], R],
    as_of: datetime | None,
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> R:
    """Run a use case that concerns no campaign yet, such as the launch of one."""
    act: Any = use_case
    done = _in_transaction(act)(None, as_of, list(args), dict(kwargs))
    return cast("R", done)


@cache
def _in_transaction(use_case: UseCase[..., Any]) -> Task[..., Any]:
    def act(
        campaign: int | None, as_of: datetime | None, what: list[Any], details: dict[str, Any]
    ) -> Any:  # noqa: ANN401 - whatever small value the use case returns
        whose = () if campaign is None else (campaign,)
        with house().acting(ACTOR, now=as_of) as ctx:
            return use_case(ctx, *whose, *what, **details)

    return _task(use_case.policy, act)


@cache
def _in_house(use_case: UseCase[..., Any]) -> Task[..., Any]:
    def act(
        campaign: int | None, as_of: datetime | None, what: list[Any], details: dict[str, Any]
    ) -> Any:  # noqa: ANN401 - whatever small value the use case returns
        ours = house()
        here = replace(ours, clock=SimulatedClock(as_of)) if as_of else ours
        return use_case(here, campaign, *what, **details)

    return _task(use_case.policy, act)


def _task(policy: Policy, act: Callable[..., Any]) -> Task[..., Any]:
    return Task(
        act,
        name=policy.title,
        task_run_name=policy.title,
        retries=policy.retries,
        retry_delay_seconds=policy.retry_delay_seconds,
        retry_condition_fn=_worth_another_try,
        # A cached answer would silently skip a second, legitimate execution.
        cache_policy=NO_CACHE,
        persist_result=False,
    )


def _worth_another_try(_task: object, _run: object, state: Any) -> bool:  # noqa: ANN401 - Prefect's State
    """A refusal is an answer: asking again gives the same one."""
    return not isinstance(state.result(raise_on_failure=False), NotPossible)
