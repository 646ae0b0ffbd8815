"""The very last act: the package is compared with its hand-over sheet, and the campaign is frozen."""

from __future__ import annotations

from collections.abc import Iterator

from sqlmodel import col, func, select

from models import Message
from records.archive.verification import NotAPackageError, verify
from rules.definition import StepKind
from rules.states import CampaignState, MessageState, StepState
from tasks import steps
from tasks.archiving import package_path
from tasks.campaigns import campaign_row, definition_of
from tasks.context import Context
from tasks.errors import Refused
from tasks.use_case import use_case

ENOUGH = 16
"""Hexadecimal digits of the printed sum that nobody types by chance."""
_UNFINISHED = (
    MessageState.HELD, MessageState.READY, MessageState.CLAIMED, MessageState.HANDING_OVER,
    MessageState.UNCERTAIN,
)  # fmt: skip


@use_case("归档入库")
def put_away(ctx: Context, campaign_id: int, printed: str) -> str:
    """Check the package against the sum that stands on its sheet, then freeze the campaign.

    From then on the database itself refuses every change to it. Returns the package's SHA-256;
    saying it again changes nothing. Raises Refused with everything that stands in the way.
    """
    campaign = campaign_row(ctx, campaign_id)
    if campaign.state is CampaignState.ARCHIVED:
        digest, problems = checked(ctx, campaign_id, printed)
        if problems:
            raise Refused(problems)
        return digest
    if campaign.state is not CampaignState.CLOSED:
        raise Refused(["归档包还没有封装，请先封装"])
    plan = definition_of(ctx, campaign_id)
    last = next(step.code for step in plan.steps if step.kind is StepKind.ARCHIVING)
    steps.close_when_complete(ctx, campaign_id, last)
    digest, problems = checked(ctx, campaign_id, printed)
    problems += [*_open_steps(ctx, campaign_id), *_unfinished(ctx, campaign_id)]
    if problems:
        raise Refused(problems)
    campaign.state = CampaignState.ARCHIVED
    ctx.session.add(campaign)
    ctx.record("campaign.archived", campaign.code, campaign=campaign_id, sha256=digest)
    return digest


def checked(ctx: Context, campaign_id: int, printed: str) -> tuple[str, list[str]]:
    """The package's sum, and everything that is wrong with it or with what was copied from its sheet."""
    path = package_path(ctx, campaign_id)
    plain = printed.replace(" ", "").replace("-", "")
    problems = []
    if len(plain) < ENOUGH:
        problems.append(f"请照移交清单抄录包校验值，至少前{ENOUGH}位")
    try:
        found = verify(path, plain)
    except (NotAPackageError, FileNotFoundError) as error:
        raise Refused([*problems, f"归档包读不出：{error}，请重新封装"]) from error
    return found.digest, [*problems, *found.problems]


def _open_steps(ctx: Context, campaign_id: int) -> Iterator[str]:
    plan = definition_of(ctx, campaign_id)
    for code, state in steps.states_of(ctx, campaign_id).items():
        if state not in (StepState.CLOSED, StepState.SKIPPED):
            yield f"环节“{plan.step(code).name}”还没有办结，请先办结或跳过"


def _unfinished(ctx: Context, campaign_id: int) -> Iterator[str]:
    mine = col(Message.campaign_id) == campaign_id
    unfinished = col(Message.state).in_(_UNFINISHED)
    count = ctx.session.exec(
        select(func.count()).select_from(Message).where(mine, unfinished)
    ).one()
    if count:
        yield f"还有{count}条消息没有发完或没有核对，请在消息页面处理"
