"""Meetings decide: by the group only, item by item, by those who need not stand back (R6, R46, R53)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select, update

from models import Application, Placement, Resolution, Unit
from models import Decision as DecisionRow
from rules.meetings import Position, Votes
from rules.selection import ConfirmRanking, LeaveVacant, MovePlaces, Override, Replace
from tasks import attachments, papers, placements
from tasks.attachments import Owner
from tasks.errors import Refused
from tasks.meetings import agenda, attending, concluding, deciding, pages, rows, striking
from tasks.meetings.agenda import Call
from tasks.meetings.attending import Came
from tasks.meetings.guard import Said
from tasks.meetings.kinds import MINUTES
from tasks.meetings.pages import Page, Stated
from tasks.meetings.striking import Cut
from tests.support.campaign_builder import Built, built, shanghai, shipped
from tests.support.databases import KINDS, database
from tests.support.judged import (
    AS_PROPOSED,
    GROUP,
    MEETING,
    conclude,
    confirm,
    confirm_ranking,
    convene,
    everybody,
    item,
    ready_for_the_meeting,
)
from tests.support.stated import bearer, star, worker

TOWNS = {bearer(code): points for code, points in (("zh001", 92), ("zh002", 90), ("jd001", 88))}
WINDOWS = {bearer(f"ck00{n}"): 97 - n for n in range(1, 5)}
STARS = {star("rx01", f"p-{n}", candidate=f"示例{n}"): 90 - n for n in range(1, 4)}
OWN_STAFF = {worker("ducha", "w-1"): 90, worker("renshi", "w-2"): 88}
INSPECTOR = "督查处处长"
PERSONNEL = "人事处处长"


@pytest.fixture(params=KINDS)
def campaign(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Built]:
    with database(request.param, tmp_path) as url, built(tmp_path, url) as made:
        yield made


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Built]:
    """The same on SQLite only, where no statement is asked that PostgreSQL might read otherwise."""
    with built(tmp_path) as made:
        yield made


def outcomes(campaign: Built) -> dict[str, str]:
    with campaign.house.reading() as ctx:
        found = ctx.session.exec(
            select(Application.number, Placement.outcome).join(
                Placement, col(Placement.application_id) == col(Application.id)
            )
        ).all()
    return dict(found)


def resolutions(campaign: Built) -> list[Resolution]:
    with campaign.house.reading() as ctx:
        return list(ctx.session.exec(select(Resolution).order_by(col(Resolution.id))).all())


def refused(
    campaign: Built, act: Callable[..., object], *given: object, **named: object
) -> tuple[str, ...]:
    with pytest.raises(Refused) as caught, campaign.acting(MEETING) as ctx:
        act(ctx, campaign.campaign, *given, **named)
    return caught.value.reasons


def test_the_whole_meeting_stands_in_the_minutes(campaign: Built) -> None:
    numbers = list(ready_for_the_meeting(campaign, STARS | WINDOWS).values())
    convene(campaign)
    confirm_ranking(campaign)
    cell = item(campaign, "cell", "window_star", "hotline")
    change = Replace(out=numbers[0], into=numbers[2], reason="机会留给一线", ordered_by="组长")
    with campaign.acting(MEETING) as ctx:
        attending.attend(ctx, campaign.campaign, [Came("准入一处")])
        attending.say(ctx, campaign.campaign, cell, "准入一处", text="建议多考虑一线")
        votes = Votes(15, 2, 1)
        deciding.decide(ctx, campaign.campaign, cell, change, votes=votes)

    number = conclude(campaign)

    with campaign.house.reading() as ctx:
        minutes = papers.find(ctx, campaign.campaign, MINUTES)
        kept = [
            d for d in placements.decisions_of(ctx, campaign.campaign) if isinstance(d, Replace)
        ]
    assert minutes is not None
    facts = minutes.facts
    said = facts["items"][cell - 1]
    assert (facts["attended"], facts["chaired_by"]) == (18, "局党组书记、局长")
    assert facts["observers"] == [{"post": "市场准入一处", "substitute": ""}]
    assert said["said"] == [{"by": "市场准入一处", "observer": True, "text": "建议多考虑一线"}]
    assert said["resolutions"] == [
        {
            "outcome": "changed",
            "decision": "Replace",
            "reason": "机会留给一线",
            "ordered_by": "组长",
            "votes": {"agree": 15, "disagree": 2, "abstain": 1},
            "voters": 18,
            "recused": {},
            "result": {"places": 2, "winners": [numbers[1], numbers[2]], "vacant": 0},
        }
    ]
    assert [d.ordered_by for d in kept] == ["领导小组专题会议（第1次）·组长"]
    assert outcomes(campaign) == dict(
        zip(numbers, ("replaced", "won", "won", "won", "won", "won", "reserve"), strict=True)
    )
    assert campaign.outcome("3.1") == f"审定5个集体和个人，空缺94个名额（{number}）"


def test_r40_the_agenda_has_the_ranking_every_cell_and_those_barred_in_principle(
    one: Built,
) -> None:
    """A20: the member unit's item is decided by an override; the place is then its cell's again."""
    with one.acting(MEETING) as ctx:
        ctx.session.execute(update(Unit).where(col(Unit.code) == "jy01").values(member=True))
    entries = WINDOWS | {bearer("jy01"): 95}
    barred = ready_for_the_meeting(one, entries)[bearer("jy01")]
    convene(one)
    plan = shipped().definition
    last = item(one, "override", "standard_bearer")
    lift = Override(application=barred, rules=("R40",), reason="改革有功", ordered_by=GROUP)

    with one.acting(MEETING) as ctx:
        found = rows.items_of(ctx, rows.find(ctx, one.campaign))
        deciding.decide(ctx, one.campaign, last, lift)

    cells = [(h.code, c.code) for h in plan.honours for c in h.cells]
    assert [line.kind for line in found] == ["ranking", *("cell" for _ in cells), "override"]
    assert [(line.honour, line.cell) for line in found[1:-1]] == cells
    assert outcomes(one)[barred] == "won"


def test_r6_only_the_leading_group_decides(one: Built) -> None:
    ready_for_the_meeting(one, WINDOWS)
    convene(one)
    by_office = ConfirmRanking(reason="已核对", ordered_by="办公室")

    assert refused(one, deciding.decide, 1, by_office) == (
        (
            "名单由领导小组专题会议决定，决定人现为“办公室”，"
            "请填领导小组或其组成岗位（四·第三阶段·1）"
        ),
    )


def test_r6_nothing_is_decided_outside_the_meeting_and_the_public_notice(one: Built) -> None:
    ready_for_the_meeting(one, TOWNS)
    convene(one)
    one.close("3.1", MEETING)

    (reason,) = refused(one, deciding.approve, 1, AS_PROPOSED)

    assert "不在审定或公示期间" in reason


def test_without_twelve_of_eighteen_nothing_is_decided(one: Built) -> None:
    ready_for_the_meeting(one, TOWNS)
    with one.acting(MEETING) as ctx:
        agenda.convene(ctx, one.campaign, Call(MEETING.date()))
        done = attending.attend(ctx, one.campaign, everybody()[:11])

    assert done.quorum == ("领导小组共18个岗位，到会须达三分之二（12个），现为11个",)
    assert done.quorum[0] in refused(one, deciding.approve, 1, AS_PROPOSED)


def test_members_stand_back_from_their_own_staff_on_every_path(campaign: Built) -> None:
    """Own unit, derived from the roster: neither word nor vote nor signed page of theirs counts."""
    ready_for_the_meeting(campaign, OWN_STAFF)
    convene(campaign)
    cell = item(campaign, "cell", "advanced_worker", "bureau")
    page = Page(INSPECTOR, MEETING.date(), campaign.scan("页.pdf"), {cell: Stated(Position.AGREE)})

    word = refused(campaign, deciding.approve, cell, Said("同意", None, INSPECTOR))
    votes = refused(campaign, deciding.approve, cell, Said("同意", Votes(18)))
    rest = refused(campaign, deciding.approve_rest, Said("同意", None, PERSONNEL))
    signed = refused(campaign, pages.record_signed, page)
    with campaign.acting(MEETING) as ctx:
        deciding.approve(ctx, campaign.campaign, cell, Said("同意", Votes(15, 1, 0)))

    assert word[0].startswith(f"“{INSPECTOR}”须回避本项：本单位参评")
    assert votes == ("票数合计18，应等于到会且未回避的16个岗位（回避的不计、不投），请核对",)
    assert any(f"“{PERSONNEL}”须回避本项" in reason for reason in rest)
    assert signed[0].startswith(f"“{INSPECTOR}”须回避第{cell}项")
    (kept,) = resolutions(campaign)
    assert sorted(kept.bench["recused"]) == sorted([INSPECTOR, PERSONNEL])
    assert len(kept.bench["voters"]) == 16


def test_who_competes_himself_stands_back_and_so_does_his_substitute(one: Built) -> None:
    """The leader of an office competes in another cell's unit under his own code."""
    ready_for_the_meeting(one, {star("rx01", "ducha-leader"): 90, star("rx01", "zh001-leader"): 80})
    convene(one)
    cell = item(one, "cell", "window_star", "hotline")
    with one.acting(MEETING) as ctx:
        attending.attend(
            ctx, one.campaign, [Came(PERSONNEL, substitute="代会", person="zh001-leader")]
        )
        deciding.approve(ctx, one.campaign, cell, AS_PROPOSED)

    (kept,) = resolutions(one)
    assert kept.bench["recused"] == {
        INSPECTOR: "本人参评（SZSC-2021-0001）",
        PERSONNEL: "本人参评（SZSC-2021-0002）",
    }


