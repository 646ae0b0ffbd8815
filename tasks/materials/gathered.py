"""What gathering a working paper gives, and the words that several of them share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from rules.definition import Campaign, Honour, Method, StepKind
from rules.facts import ApplicationFacts
from rules.states import ApplicationState
from tasks import papers
from tasks.context import Context
from tasks.papers import Content

SERIES = "评选材料"
METHODS: Mapping[Method, str] = {
    Method.FIELD_RESEARCH: "实地调研",
    Method.SITE_VISIT: "现场察看",
    Method.HEARING: "听取汇报",
    Method.THIRD_PARTY: "第三方测评",
    Method.VOTE: "民主测评",
    Method.BIMONTHLY: "双月度考核",
    Method.MATERIALS: "材料审阅",
    Method.REPORTS: "信息报送",
}
STATES: Mapping[ApplicationState, str] = {
    ApplicationState.SUBMITTED: "已提交",
    ApplicationState.RESUBMITTED: "已补正",
    ApplicationState.RETURNED: "退回补正",
    ApplicationState.ELIGIBLE: "符合条件",
    ApplicationState.INELIGIBLE: "不符合",
    ApplicationState.EVALUATED: "已考评",
}


class Gather(Protocol):
    """Reads the rows and gives the papers of one kind that they make, none where there are none."""

    def __call__(self, ctx: Context, campaign_id: int, plan: Campaign) -> Iterator[Content]: ...


@dataclass(frozen=True, slots=True)
class Material:
    """A kind of working paper: its entry of the catalogue, its kind of step, how it is gathered."""

    code: str
    step: StepKind
    gather: Gather
    official: bool = False
    """Leaves the house under a number of the notices, so that nobody makes it by the way."""


def content(
    code: str,
    about: str,
    title: str,
    facts: Mapping[str, Any],
    sources: Mapping[str, Sequence[int | None]],
    main: Sequence[str] = (),
) -> Content:
    """A paper of the working series; `about` tells several papers of one kind apart.

    `sources` names the rows that its figures were taken from, by table.
    """
    rows = {table: _spans(sorted({id_ for id_ in ids if id_})) for table, ids in sources.items()}
    kind = f"{code}-{about}" if about else code
    return Content(kind, title, {**facts, "sources": rows}, main, template=code, series=SERIES)


def official(paper: Content) -> Content:
    """A paper that leaves the house bears a number of the official series."""
    return replace(paper, series=papers.SERIES)


def _spans(ids: Sequence[int]) -> list[list[int]]:
    """Runs of numbers by their first and last: imported rows follow one another."""
    spans: list[list[int]] = []
    for id_ in ids:
        if spans and spans[-1][1] == id_ - 1:
            spans[-1][1] = id_
        else:
            spans.append([id_, id_])
    return spans


def cell_name(honour: Honour, code: str | None) -> str:
    """The category of places by its name."""
    return next((cell.name for cell in honour.cells if cell.code == code), "")


def named(facts: ApplicationFacts, candidate: str) -> str:
    """The project or the person; a unit that applies in its own name is not said twice."""
    return "" if candidate == facts.unit.name else candidate
