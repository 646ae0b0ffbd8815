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
    )
}