def test_a_declared_recusal_counts_like_a_derived_one_and_comes_before_the_decision(
    one: Built,
) -> None:
    ready_for_the_meeting(one, TOWNS)
    convene(one)
    cell = item(one, "cell", "standard_bearer", "town")
    with one.acting(MEETING) as ctx:
        attending.recuse(ctx, one.campaign, cell, "信息处处长", reason="亲属在被评单位")
        deciding.approve(ctx, one.campaign, cell, Said("同意", Votes(17)))

    (kept,) = resolutions(one)
    assert kept.bench["recused"] == {"信息处处长": "亲属在被评单位"}
    late = refused(one, attending.recuse, cell, PERSONNEL, reason="补报")
    assert late == (f"第{cell}项已经决定，回避须在决定之前提出；确有影响的请复议",)


def test_observers_speak_and_never_count(one: Built) -> None:
    ready_for_the_meeting(one, TOWNS)
    with one.acting(MEETING) as ctx:
        agenda.convene(ctx, one.campaign, Call(MEETING.date()))
        observers = [Came(code) for code in ("zhunru_yi", "jianshe_yi", "zonghe_shenpi")]
        done = attending.attend(ctx, one.campaign, [*everybody()[:11], *observers])
    word = refused(one, deciding.approve, 1, Said("同意", None, "市场准入一处"))

    assert (done.present, done.observers, len(done.quorum)) == (11, 3, 1)
    assert any("决定人现为“市场准入一处”" in reason for reason in word)


