"""Invented facts for every kind of paper, to preview a template before anything is issued."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from records.papers.grids import Facts
from records.papers.materials.samples import SAMPLES as MATERIALS

ALWAYS: Facts = MappingProxyType(
    {
        "campaign": "“双争双创”主题活动（第三届）",
        "short": "“双争双创”主题活动",
        "wording": "表扬",
        "office": "示例办公室",
    }
)
_WINNERS = {
    "窗口服务明星": [
        {"number": "SL-0001", "candidate": "甄示例", "unit": "示例一窗口", "shown": "甄示例（示例一窗口）"},
        {"number": "SL-0002", "candidate": "贾设名", "unit": "示例二窗口", "shown": "贾设名（示例二窗口）"},
    ],
    "示例集体": [
        {"number": "SL-0003", "candidate": "示例三窗口", "unit": "示例三窗口", "shown": "示例三窗口"}
    ],
}  # fmt: skip
_HONOUR = {
    "name": "窗口服务明星", "subject": "person", "way": "recommendation", "total": 10,
    "criteria": ["群众评价好", "全年无有效投诉"], "leads": ["示例处"], "cooperating": ["示例二处"],
    "cells": [{"name": "窗口", "places": 10, "soft": True}],
}  # fmt: skip
_SCHEME: Facts = {
    "kinds": ["示例类单位"],
    "task_areas": [{"name": "示例目标", "gist": "示例要点"}],
    "phases": [
        {
            "name": "示例阶段", "opens": "2021-06-18", "closes": "2021-11-30",
            "steps": [
                {"name": "示例环节", "by": "示例办公室", "output": "示例成果", "in_notice": True}
            ],
        }
    ],
    "places": 99,
    "honours": [_HONOUR],
    "groups": [
        {"name": "示例组", "lead": "示例处", "cooperating": ["示例二处"], "own_method": False}
    ],
}  # fmt: skip
_NOTICE: Facts = {
    **_SCHEME,
    "issued_on": "2021-12-01", "issuer": "示例市行政审批局", "output": "示例成果",
    "clause": "四·示例", "in_notice": True, "basis": ["示例〔2020〕1号 示例文件"],
}  # fmt: skip
_ITEM = {
    "no": 1, "kind": "cell", "title": "窗口服务明星·窗口", "said": [
        {"by": "示例列席单位", "observer": True, "text": "没有意见"}
    ],
    "proposal": {"places": 10, "vacant": 1, "winners": [{"name": "甄示例"}]},
    "resolutions": [
        {
            "outcome": "approved", "decision": "", "reason": "同意建议", "ordered_by": "",
            "votes": {"agree": 15, "disagree": 1, "abstain": 1}, "voters": 17,
            "recused": ["示例处处长"], "result": {"winners": ["SL-0001"], "vacant": 1},
        }
    ],
}  # fmt: skip

SAMPLES: Mapping[str, Facts] = MappingProxyType(
    {
        **MATERIALS,
        "leading-group": {
            **_NOTICE,
            "posts": {
                "head": "示例局长", "deputies": ["示例副局长"], "members": ["示例处处长"],
                "office": "示例办公室", "office_head": "示例主任", "observers": ["示例列席单位"],
            },
        },
        "implementation-opinion": _NOTICE,
        "evaluation-notice": {
            **_NOTICE,
            "timetable": [
                {
                    "step": "2.2", "name": "申报", "opens": "2021-12-02", "closes": "2021-12-22",
                    "by": "各参与单位", "duties": [{"title": "申报材料", "due": "2021-12-17"}],
                }
            ],
        },
        "commendation": {
            "meeting_on": "2022-01-14", "winners": _WINNERS,
            "model_windows": {"year": 2022, "windows": ["示例一窗口"]},
        },
        "circular": {
            **_SCHEME,
            "winners": _WINNERS,
            "figures": {"applications": 120, "filings": 480, "winners": 97, "vacant": 2},
        },
        "opinion-request": {"in_notice": False},
        "minutes": {
            "meeting": 1, "kind": "special", "held_on": "2022-01-05", "place": "示例会议室",
            "reason": "", "chaired_by": "示例局长", "attended": 17, "absent": ["示例副局长"],
            "attendance": [{"post": "示例局长", "substitute": ""}],
            "observers": [{"post": "示例列席单位", "substitute": ""}],
            "pages": [], "items": [_ITEM], "winners": 97, "vacant": 2, "cells": {},
            "opinions": [
                {
                    "authority": "示例部门", "number": "SL-0001", "remark": "请核实",
                    "ruling": "经核实不影响", "stands": False,
                }
            ],
            "lists": _WINNERS, "model_windows": [], "decisions": [], "result_head": "示例核验码",
        },
        "public-notice": {
            "first": "2022-01-06", "last": "2022-01-13", "working_days": 5,
            "counting": "首日不计入", "answer_working_days": 10, "winners": _WINNERS,
            "result_head": "示例核验码", "in_notice": False,
        },
        "withdrawal": {
            "number": "SL-0001", "candidate": "甄示例", "honour": "窗口服务明星",
            "reason": "经查材料不实", "decided_on": "2022-01-20",
            "certificate_due_on": "2022-01-28", "successor": "", "in_notice": False,
        },
        "recall": {
            "signs_as": "circular", "recalled": "示例通知", "recalled_number": "示例〔2021〕1号",
            "recalled_on": "2021年12月1日", "reason": "发文对象有误", "ordered_by": "示例局长",
        },
    }
)  # fmt: skip
"""By the code of the paper, all that its facts can hold."""
