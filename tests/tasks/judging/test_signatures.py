"""A17: group leads sign the figures, honour leads the totals; a change afterwards voids both."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from sqlmodel import col, select, update

from models import SCALE, Application, OfficeTask, Score, Signature
from records.workbooks.sheets import EvaluationRow, evaluation_layout
from rules.identity import Identity
from tasks import dossier, evaluation, notices, signatures
from tasks.campaigns import definition_of
from tasks.candidates import competing_of
from tasks.imports.scores import import_scores
from tasks.signatures import Under
from tests.support.bench import NOW, PLAN, Bench, bench
from tests.support.campaign_builder import shanghai
from tests.support.scored import give_scores
from tests.support.signing import sign_all
from tests.support.stated import collective, worker

G4 = ("督查处（分中心（专厅）和进驻窗口组）", "综合审批处（分中心（专厅）和进驻窗口组）")
COLLECTIVE = ("督查处（为民服务工作先进集体）", "审批制度改革处（为民服务工作先进集体）")
DIRECTOR, NAMESAKE = Identity("person:9001", "王芳"), Identity("person:9002", "王芳")
"""Two people of one name."""
LEAD, COOPERATING = (Under("group", "g4", office, "处长") for office in ("ducha", "zonghe_shenpi"))


@pytest.fixture
def judging(tmp_path: Path) -> Iterator[Bench]:
    """A window and a branch hall, both fully scored by two evaluators."""
    entries = (collective("ck001"), collective("fz01"))
    with bench(tmp_path, entries=entries) as made:
        give_scores(made.campaign, dict.fromkeys(numbers(made), 88))
        with made.campaign.acting(NOW) as ctx:
            ctx.session.add(
                Score(
                    campaign_id=made.id,
                    component="materials",
                    candidate=numbers(made)[1],
                    source="评委乙",
                    scaled=88 * SCALE,
                )
            )
        yield made


def numbers(judging: Bench) -> list[str]:
    with judging.campaign.acting(NOW) as ctx:
        return list(ctx.session.exec(select(Application.number).order_by(col(Application.id))))


def owing(judging: Bench) -> tuple[str, ...]:
    with judging.campaign.acting(NOW) as ctx:
        plan = definition_of(ctx, judging.id)
        competing = competing_of(ctx, judging.id, plan)
        missing = signatures.missing(ctx, judging.id, plan, competing)
        return tuple(signatures.told(one, plan) for one in missing)


def rescore(judging: Bench, **points: int) -> None:
    """Other scores for the hall's papers, by evaluator; they come as a sheet does."""
    rows = [
        EvaluationRow(judge, numbers(judging)[1], "materials", Decimal(given))
        for judge, given in points.items()
    ]
    judging.do(import_scores, judging.file(evaluation_layout(PLAN), rows))


def test_group_lead_and_cooperating_office_and_all_honour_leads_owe(judging: Bench) -> None:
    assert owing(judging)[:2] == G4
    assert set(owing(judging)[2:]) == {
        f"{PLAN.office(code).short}（为民服务工作先进集体）"
        for code in PLAN.honour("service_collective").leads
    }
    assert len(PLAN.honour("service_collective").leads) == 2


def test_an_honour_waits_for_its_groups_and_every_signature_is_told(judging: Bench) -> None:
    lead = PLAN.honour("service_collective").leads[0]
    early = judging.refused(
        signatures.sign, Under("honour", "service_collective", lead, "处长"), DIRECTOR
    )
    first = judging.do(signatures.sign, LEAD, DIRECTOR)
    half = owing(judging)
    sign_all(judging.campaign, NOW)

    assert early == tuple(f"请先由{who}签字" for who in G4)
    assert half[0] == G4[1]
    assert owing(judging) == ()
    told = [
        (entry.subject, (entry.payload or {})["digest"])
        for entry in judging.told("signature.given")
    ]
    assert told[0] == ("group:g4:ducha", first)
    assert len(told) == 4


def test_everything_that_stands_in_the_way_of_a_signature_is_told(judging: Bench) -> None:
    with judging.campaign.acting(NOW) as ctx:
        ctx.session.execute(
            update(Score).where(col(Score.component) == "materials").values(component="gone")
        )

    lacking = judging.refused(signatures.sign, Under("group", "g4", "ducha", " "), DIRECTOR)
    stranger = judging.refused(signatures.sign, Under("group", "g4", "renshi", "处长"), DIRECTOR)
    nobody = judging.refused(signatures.sign, Under("group", "g2", "renshi", "处长"), DIRECTOR)

    number = numbers(judging)[1]
    assert lacking == ("请写明由哪个岗位签字或决定", f"还有1件得分不全，不能签字：{number}")
    assert stranger[0] == f"分组“g4”不由“renshi”签字，应签字的：{'、'.join(G4)}"
    assert nobody == ("分组“g2”不由“renshi”签字，应签字的：没有参评的申报，不用签字",)


def test_signing_twice_is_refused_while_nothing_changed(judging: Bench) -> None:
    judging.do(signatures.sign, LEAD, DIRECTOR)

    assert judging.refused(signatures.sign, LEAD, DIRECTOR) == (
        f"{G4[0]}已经签字或免签，得分没有变动",
    )


