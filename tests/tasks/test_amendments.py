"""Amending: shown first, taken whole or not at all, and afterwards as if launched from the new file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from config.campaign_file import CampaignFile
from config.schema import TITLES
from models import Campaign, CampaignVersion, DeadlineChange, Obligation, PlannedRun, Step, Unit
from rules.differences import Difference, differences
from rules.states import CampaignState, RunState
from tasks import amendments, duties, fulfilment, notices, owing, reminders
from tasks.amendments import Amendment, Word
from tasks.campaigns import launch
from tasks.errors import Refused
from tests.support.campaign_builder import Built, shanghai, shipped
from tests.support.campaign_files import amended
from tests.support.campaign_text import TEXT
from tests.support.launched import bare_house
from tests.support.post_room import mailing, messages

NOW = shanghai("2021-12-09")
WORD = Word("疫情影响，报送顺延", "办公室主任")
DUE = ("            due: 2021-12-17  # 本局自定，列入时间安排表", "            due: 2021-12-22")
PUBLIC = ("        closes: 2022-01-13", "        closes: 2022-01-14")
MEETING = (
    "        opens: 2022-01-14\n        closes: 2022-01-14",
    "        opens: 2022-01-17\n        closes: 2022-01-17",
)
MEASURES = ("            due: 2021-07-16  # 本局自定", "            due: 2021-07-20  # 本局自定")
NOTICE = ("      title: 考评通知", "      title: 考评工作通知")
RUNG = (
    '        - {working_days: -7, at: "09:37", to: [contact]}\n',
    '        - {working_days: -5, at: "09:37", to: [contact]}\n',
)


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    with mailing(tmp_path) as made:
        made.open("2.2", shanghai("2021-12-02"))
        yield made


def amend(campaign: Built, file: CampaignFile, word: Word = WORD) -> Amendment:
    with campaign.acting(NOW) as ctx:
        return amendments.amend(ctx, campaign.campaign, file, word)


def preview(campaign: Built, file: CampaignFile, word: Word = WORD) -> Amendment:
    with campaign.house.reading(now=NOW) as ctx:
        return amendments.preview(ctx, campaign.campaign, file, word)


def refusal(campaign: Built, file: CampaignFile, word: Word = WORD) -> tuple[str, ...]:
    before = everything(campaign)
    with pytest.raises(Refused) as refused:
        amend(campaign, file, word)
    assert everything(campaign) == before
    return refused.value.reasons


def everything(campaign: Built) -> dict[str, list[dict[str, Any]]]:
    tables = (Campaign, CampaignVersion, Step, PlannedRun, Obligation, DeadlineChange)
    with campaign.house.reading() as ctx:
        return {
            table.__name__: [row.model_dump() for row in ctx.session.exec(select(table)).all()]
            for table in tables
        }


def to_come(campaign: Built) -> set[tuple[str, str, object]]:
    """What Prefect still has to start, by step, name and moment."""
    with campaign.house.reading() as ctx:
        rows = ctx.session.exec(
            select(PlannedRun).where(
                col(PlannedRun.campaign_id) == campaign.campaign,
                col(PlannedRun.state) == RunState.PLANNED,
                col(PlannedRun.due_at) >= NOW,
            )
        ).all()
    return {(run.step, run.name, run.due_at) for run in rows}


def keys(campaign: Built, step: str) -> set[str]:
    with campaign.house.reading() as ctx:
        rows = ctx.session.exec(
            select(PlannedRun.key).where(
                col(PlannedRun.step) == step, col(PlannedRun.state) == RunState.PLANNED
            )
        ).all()
    return set(rows)


def test_the_preview_says_in_words_what_differs_and_whom_it_touches(campaign: Built) -> None:
    before = everything(campaign)

    shown = preview(campaign, amended(DUE))

    assert [one.text for one in shown.differences] == [
        "环节 2.2 总结并报送申报材料 · 事项“报送申报材料” · 截止日：2021-12-17 → 2021-12-22"
    ]
    assert (shown.version, shown.problems, shown.moves[0].affected) == (2, (), 28)
    assert everything(campaign) == before


def test_an_amendment_freezes_the_file_as_the_next_version(campaign: Built) -> None:
    file = amended(DUE)

    shown = preview(campaign, file)
    done = amend(campaign, file)

    with campaign.house.reading() as ctx:
        row = ctx.session.exec(select(Campaign)).one()
        first, last = ctx.session.exec(
            select(CampaignVersion).order_by(col(CampaignVersion.version))
        ).all()
    assert done == shown
    assert (row.version, row.file_sha256) == (2, file.sha256)
    assert (first.version, first.text) == (1, TEXT)
    assert (last.version, last.text, last.sha256, last.reason, last.ordered_by, last.at) == (
        2, file.text, file.sha256, WORD.reason, WORD.ordered_by, NOW,
    )  # fmt: skip


def test_an_opened_step_s_deadline_moves_as_a_moved_deadline_does(campaign: Built) -> None:
    amend(campaign, amended(DUE))

    with campaign.house.reading() as ctx:
        owed = ctx.session.exec(select(Obligation).where(col(Obligation.duty) == "apply")).all()
        [change] = ctx.session.exec(select(DeadlineChange)).all()
    assert {(o.due_on, o.version) for o in owed} == {(date(2021, 12, 22), 2)}
    assert owed[0].basis[0] == (
        "经办公室主任决定，由 2021-12-17 24:00 延至 2021-12-22 24:00：疫情影响，报送顺延"
    )
    assert (change.old_due_on, change.new_due_on, change.affected) == (
        date(2021, 12, 17), date(2021, 12, 22), len(owed),
    )  # fmt: skip
    assert {m.kind for m in messages(campaign)} == {"deadline_moved"}
    assert len(messages(campaign)) == len(owed)


def test_the_planned_runs_are_those_of_a_fresh_plan(campaign: Built, tmp_path: Path) -> None:
    file = amended(DUE, PUBLIC, MEETING)
    amend(campaign, file)

    fresh = tmp_path / "fresh"
    fresh.mkdir()
    with bare_house(fresh) as house:
        with house.acting("办公室", now=NOW) as ctx:
            launched = launch(ctx, file, simulated=True).campaign_id
        assert to_come(campaign) == to_come(Built(house, launched))


def test_only_steps_whose_moments_moved_get_new_keys(campaign: Built) -> None:
    before = {step: keys(campaign, step) for step in ("2.2", "2.3", "publicity")}

    amend(campaign, amended(DUE, PUBLIC))

    after = {step: keys(campaign, step) for step in before}
    assert after["2.3"] == before["2.3"]
    assert not after["2.2"] & before["2.2"]
    assert not after["publicity"] & before["publicity"]


def test_the_same_file_taken_again_changes_nothing(campaign: Built) -> None:
    file = amended(DUE)
    amend(campaign, file)
    before, journal = everything(campaign), campaign.journal("campaign.amended")

    again = amend(campaign, file)

    assert again.changes_nothing
    assert everything(campaign) == before
    assert campaign.journal("campaign.amended") == journal


def test_a_file_that_differs_in_comments_alone_makes_no_version(campaign: Built) -> None:
    before = everything(campaign)

    assert amend(
        campaign, amended(("# ---- 荣誉（附件2）", "# ---- 四类荣誉（附件2）"))
    ).changes_nothing
    assert everything(campaign) == before


def test_the_journal_names_every_difference_the_reason_and_the_post(campaign: Built) -> None:
    file = amended(DUE)
    amend(campaign, file)

    [entry] = campaign.journal("campaign.amended")
    payload = entry.payload or {}
    assert (entry.why, payload["ordered_by"], payload["version"], payload["sha256"]) == (
        WORD.reason, WORD.ordered_by, 2, file.sha256,
    )  # fmt: skip
    assert payload["differences"] == [d.text for d in _between(file)]


def _between(file: CampaignFile) -> tuple[Difference, ...]:
    return differences(shipped().definition, file.definition, TITLES)


def test_a_refusal_names_everything_that_has_happened_already_and_changes_nothing(
    campaign: Built,
) -> None:
    campaign.close("1.3", shanghai("2021-08-02"))
    with campaign.acting(NOW) as ctx:
        notices.issue(ctx, campaign.campaign, "2.1")
    file = amended(DUE, MEASURES, NOTICE)

    assert refusal(campaign, file, Word("", "")) == (
        "请写明修改的理由",
        "请写明作出决定的岗位",
        "环节 1.3 制定争创措施，对照目标找差距已经办结，不能再改；请在文件中恢复原来的内容",
        "《考评通知》已经印发，标题、主送和抄送不能再改；请另发补充通知",
    )


def test_a_deadline_that_may_not_move_there_stops_the_whole_amendment(campaign: Built) -> None:
    past = (DUE[0], "            due: 2021-12-06")
    off = (DUE[0], "            due: 2021-12-18")

    assert refusal(campaign, amended(past, PUBLIC)) == ("“报送申报材料”：新的截止日已经过去",)
    assert refusal(campaign, amended(off, PUBLIC)) == (
        (
            "“报送申报材料”：新的截止日是休息日：2021-12-18（周六，周末）；"
            "最近的工作日是 2021-12-17 和 2021-12-20"
        ),
    )


def test_a_campaign_that_is_over_is_amended_no_more(campaign: Built) -> None:
    with campaign.acting(NOW) as ctx:
        ctx.session.exec(select(Campaign)).one().state = CampaignState.CLOSED

    assert refusal(campaign, amended(DUE)) == ("活动已经结束，方案不能再改",)


def test_a_failure_half_way_leaves_the_old_version_whole(
    campaign: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(campaign)

    def out_of_paper(*_args: object, **_kwargs: object) -> int:
        raise OSError("disk full")

    monkeypatch.setattr("tasks.replanning.remake", out_of_paper)
    with pytest.raises(OSError, match="disk full"):
        amend(campaign, amended(DUE, PUBLIC))

    assert everything(campaign) == before
    assert messages(campaign) == []


def test_other_rungs_set_the_next_reminder_of_what_is_owed(campaign: Built) -> None:
    file = amended(RUNG)
    with campaign.acting(shanghai("2021-12-08", "09:41")) as ctx:
        reminders.queue_due_nudges(ctx, campaign.campaign)

    shown = amend(campaign, file)

    with campaign.house.reading() as ctx:
        owed = ctx.session.exec(select(Obligation).where(col(Obligation.duty) == "apply")).all()
    assert shown.reminded_anew == len(owed) + 2  # the counties' opinions are on the same ladder
    assert {o.next_nudge_at for o in owed} == {shanghai("2021-12-10", "09:37")}
    assert {o.version for o in owed} == {1}


def test_a_unit_that_joins_when_nobody_owes_the_moved_duty_gets_the_new_day(
    campaign: Built,
) -> None:
    with campaign.acting(NOW) as ctx:
        everyone = ctx.session.exec(select(Unit.id)).all()
        ids = owing.ids_of(
            owing.owed(ctx, campaign.campaign, "2.2", "apply", [u for u in everyone if u])
        )
        fulfilment.meet(ctx, ids, at=NOW, how="网上提交", by="测试")
    amend(campaign, amended(DUE))
    with campaign.acting(NOW) as ctx:
        ctx.session.add(Unit(code="ck006", name="示例六窗口", kind="window"))
        ctx.session.flush()
        duties.lay_on(ctx, campaign.campaign, "2.2")

    with campaign.house.reading() as ctx:
        joined = Obligation.unit_id == campaign.unit("ck006")
        late = ctx.session.exec(select(Obligation).where(joined)).one()
    assert late.due_on == date(2021, 12, 22)


def test_a_step_taken_out_before_it_opens_leaves_no_row_and_no_run(campaign: Built) -> None:
    out = (
        "        enabled: true\n        output: 有关部门的书面意见",
        "        enabled: false\n        output: 有关部门的书面意见",
    )
    waits = ('        after: ["2.4", opinions]', '        after: ["2.4"]')
    amend(campaign, amended(out, waits))

    with campaign.house.reading() as ctx:
        rows = ctx.session.exec(select(Step).order_by(col(Step.position))).all()
    assert "opinions" not in {row.code for row in rows}
    assert [row.position for row in rows] == list(range(len(rows)))
    assert not any(step == "opinions" for step, _, _ in to_come(campaign))
