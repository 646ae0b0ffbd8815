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


CATALOGUE: Mapping[str, PaperKind] = {
    kind.code: kind
    for kind in (
        PaperKind("leading-group", "领导小组成员调整通知"),
        PaperKind("implementation-opinion", "实施意见及印发通知"),
        PaperKind("evaluation-notice", "考评通知"),
        PaperKind("commendation", "表扬通报"),
        PaperKind("circular", "情况通报"),
    )
}