def test_a_decision_belongs_to_its_item(one: Built) -> None:
    numbers = list(ready_for_the_meeting(one, STARS).values())
    convene(one)
    elsewhere = item(one, "cell", "window_star", "county")
    change = Replace(out=numbers[0], into=numbers[2], reason="换", ordered_by=GROUP)

    (reason,) = refused(one, deciding.decide, elsewhere, change)

    assert reason == f"第{elsewhere}项是“窗口服务明星·市、区审批局”，这个决定不属于本项"


def test_a_decision_that_cannot_be_applied_is_refused_and_leaves_no_trace(one: Built) -> None:
    numbers = list(ready_for_the_meeting(one, TOWNS).values())
    convene(one)
    full = Override(application=numbers[0], rules=("R40",), reason="突破", ordered_by=GROUP)
    cell = item(one, "cell", "standard_bearer", "town")

    (reason,) = refused(one, deciding.decide, cell, full)

    with one.house.reading() as ctx:
        assert ctx.session.exec(select(DecisionRow)).all() == []
    assert "没有可以突破的限制" in reason
    assert resolutions(one) == []


def test_r52_a_move_of_places_is_about_both_cells_and_their_members_stand_back(one: Built) -> None:
    ready_for_the_meeting(one, OWN_STAFF | {worker("xq01", "w-3"): 90})
    convene(one)
    cell = item(one, "cell", "advanced_worker", "county")
    move = MovePlaces(
        honour="advanced_worker", source="county", target="bureau", places=1,
        reason="按成绩", ordered_by=GROUP,
    )  # fmt: skip

    votes = refused(one, deciding.decide, cell, move, votes=Votes(18))
    with one.acting(MEETING) as ctx:
        deciding.decide(ctx, one.campaign, cell, move, votes=Votes(16))

    assert votes == ("票数合计18，应等于到会且未回避的16个岗位（回避的不计、不投），请核对",)


