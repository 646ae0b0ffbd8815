"""Terms of personal data: logs stay as long as the law asks, and what stays with an item has one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.definition.archive import PersonalKind
from rules.lint.remarks import Remark, Surroundings
from rules.personal_data import ITEM_OF, LOGS_AT_LEAST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.definition import Campaign


def check_personal_data(campaign: Campaign, _around: Surroundings) -> Iterator[Remark]:
    months = campaign.archive.months(PersonalKind.LOG_DETAILS)
    if months < LOGS_AT_LEAST:
        message = f"日志附记只保存 {months} 个月，少于网络安全法要求的 {LOGS_AT_LEAST} 个月。"
        hint = f"请写 {LOGS_AT_LEAST} 或更多。"
        yield Remark(("archive", "personal", "log_details"), "error", "logs-too-short", message, hint)  # fmt: skip
    for place, kind in enumerate(campaign.archive.kept_with_item):
        if kind not in ITEM_OF:
            message = f"{kind.value} 不归入任何一件档案，不能随档案保存。"
            hint = f"可选：{'、'.join(sorted(ITEM_OF))}。"
            yield Remark(("archive", "kept_with_item", place), "error", "kept-with-no-item", message, hint)  # fmt: skip
