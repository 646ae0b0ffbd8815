"""The public notice (公示), which the notice itself does not have: the list, and each substitute's own."""

from __future__ import annotations

from dataclasses import dataclass

from tasks import objections, papers, steps
from tasks.context import Context
from tasks.meetings import rows as meetings
from tasks.outcomes import winners, winners_by_honour
from tasks.public_notices import PublicNotice, notices_of, put_up, still_to_show
from tasks.use_case import use_case


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice by its days and how many stand on it."""

    first: str
    last: str
    winners: int


@dataclass(frozen=True, slots=True)
class Published:
    """Where the notices stand; `over` once nothing keeps the list from being final."""

    notices: tuple[Shown, ...]
    objections: int
    undecided: tuple[str, ...]
    over: bool

    def row(self) -> dict[str, object]:
        return {
            "公示": "；".join(f"{n.first}至{n.last}（{n.winners}个）" for n in self.notices),
            "异议": self.objections,
            "待处理": "、".join(self.undecided) or "无",
            "结束": "是" if self.over else "否",
        }


@use_case("公示名单", retries=2)
def publish_and_check(ctx: Context, campaign_id: int, step: str) -> Published:
    """Put up the list, then whoever enters it later, each for the whole period.

    The list is final when every winner has been public so long, no objection is open and no
    meeting that could change it is under way.
    """
    found = winners(ctx, campaign_id)
    deliberating = meetings.under_way(ctx, campaign_id) is not None
    notices = notices_of(ctx, campaign_id)
    shown = {number for notice in notices for number in notice.numbers}
    fresh = [one for one in found if one.number not in shown]
    # What a meeting has not finished deciding is nobody's to see yet.
    if not notices or (fresh and not deliberating):
        notices.append(put_up(ctx, campaign_id, step, fresh))
    waiting = objections.undecided(ctx, campaign_id)
    raised, upheld = objections.counts(ctx, campaign_id)
    open_ = still_to_show(ctx, notices, [one.number for one in found])
    over = not (open_ or waiting or deliberating)
    if over:
        _note_changes(ctx, campaign_id, notices[0])
        told = f"公示期满，收到异议{raised}件，成立{upheld}件"
        numbers = "、".join(papers.number_of(notice.paper) for notice in notices)
        steps.conclude(ctx, campaign_id, step, f"{told}（{numbers}）")
    return Published(tuple(_shown(notice) for notice in notices), raised, waiting, over)


def _shown(notice: PublicNotice) -> Shown:
    return Shown(notice.first.isoformat(), notice.last.isoformat(), len(notice.numbers))


def _note_changes(ctx: Context, campaign_id: int, first: PublicNotice) -> None:
    """What the leading group changed while the list was up stands beside what was published."""
    final = winners_by_honour(ctx, campaign_id)
    if final != first.paper.facts["winners"]:
        papers.note(ctx, first.paper, winners_in_the_end=final)
