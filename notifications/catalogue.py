"""Every kind of message: its names, whether it waits for the office, and where its templates are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A message the house can send; its templates stand in `templates/<code>/`."""

    code: str
    name: str
    name_en: str
    bulk: bool = False
    """Goes to many at once and so waits, held, until the office releases it."""


_ALL = (
    Kind("reminder", "待办提醒", "Reminder of what is owed"),
    Kind("notice_issued", "通知印发", "Notice issued, to be acknowledged", bulk=True),
    Kind("deadline_moved", "期限调整", "Deadline moved"),
    Kind("extension_granted", "延期批准", "Extension granted"),
    Kind("returned_for_correction", "退回补正", "Returned for correction"),
    Kind("application_received", "申报回执", "Receipt of an application"),
    Kind("blocked_reminder", "前置事项提醒", "Others are waiting for you"),
    Kind("escalation", "逾期报告", "Report on units behind"),
    Kind("address_failed", "地址失效", "Address failed"),
    Kind("result_notice", "结果告知", "Result", bulk=True),
    Kind("objection_received", "异议受理", "Objection received"),
    Kind("office_task", "办公室事项", "Task for the office"),
)

CATALOGUE: Mapping[str, Kind] = {kind.code: kind for kind in _ALL}
