"""Marks a function as a use case: its name for people and how often it may be tried again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, Protocol, TypeVar, cast

P = ParamSpec("P")
R_co = TypeVar("R_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Policy:
    """What a flow needs to know to run a use case: a title for people, and retries."""

    title: str
    retries: int = 0
    retry_delay_seconds: int = 10


class UseCase(Protocol[P, R_co]):
    """A use case: called like the plain function it is, with its policy beside it."""

    policy: Policy
    __name__: str
    __module__: str

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R_co: ...


def use_case(
    title: str, *, retries: int = 0, retry_delay_seconds: int = 10
) -> Callable[[Callable[P, R_co]], UseCase[P, R_co]]:
    """Attach the policy; the function itself stays plain and callable as it is."""

    def mark(function: Callable[P, R_co]) -> UseCase[P, R_co]:
        marked = cast("UseCase[P, R_co]", function)
        marked.policy = Policy(title, retries, retry_delay_seconds)
        return marked

    return mark