def test_two_people_of_one_name_sign_for_two_offices_and_one_with_both_posts_for_one(
    judging: Bench,
) -> None:
    judging.do(signatures.sign, LEAD, DIRECTOR)
    second = judging.refused(signatures.sign, COOPERATING, Identity(DIRECTOR.key, "王主任"))
    unknown = judging.refused(signatures.sign, COOPERATING)
    judging.do(signatures.sign, COOPERATING, NAMESAKE)

    signed = [(row["office"], row["signer"], row["signer_key"]) for row in judging.all(Signature)]
    assert second == ("王主任已经代表督查处签过，两处须由两人签字，请由综合审批处的其他人签",)
    assert unknown == ("请写明由谁签字（账号名或人员编码）",)
    assert signed == [
        ("ducha", "王芳", "person:9001"), ("zonghe_shenpi", "王芳", "person:9002"),
    ]  # fmt: skip


def test_whoever_signed_for_the_group_may_sign_for_the_honour(judging: Bench) -> None:
    lead = next(c for c in PLAN.honour("service_collective").leads if c == LEAD.office)
    judging.do(signatures.sign, LEAD, DIRECTOR)
    judging.do(signatures.sign, COOPERATING, NAMESAKE)
    judging.do(signatures.sign, Under("honour", "service_collective", lead, "处长"), DIRECTOR)

    assert len(judging.told("signature.given")) == 3


def test_a_score_that_changes_afterwards_voids_and_raises_a_task(judging: Bench) -> None:
    sign_all(judging.campaign, NOW)

    rescore(judging, 评委乙=90)

    void = [(row["office"], row["kind"]) for row in judging.all(Signature) if row["voided_at"]]
    texts = [task["text"] for task in judging.all(OfficeTask) if task["kind"] == "signature"]
    assert len(void) == 4
    assert texts[0] == f"得分在签字后有变动，{G4[0]}的签字已作废，请核对后重新签字"
    assert len(owing(judging)) == 4
    assert len(judging.told("signature.voided")) == 4
    assert sign_all(judging.campaign, NOW) == 4
    assert owing(judging) == ()
    done = {task["text"]: task["outcome"] for task in judging.all(OfficeTask) if task["done_at"]}
    assert set(done) == set(texts), "the office is still asked for what has been signed again"
    assert all(outcome.endswith("已重新签字") for outcome in done.values())


def test_two_changes_that_make_up_for_each_other_void_the_groups_but_not_the_totals(
    judging: Bench,
) -> None:
    sign_all(judging.campaign, NOW)

    rescore(judging, 虚构评委=87, 评委乙=89)

    assert owing(judging) == G4


def test_importing_the_same_scores_again_voids_nothing(judging: Bench) -> None:
    sign_all(judging.campaign, NOW)

    rescore(judging, 评委乙=88)

    assert owing(judging) == ()


def test_a_change_that_nobody_voided_yet_still_owes(judging: Bench) -> None:
    sign_all(judging.campaign, NOW)

    with judging.campaign.acting(NOW) as ctx:
        changed = update(Score).where(col(Score.component) == "materials")
        ctx.session.execute(changed.values(scaled=89 * SCALE))

    assert len(owing(judging)) == 4


def test_a_waiver_needs_its_reason_and_stays_whatever_changes(judging: Bench) -> None:
    reasons = judging.refused(signatures.waive, COOPERATING, reason=" ")
    judging.do(signatures.waive, COOPERATING, reason="处室撤并，由牵头处室负责")

    sign_all(judging.campaign, NOW)
    rescore(judging, 评委乙=90)

    assert reasons == ("请写明免签的理由",)
    assert G4[1] not in owing(judging)
    [entry] = judging.told("signature.waived")
    assert (entry.subject, entry.why) == ("group:g4:zonghe_shenpi", "处室撤并，由牵头处室负责")


def test_the_dossier_waits_for_every_signature_and_progress_names_who_owes(
    judging: Bench,
) -> None:
    judging.campaign.open("2.1", shanghai("2021-12-01"))
    with judging.campaign.acting(shanghai("2021-12-01")) as ctx:
        notices.issue(ctx, judging.id, "2.1")
    judging.campaign.open("2.3", shanghai("2021-12-20"))
    judging.campaign.open("2.4", shanghai("2021-12-23"))
    judging.do(signatures.sign, LEAD, DIRECTOR)

    progress = judging.do(evaluation.advance, "2.3")
    [reason] = judging.refused(dossier.compile_when_complete, "2.4")
    for one in (COOPERATING,):
        judging.do(signatures.waive, one, reason="领导小组同意")
    sign_all(judging.campaign, NOW)
    compiled = judging.do(dossier.compile_when_complete, "2.4")

    assert progress.unsigned[0] == G4[1]
    assert progress.row()["待签字"] == "、".join(progress.unsigned)
    assert reason == (
        f"得分还没有全部签字，不能汇总综合材料，待签字：{'、'.join(progress.unsigned)}（说明2）"
    )
    assert compiled.candidates == 2


def test_only_groups_and_honours_with_candidates_owe(tmp_path: Path) -> None:
    with bench(tmp_path, entries=[worker("renshi", "renshi-contact")]) as made:
        assert owing(made) == (
            "人事处（局机关和直属单位（个人）组）",
            "人事处（先进工作者）",
        )


def test_a_file_that_asks_for_no_signatures_has_none_missing(tmp_path: Path) -> None:
    with bench(tmp_path, entries=[collective("fz01")], signatures="none") as made:
        assert owing(made) == ()
