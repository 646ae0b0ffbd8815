"""The last weeks: dates moved for the substitute's notice, the result to check, an honour withdrawn."""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from pathlib import Path

from sqlmodel import col, select

from cli.demo import meetings
from cli.demo.agenda import DIRECTOR, GROUP, OFFICE, Fixed, Playing
from config.campaign_file import read_campaign
from models import CampaignVersion
from tasks import amendments, commendation, papers, proof, reporting
from tasks.context import Context
from tasks.dossier import results_folder
from tasks.errors import Refused
from tasks.meetings import concluding, withdrawing
from tasks.meetings.guard import Said
from tasks.outcomes import winners

LATER = {
    "publicity": ("2022-01-06", "2022-01-18"), "3.2": ("2022-01-19", "2022-01-19"),
    "3.3": ("2022-01-21", "2022-01-21"), "casebook": ("2022-01-24", "2022-01-24"),
    "3.4": ("2022-01-25", "2022-01-26"),
}  # fmt: skip
"""A substitute's own notice takes five working days more, and everything after it moves."""
BOOKLET_DUE = ("due: 2022-01-19", "due: 2022-01-24")
"""The casebook's duty moves with its step."""
WITHDRAWN_FROM = "advanced_worker"
"""The honour of which one is withdrawn after the fact."""


def agenda(one: Playing) -> tuple[Fixed, ...]:
    return (
        ("2022-01-11 17:05", OFFICE, "修改活动方案", partial(_postpone, one)),
        ("2022-01-19 10:10", OFFICE, "导出结果供核验", partial(_export, one)),
        ("2022-01-19 15:30", OFFICE, "登记总结会议", partial(_summary_meeting, one)),
        ("2022-01-20 10:40", GROUP, "传签撤销一项荣誉", partial(_withdraw, one)),
        ("2022-01-21 11:25", OFFICE, "登记通报送达", partial(_deliveries, one)),
        ("2022-01-24 09:50", OFFICE, "收回证书", partial(_take_back, one)),
    )


def proof_folder(ctx: Context, campaign: int) -> Path:
    """Where the exported result lies."""
    return results_folder(ctx, campaign) / "proof"


def _postpone(one: Playing, ctx: Context) -> None:
    """The office writes the new days into its file and puts that in force as the next version."""
    text = ctx.session.exec(
        select(CampaignVersion.text)
        .where(col(CampaignVersion.campaign_id) == one.campaign)
        .order_by(col(CampaignVersion.version).desc())
    ).first()
    for step, days in LATER.items():
        dates = rf'(code: "?{re.escape(step)}"?\n(?:.*\n)*?\s+opens: )\S+(\s+closes: )\S+'
        text = re.sub(dates, rf"\g<1>{days[0]}\g<2>{days[1]}", text or "", count=1)
    path = ctx.house.settings.home / "活动文件-第2版.yaml"
    path.write_text((text or "").replace(*BOOKLET_DUE), encoding="utf-8")
    word = amendments.Word("递补人选须另行公示五个工作日，后续环节顺延", DIRECTOR)
    amendments.amend(ctx, one.campaign, read_campaign(path), word)


def _export(one: Playing, ctx: Context) -> None:
    proof.export(ctx, one.campaign, proof_folder(ctx, one.campaign))


def _summary_meeting(one: Playing, ctx: Context) -> None:
    commendation.record_meeting(
        ctx, one.campaign, held_on=ctx.now.date(), attended=320, text="总结活动，宣读通报，颁发证书"
    )


def _withdraw(one: Playing, ctx: Context) -> None:
    meetings.circulate(one, ctx)
    number = _withdrawn(one, ctx)
    found = "年度考核材料核对时发现报到时间填写不实"
    position = withdrawing.put_on_agenda(ctx, one.campaign, number, found=found)
    meetings.enough_sign(one, ctx)
    terms = withdrawing.Terms(Said("情况属实，撤销荣誉，名额作废"), date(2022, 1, 28))
    withdrawing.withdraw(ctx, one.campaign, position, terms)
    concluding.conclude(ctx, one.campaign)


def _take_back(one: Playing, ctx: Context) -> None:
    number, _ = withdrawing.to_reclaim(ctx, one.campaign)[0]
    withdrawing.certificate_returned(
        ctx, one.campaign, number, on=ctx.now.date(), note="单位联系人送回"
    )


def _withdrawn(one: Playing, ctx: Context) -> str:
    found = winners(ctx, one.campaign)
    return next(w.number for w in reversed(found) if w.honour == WITHDRAWN_FROM)


def _deliveries(one: Playing, ctx: Context) -> None:
    paper = papers.find(ctx, one.campaign, reporting.CIRCULAR)
    if paper is None:
        raise Refused(["情况通报还没有发出"])
    for addressee in (*paper.main, *paper.copies):
        reporting.record_delivery(
            ctx, one.campaign, addressee, on=ctx.now.date(), proof="机要交换签收单"
        )
