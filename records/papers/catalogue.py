"""The papers that a campaign writes: what each is called, its form, and the template of its text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from records.papers.document import Form


@dataclass(frozen=True, slots=True)
class PaperKind:
    """One entry: a template of this code stands in `templates/`."""

    code: str
    name: str
    name_en: str
    form: Form = Form.DOCUMENT
    sealed: bool = True
    signed: bool = True
    """Minutes bear neither signature nor seal (clause 10.3)."""
    wide: bool = False
    """Landscape, for registers of many columns."""


CATALOGUE: Mapping[str, PaperKind] = {
    kind.code: kind
    for kind in (
        PaperKind("leading-group", "领导小组成员调整通知", "Leading group"),
        PaperKind("implementation-opinion", "实施意见及印发通知", "Implementation opinion"),
        PaperKind("evaluation-notice", "考评通知", "Evaluation notice"),
        PaperKind("commendation", "表扬通报", "Commendation"),
        PaperKind("circular", "情况通报", "Circular on the result"),
        PaperKind("opinion-request", "征求意见函", "Request for opinions", Form.LETTER),
        PaperKind(
            "minutes",
            "领导小组会议纪要",
            "Minutes of the leading group",
            Form.MINUTES,
            signed=False,
        ),
        PaperKind("public-notice", "名单公示", "Public notice of the list", Form.PLAIN),
        PaperKind("withdrawal", "撤销荣誉通报", "Withdrawal of an honour"),
        PaperKind("recall", "撤回公文的通知", "Withdrawal of a paper"),
        # Working papers, from the first visit to the casebook.
        PaperKind(
            "visit-record",
            "调研座谈记录",
            "Records of visits and symposia",
            Form.PLAIN,
            signed=False,
        ),
        PaperKind(
            "register-applied",
            "申报汇总表",
            "Register of applications",
            Form.PLAIN,
            signed=False,
            wide=True,
        ),
        PaperKind("form-project", "项目申报表", "Project applications", Form.PLAIN, signed=False),
        PaperKind("form-unit", "单位申报表", "Unit applications", Form.PLAIN, signed=False),
        PaperKind(
            "form-person", "个人推荐表", "Recommendations of persons", Form.PLAIN, signed=False
        ),
        PaperKind(
            "eligibility-table",
            "资格审查表",
            "Eligibility table",
            Form.PLAIN,
            signed=False,
            wide=True,
        ),
        PaperKind(
            "record-sheet", "考评记录表（空白）", "Record sheets (empty)", Form.PLAIN, signed=False
        ),
        PaperKind("record-filled", "考评记录", "Records of evaluation", Form.PLAIN, signed=False),
        PaperKind("ballot", "民主测评票", "Voting slip", Form.PLAIN, signed=False),
        PaperKind("tally-sheet", "计票单", "Tally sheet", Form.PLAIN, signed=False),
        PaperKind(
            "tally-result", "计票结果", "Result of the count", Form.PLAIN, signed=False, wide=True
        ),
        PaperKind(
            "bimonthly-table",
            "双月度得分表",
            "Bimonthly scores",
            Form.PLAIN,
            signed=False,
            wide=True,
        ),
        PaperKind(
            "score-table",
            "综合评分排名表",
            "Scores and ranking",
            Form.PLAIN,
            signed=False,
            wide=True,
        ),
        PaperKind(
            "register-proposed",
            "推荐汇总表",
            "Register of recommendations",
            Form.PLAIN,
            signed=False,
            wide=True,
        ),
        PaperKind(
            "opinion-table", "征求意见表", "Table of opinions", Form.PLAIN, signed=False, wide=True
        ),
        PaperKind(
            "candidate-dossier",
            "候选对象综合材料",
            "Dossiers of candidates",
            Form.PLAIN,
            signed=False,
        ),
        PaperKind(
            "meeting-agenda",
            "领导小组会议议程",
            "Agenda of the leading group",
            Form.PLAIN,
            signed=False,
        ),
        PaperKind("signoff-sheet", "发文签批单", "Sign-off sheet", Form.PLAIN, signed=False),
        PaperKind("objection-form", "公示异议登记表", "Objection form", Form.PLAIN, signed=False),
        PaperKind(
            "objection-sheet", "异议处理单", "Handling of objections", Form.PLAIN, signed=False
        ),
        PaperKind("publicity-report", "公示情况报告", "Report on the public notice", Form.PLAIN),
        PaperKind(
            "summary-invitation",
            "年度总结会议通知",
            "Invitation to the summary meeting",
            Form.LETTER,
        ),
        PaperKind(
            "summary-programme",
            "年度总结会议议程",
            "Programme of the summary meeting",
            Form.PLAIN,
            sealed=False,
        ),
        PaperKind("attendance-list", "签到表", "Sign-in list", Form.PLAIN, signed=False),
        PaperKind("plaques", "奖牌文字清单", "Texts of plaques", Form.PLAIN, signed=False),
        PaperKind("report-upward", "上报情况报告", "Report to superior bodies"),
        PaperKind(
            "delivery-register", "送达登记表", "Register of delivery", Form.PLAIN, signed=False
        ),
        PaperKind("summary-report", "工作总结", "Summary report", Form.PLAIN),
        PaperKind("casebook", "先进事迹汇编", "Casebook", Form.PLAIN, signed=False),
    )
}
