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
    )
}