def test_a_cell_changed_after_it_was_decided_must_be_taken_up_again(one: Built) -> None:
    numbers = list(ready_for_the_meeting(one, STARS).values())
    convene(one)
    cell = item(one, "cell", "window_star", "hotline")
    with one.acting(MEETING) as ctx:
        deciding.approve_rest(ctx, one.campaign, AS_PROPOSED)
        row = ctx.session.exec(select(Application).where(Application.number == numbers[0])).one()
        row.facts = {**row.facts, "disqualified": "会上查明材料不实"}

    (reason,) = refused(one, concluding.conclude)

    assert reason == f"第{cell}项（窗口服务明星·12345平台）决定之后名单又有变动，请再议一次"


def test_a_vote_that_fails_is_recorded_as_deferred_and_keeps_the_meeting_open(one: Built) -> None:
    ready_for_the_meeting(one, TOWNS)
    convene(one)
    cell = item(one, "cell", "standard_bearer", "town")
    failed = refused(one, deciding.approve, cell, Said("表决", Votes(9, 9)))
    with one.acting(MEETING) as ctx:
        deciding.defer(ctx, one.campaign, cell, Said("未过半数", Votes(9, 9)))
        for other in rows.items_of(ctx, rows.find(ctx, one.campaign)):
            if other.position != cell:
                deciding.approve(ctx, one.campaign, other.position, AS_PROPOSED)

    assert failed == ("同意9票，未达过半数（10票），本项没有通过",)
    assert refused(one, concluding.conclude) == (
        f"第{cell}项（改革创新标兵单位·开发区、镇（街道））暂缓，须续议后再结束会议",
    )


def test_r46_the_list_is_not_confirmed_before_the_windows_ranking_is(one: Built) -> None:
    ready_for_the_meeting(one, WINDOWS)
    convene(one)
    with one.acting(MEETING) as ctx:
        deciding.approve_rest(ctx, one.campaign, AS_PROPOSED)

    reasons = refused(one, concluding.conclude)

    assert [reason.partition("（")[0] for reason in reasons] == ["第1项", "尚待决定：窗口总排名"]


@pytest.mark.parametrize(("next_moves_up", "last"), [(False, "reserve"), (True, "won")])
def test_r53_the_place_of_a_struck_candidate_stays_vacant_unless_the_group_lets_the_next_have_it(
    one: Built, next_moves_up: bool, last: str
) -> None:
    numbers = list(ready_for_the_meeting(one, STARS).values())
    convene(one)
    cell = item(one, "cell", "window_star", "hotline")

    with one.acting(MEETING) as ctx:
        cut = Cut(numbers[0], next_moves_up)
        striking.disqualify(ctx, one.campaign, cell, cut, Said("材料不实"))

    with one.house.reading() as ctx:
        reason = ctx.session.exec(
            select(Placement.reason)
            .join(Application, col(Application.id) == col(Placement.application_id))
            .where(col(Application.number) == numbers[0])
        ).one()
    assert outcomes(one) == dict(zip(numbers, ("withdrawn", "won", last), strict=True))
    assert reason == "取消参评资格：材料不实"


def test_a_meeting_that_is_over_strikes_nobody_from_a_later_ones_agenda(one: Built) -> None:
    numbers = list(ready_for_the_meeting(one, STARS).values())
    confirm(one)
    later = MEETING + timedelta(days=1)
    with one.acting(later) as ctx:
        agenda.convene(ctx, one.campaign, Call(later.date(), "again"))
        agenda.add_cell(ctx, one.campaign, "window_star", "hotline")
    before = outcomes(one)

    reasons = refused(
        one, striking.disqualify, item(one, "cell", "window_star", "hotline"), Cut(numbers[0]),
        Said("材料不实"), meeting=1,
    )  # fmt: skip

    assert "领导小组专题会议（第1次）已经结束" in "".join(reasons)
    assert outcomes(one) == before


def test_everything_wrong_with_a_call_is_told_at_once(one: Built) -> None:
    ready_for_the_meeting(one, TOWNS)
    confirm(one)
    one.close("3.1", MEETING)
    new_year = Call(date(2022, 1, 1), "special")

    reasons = refused(one, agenda.convene, new_year)

    assert [reason[:6] for reason in reasons] == [
        "专题会议已经",
        "会议日期20",
        "会议日期20",
        "2022-0",
    ]


def test_a_meeting_still_to_come_is_neither_attended_nor_decided(one: Built) -> None:
    ready_for_the_meeting(one, TOWNS)
    with one.acting(MEETING) as ctx:
        agenda.convene(ctx, one.campaign, Call(date(2022, 1, 6)))
    told = "日期2022-01-06还没有到（今天是2022-01-05），请填实际发生的日期"

    assert refused(one, attending.attend, everybody()) == (told,)
    assert told in refused(one, deciding.approve, 1, AS_PROPOSED)


