"""Invented values for every kind of message, for the preview page and the tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

_ZONE = ZoneInfo("Asia/Shanghai")
_DAY = date(2021, 12, 17)
_DUE = "2021年12月20日 24:00"
_LATER = "2021年12月24日 24:00"

_TO_UNIT: Mapping[str, object] = {
    "recipient_name": "甄示例",
    "recipient_post": "联系人",
    "unit_name": "示范区行政审批局",
    "campaign_title": "“双争双创”主题活动（第三届）",
    "office_name": "活动领导小组办公室",
    "today": _DAY,
}
_TO_OFFICE: Mapping[str, object] = {
    **_TO_UNIT,
    "recipient_name": "",
    "recipient_post": "办公室主任",
    "unit_name": "示例市行政审批局",
}
_APPLICATION: Mapping[str, object] = {
    "application_number": "2021-BB-0042",
    "application_title": "示范事项“零跑动”改革",
}
_MOVED: Mapping[str, object] = {
    "step_title": "申报材料",
    "old_due_text": _DUE,
    "new_due_text": _LATER,
    "reason": "台风停工一天",
    "ordered_by": "办公室主任",
}

SAMPLES: Mapping[str, Mapping[str, object]] = {
    "reminder": {
        **_TO_UNIT,
        "items": [
            {
                "title": "申报材料",
                "step": "2.2",
                "due_text": _DUE,
                "working_days_left": 1,
                "why_date": "考评工作时间安排表定为12月20日",
                "how": "登录系统填报并上传盖章件，也可送交纸质材料",
                "ladder_note": "第2次提醒（T-1）",
            },
            {
                "title": "争创措施",
                "step": "1.3",
                "due_text": "2021年12月15日 24:00",
                "working_days_left": -2,
                "why_date": "11月30日到期，经批准延至12月15日",
                "how": "在系统中登记措施和对照检查结果",
                "ladder_note": "第5次提醒（T+1）",
            },
        ],
        "blocked": [{"title": "现场察看", "by": "督查处安排时间"}],
    },
    "notice_issued": {
        **_TO_UNIT,
        "notice_title": "考评通知",
        "notice_number": "示例〔2021〕8号",
        "issued_on": date(2021, 12, 1),
        "summary": "12月20日前报送申报材料，时间安排见附表",
        "link": "https://pingxuan.example/my",
        "acknowledge_by": "2021年12月3日 24:00",
        "how": "登录系统点击“签收”，或电话告知办公室代为登记",
    },
    "deadline_moved": {**_TO_UNIT, **_MOVED},
    "extension_granted": {**_TO_UNIT, **_MOVED, "scope_text": "仅限贵单位"},
    "returned_for_correction": {
        **_TO_UNIT,
        **_APPLICATION,
        "corrections": ["启动时间未填写", "成效数据缺少来源"],
        "due_text": _LATER,
        "how": "在原申报上修改后重新提交，编号不变",
    },
    "application_received": {
        **_TO_UNIT,
        **_APPLICATION,
        "received_at": datetime(2021, 12, 17, 16, 5, tzinfo=_ZONE),
        "received_how": "网上提交",
        "next_step": "资格审查",
    },
    "blocked_reminder": {
        **_TO_OFFICE,
        "items": [
            {
                "title": "印发考评通知",
                "due_text": "2021年12月1日 24:00",
                "working_days_left": 0,
                "what": "签发并登记文号",
                "waiting": ["示范区行政审批局", "样板镇为民服务中心"],
            }
        ],
    },
    "escalation": {
        **_TO_OFFICE,
        "step_title": "申报材料",
        "due_text": _DUE,
        "total": 180,
        "done": 178,
        "units": [
            {
                "unit_name": "样板镇为民服务中心",
                "working_days_left": -3,
                "reminders": 4,
                "contact": "贾设名",
            },
            {
                "unit_name": "示范街道为民服务中心",
                "working_days_left": -3,
                "reminders": 4,
                "contact": "",
            },
        ],
        "advice": "由牵头处室电话联系，确有困难的按程序申请延期",
    },
    "address_failed": {
        **_TO_OFFICE,
        "failed_unit": "样板镇为民服务中心",
        "failed_person": "贾设名",
        "channel_name": "电子邮件",
        "address": "jia@example.invalid",
        "reason": "550 no such user",
        "message_title": "待办提醒",
        "next_channel": "短信",
    },
    "result_notice": {
        **_TO_UNIT,
        **_APPLICATION,
        "honour_title": "改革创新标兵单位",
        "result_text": "获评",
        "explanation": "分组得分第1名，名额内",
        "decided_by": "领导小组专题会议",
        "decided_on": date(2022, 1, 6),
    },
    "objection_received": {
        **_TO_UNIT,
        "objection_number": "2021-YY-003",
        "subject_title": "对拟表扬名单的异议",
        "received_at": datetime(2021, 12, 17, 9, 12, tzinfo=_ZONE),
        "handled_by": "办公室",
        "answer_by": _LATER,
    },
    "office_task": {
        **_TO_OFFICE,
        "title": "补录纸质申报",
        "detail": "样板镇为民服务中心送来纸质材料1份",
        "why": "该单位暂无登录账号",
        "how": "在“代为办理”中登记实际收到日期并上传扫描件",
        "due_text": _DUE,
    },
}

CHAT_SAMPLE: Mapping[str, object] = {
    "campaign_title": _TO_UNIT["campaign_title"],
    "office_name": _TO_UNIT["office_name"],
    "today": _DAY,
    "items": [
        {
            "title": "申报材料",
            "step": "2.2",
            "due_text": _DUE,
            "working_days_left": 1,
            "how": "登录系统填报并上传盖章件",
            "units": ["示范区行政审批局", "样板镇为民服务中心"],
        }
    ],
}
