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
    form: Form = Form.DOCUMENT
    sealed: bool = True
    signed: bool = True
    """Minutes bear neither signature nor seal (clause 10.3)."""
    wide: bool = False
    """Landscape, for registers of many columns."""


CATALOGUE: Mapping[str, PaperKind] = {
    kind.code: kind
    for kind in (
        PaperKind("leading-group", "领导小组成员调整通知"),
        PaperKind("implementation-opinion", "实施意见及印发通知"),
        PaperKind("evaluation-notice", "考评通知"),
        PaperKind("commendation", "表扬通报"),
        PaperKind("circular", "情况通报"),
        PaperKind("opinion-request", "征求意见函", Form.LETTER),
        PaperKind("minutes", "领导小组会议纪要", Form.MINUTES, signed=False),
        PaperKind("public-notice", "名单公示", Form.PLAIN),
        PaperKind("withdrawal", "撤销荣誉通报"),
        PaperKind("recall", "撤回公文的通知"),
        # Working papers, from the first visit to the casebook.
        PaperKind("visit-record", "调研座谈记录", Form.PLAIN, signed=False),
        PaperKind("register-applied", "申报汇总表", Form.PLAIN, signed=False, wide=True),
        PaperKind("form-project", "项目申报表", Form.PLAIN, signed=False),
        PaperKind("form-unit", "单位申报表", Form.PLAIN, signed=False),
        PaperKind("form-person", "个人推荐表", Form.PLAIN, signed=False),
        PaperKind("eligibility-table", "资格审查表", Form.PLAIN, signed=False, wide=True),
        PaperKind("record-sheet", "考评记录表（空白）", Form.PLAIN, signed=False),
        PaperKind("record-filled", "考评记录", Form.PLAIN, signed=False),
        PaperKind("ballot", "民主测评票", Form.PLAIN, signed=False),
        PaperKind("tally-sheet", "计票单", Form.PLAIN, signed=False),
        PaperKind("tally-result", "计票结果", Form.PLAIN, signed=False, wide=True),
        PaperKind("bimonthly-table", "双月度得分表", Form.PLAIN, signed=False, wide=True),
        PaperKind("score-table", "综合评分排名表", Form.PLAIN, signed=False, wide=True),
        PaperKind("register-proposed", "推荐汇总表", Form.PLAIN, signed=False, wide=True),
        PaperKind("opinion-table", "征求意见表", Form.PLAIN, signed=False, wide=True),
        PaperKind("candidate-dossier", "候选对象综合材料", Form.PLAIN, signed=False),
        PaperKind("meeting-agenda", "领导小组会议议程", Form.PLAIN, signed=False),
        PaperKind("signoff-sheet", "发文签批单", Form.PLAIN, signed=False),
        PaperKind("objection-form", "公示异议登记表", Form.PLAIN, signed=False),
        PaperKind("objection-sheet", "异议处理单", Form.PLAIN, signed=False),
        PaperKind("publicity-report", "公示情况报告", Form.PLAIN),
        PaperKind("summary-invitation", "年度总结会议通知", Form.LETTER),
        PaperKind("summary-programme", "年度总结会议议程", Form.PLAIN, sealed=False),
        PaperKind("attendance-list", "签到表", Form.PLAIN, signed=False),
        PaperKind("plaques", "奖牌文字清单", Form.PLAIN, signed=False),
        PaperKind("report-upward", "上报情况报告"),
        PaperKind("delivery-register", "送达登记表", Form.PLAIN, signed=False),
        PaperKind("summary-report", "工作总结", Form.PLAIN),
        PaperKind("casebook", "先进事迹汇编", Form.PLAIN, signed=False),
    )
}
