"""`meeting`, `opinions`, `objection` and `honours` as the office types them: words and exit codes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from sqlmodel import select
from typer.testing import CliRunner, Result

from cli.main import app
from config.settings import Settings
from models import SignedPage, migrate
from tasks import opinions
from tasks.clocks import SimulatedClock
from tests.support import files
from tests.support.campaign_builder import Built, built
from tests.support.judged import MEETING, ready_for_the_meeting
from tests.support.stated import bearer, star

STARS = {star("rx01", f"p-{n}", candidate=f"示例{n}"): 90 - n for n in range(1, 4)}
WHY = ("--reason", "经研究同意")


@pytest.fixture
def campaign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Built]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PINGXUAN_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    # Commands go by the machine's clock, which is years past the shipped campaign.
    monkeypatch.setattr("tasks.context.SystemClock", lambda: SimulatedClock(MEETING))
    with built(Settings().home) as made:
        with made.house.engine.begin() as connection:
            command.stamp(migrate._config(connection), "head")
        ready_for_the_meeting(made, STARS | {bearer("zh001"): 90})
        yield made


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def told(*arguments: str) -> str:
    done = run(*arguments)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.usefixtures("campaign")
def test_a_meeting_from_the_call_to_the_minutes() -> None:
    called = told("meeting", "agenda", "--held-on", "2022-01-05")
    came = told("meeting", "attend", "all", "人事处处长=副处长代", "准入一处")
    rest = told("meeting", "decide", "rest", "approve", *WHY)
    minutes = told("meeting", "minutes")

    assert "领导小组专题会议（第1次）" in called
    assert came == "到会 present 18/18，列席 observers 1\n"
    assert rest.endswith("项按建议通过 approved\n")
    assert minutes.startswith("已形成纪要 minutes 评选〔2022〕")


@pytest.mark.usefixtures("campaign")
def test_every_reason_against_a_decision_stands_on_a_line_of_its_own() -> None:
    told("meeting", "agenda", "--held-on", "2022-01-05")

    done = run("meeting", "decide", "1", "approve", "--by", "办公室")

    assert (done.exit_code, done.output.splitlines()) == (
        1,
        [
            "· 领导小组共18个岗位，到会须达三分之二（12个），现为0个",
            "· 请写明决定的理由",
            "· 名单由领导小组专题会议决定，决定人现为“办公室”，请填领导小组或其组成岗位（四·第三阶段·1）",
            (
                "· 本项须回避0个岗位，其余18个中到会须达三分之二且不少于3个（12个），现为0个；"
                "可改期再议，或请未到会的岗位签署书面意见"
            ),
        ],
    )


def test_a_page_is_printed_for_a_member_and_his_signed_one_kept_with_its_digest(
    campaign: Built, tmp_path: Path
) -> None:
    told("meeting", "agenda", "--held-on", "2022-01-05", "--kind", "circulated")
    told("meeting", "printout", "督查处处长", "--out", str(tmp_path / "页"))
    told("meeting", "printout", "督查处处长", "--out", str(tmp_path / "页"), "--format", "xlsx")
    scan = tmp_path / "扫描.pdf"
    scan.write_bytes(files.pdf())

    kept = told(
        "meeting",
        "signed",
        "督查处处长",
        str(scan),
        "1=同意",
        "2=不同意:再议",
        "--on",
        "2022-01-05",
    )

    digest = hashlib.sha256(files.pdf()).hexdigest()
    assert kept == f"已登记督查处处长的书面意见：2 项，扫描件 {digest[:12]}…\n"
    with campaign.house.reading() as ctx:
        page = ctx.session.exec(select(SignedPage)).one()
    assert (page.scan_name, page.scan_sha256) == ("扫描.pdf", digest)
    assert page.positions == {
        "1": {"said": "agree", "opinion": ""},
        "2": {"said": "disagree", "opinion": "再议"},
    }
    assert sorted(p.suffix for p in (tmp_path / "页").iterdir()) == [".html", ".xlsx"]
    assert "签名：" in next((tmp_path / "页").glob("*.html")).read_text("utf-8")


@pytest.mark.usefixtures("campaign")
def test_an_anonymous_letter_is_told_to_be_an_enquiry_and_listed() -> None:
    done = told(
        "objection", "register", "反映问题", "--on", "2022-01-05", "--signature", "anonymous"
    )
    listed = told("objection", "list")

    assert "按疑问和建议登记" in done
    assert "SZSC-2021-YY-001" in listed


@pytest.mark.usefixtures("campaign")
def test_lists_are_empty_without_anything_to_show_and_a_missing_request_is_named() -> None:
    chase = run("opinions", "chase")

    assert (chase.exit_code, chase.output) == (1, "· 还没有发出征求意见的函\n")
    assert "2022年标兵窗口" in told("honours", "windows", "2022")
    assert "名单现状" in told("honours", "list")


def test_a_reply_is_entered_by_letter_and_an_objection_ruled_on(campaign: Built) -> None:
    with campaign.acting(MEETING) as ctx:
        opinions.request_and_check(ctx, campaign.campaign, "opinions")
    letter = ("--document", "虚构函1号", "--on", "2022-01-05")
    against = ("--objection", "SZSC-2021-0001=待核", "--others", "none")

    entered = told("opinions", "reply", "credit", *letter, *against)
    ruled = told("opinions", "rule", "credit", "SZSC-2021-0001", *WHY, "--by", "组长")
    shown = told("opinions", "show")

    assert (entered, ruled) == ("已登记 4 项答复 answers\n", "已认定。Settled.\n")
    assert (shown.count("有异议"), shown.count("无异议"), shown.count("未回复")) == (1, 3, 8)