def test_unknown_posts_doubles_and_persons_are_named_together(one: Built) -> None:
    ready_for_the_meeting(one, TOWNS)
    with one.acting(MEETING) as ctx:
        agenda.convene(ctx, one.campaign, Call(MEETING.date()))
    came = [Came("某处处长"), Came(INSPECTOR), Came(INSPECTOR, person="nobody")]

    reasons = refused(one, attending.attend, came)

    assert [reason.partition("，")[0] for reason in reasons] == [
        "没有“某处处长”这个岗位或列席单位",
        "名册里没有编号为“nobody”的人员",
        f"“{INSPECTOR}”写了不止一次",
    ]


def test_a_meeting_that_is_over_is_not_decided_on_again(one: Built) -> None:
    ready_for_the_meeting(one, TOWNS)
    number = confirm(one)

    told = f"领导小组专题会议（第1次）已经结束（{number}），再议请另行召集"
    assert told in refused(one, deciding.approve, 1, AS_PROPOSED)
    assert told in refused(one, attending.attend, everybody())
    assert told in refused(one, concluding.conclude)


def test_a_circulation_is_decided_by_the_days_on_its_pages_not_the_day_of_entry(
    campaign: Built,
) -> None:
    """Twelve pages signed in time and entered two days later make the quorum; a late one does not."""
    ready_for_the_meeting(campaign, TOWNS)
    with campaign.acting(MEETING) as ctx:
        agenda.convene(ctx, campaign.campaign, Call(MEETING.date(), "circulated"))
        positions = [i.position for i in rows.items_of(ctx, rows.find(ctx, campaign.campaign))]
    said = {position: Stated(Position.AGREE) for position in positions}
    later = shanghai("2022-01-07")
    posts = [came.post for came in everybody()]
    with campaign.acting(later) as ctx:
        for post in posts[:11]:
            page = Page(post, MEETING.date(), campaign.scan(f"{post}.pdf"), said)
            pages.record_signed(ctx, campaign.campaign, page)
    late = Page(posts[11], MEETING.date() + timedelta(days=1), campaign.scan("迟.pdf"), said)
    with pytest.raises(Refused) as too_late, campaign.acting(later) as ctx:
        pages.record_signed(ctx, campaign.campaign, late)
    with pytest.raises(Refused) as too_few, campaign.acting(later) as ctx:
        deciding.approve_rest(ctx, campaign.campaign, AS_PROPOSED)
    with campaign.acting(later) as ctx:
        page = Page(posts[11], MEETING.date(), campaign.scan("补.pdf"), said)
        pages.record_signed(ctx, campaign.campaign, page)
        deciding.approve_rest(ctx, campaign.campaign, Said("传签同意", Votes(12)))
        concluding.conclude(ctx, campaign.campaign)

    assert too_late.value.reasons == (
        "签署日期2022-01-06晚于2022年1月5日（周三），不能计入；确有需要请复议",
    )
    assert len(too_few.value.reasons) == len(positions)
    assert "（12个），现为11个" in too_few.value.reasons[0]
    with campaign.house.reading() as ctx:
        minutes = papers.find(ctx, campaign.campaign, MINUTES)
        kept = attachments.of(ctx, Owner("meeting", 1))
    assert minutes is not None
    assert len(kept) == 12
    assert [(file.note, file.sha256) for file in kept] == [
        (page["post"], page["sha256"]) for page in minutes.facts["pages"]
    ]


def test_everything_wrong_with_a_page_is_told_at_once(one: Built) -> None:
    ready_for_the_meeting(one, TOWNS)
    convene(one)
    page = Page("局长", date(2022, 1, 6), one.scan("页.pdf"), {99: Stated(Position.AGREE)})

    assert len(refused(one, pages.record_signed, page)) == 4


def test_a_vacancy_by_decision_is_a_change_of_its_cell(one: Built) -> None:
    numbers = list(ready_for_the_meeting(one, STARS).values())
    convene(one)
    cell = item(one, "cell", "window_star", "hotline")
    vacant = LeaveVacant(
        honour="window_star", cell="hotline", places=1, reason="宁缺毋滥", ordered_by=GROUP
    )

    with one.acting(MEETING) as ctx:
        deciding.decide(ctx, one.campaign, cell, vacant)

    assert resolutions(one)[0].result == {"places": 2, "winners": [numbers[0]], "vacant": 1}
