"""Whether the result can be taken along with its proof, and why not yet."""

from __future__ import annotations

from collections.abc import Iterator

from rules.access import Right, Who
from rules.said import Said
from tasks import overview_quota, proof, reach, score_cards
from tasks.context import Context
from tasks.counted import since_last_act
from tasks.errors import Refused
from tasks.overview import Desk


def why_not(ctx: Context, at: Desk, who: Who) -> tuple[str, ...]:
    """Every reason against handing the result out to somebody; none when it may be."""
    return tuple(_reasons(ctx, at, who))


def head(ctx: Context, at: Desk) -> str:
    """What papers print of the result as it stands.

    Raises Refused where the recorded list does not follow from what is recorded beside it.
    """
    here = at.campaign_id
    return since_last_act(ctx, "result", here, lambda: proof.head_of(ctx, here))


def refuse_unless_ready(ctx: Context, at: Desk, who: Who) -> None:
    """Raises Refused with every reason of `why_not`."""
    if reasons := why_not(ctx, at, who):
        raise Refused(reasons)


def _reasons(ctx: Context, at: Desk, who: Who) -> Iterator[str]:
    if not score_cards.any_kept(ctx, at.campaign_id):
        yield "还没有结果：考评结束、提出名单建议以后，才有可以核验的结果"
    elif not who.may(Right.SCORES) and not overview_quota.announced(ctx, at.campaign_id):
        yield "名单还没有公布：公布以后才能取公开版"
    if owed := reach.owes_scores(ctx, at.campaign_id, who):
        yield Said(reach.OWING, n=owed)
