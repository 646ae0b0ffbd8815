"""Which papers pass sign-off (签批) before they are issued, and by which posts in which order."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rules.definition.values import Text, Value

PaperCode = Literal[
    "leading-group",
    "implementation-opinion",
    "evaluation-notice",
    "opinion-request",
    "public-notice",
    "commendation",
    "circular",
]
"""Papers that somebody drafts; minutes are signed off by their meeting."""

Stage = tuple[Text, ...]
"""Posts that sign side by side (会签): in any order, all of them before the next stage."""


class OwnOrder(Value):
    """A kind of paper with an order of its own."""

    paper: PaperCode
    order: tuple[Stage, ...] = Field(min_length=1)


class Signing(Value):
    form: Literal["none", "order"] = "none"
    """`none`: flows issue papers by themselves; `order`: those of `papers` are signed first."""
    papers: tuple[PaperCode, ...] = ()
    """Kinds of papers that pass sign-off; empty: all that somebody drafts."""
    order: tuple[Stage, ...] = ()
    """Stages of posts; empty: office head, the deputies side by side, head of the leading group."""
    own_orders: tuple[OwnOrder, ...] = ()
    one_person_twice: bool = False
    """Whether one person may sign in two places, say as drafter and as office head."""
    undrafted: Literal["waits", "issued"] = "waits"
    """What a flow does with a paper that nobody has drafted: wait for a draft, or issue it."""
