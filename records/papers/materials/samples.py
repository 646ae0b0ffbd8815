"""Invented facts for every kind of working paper, to preview a template before anything is made."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from records.papers.grids import Facts
from records.papers.materials import signoff

_WINNERS = {"示例集体": [{"number": "SL-0001", "shown": "示例一窗口"}]}
_PLACES = [{"honour": "示例集体", "total": 3, "applied": 5, "given": 2, "vacant": 1}]
_CELLS = [{"name": "窗口", "places": 3, "soft": True, "listed": 1}]
_ONE = {"number": "SL-0001", "cell": "窗口", "unit": "示例一窗口", "candidate": "示例项目"}
_FILLED = [{"number": "SL-0001", "about": "示例一窗口", "said": {"单位名称": "示例一窗口"}}]
_ITEM = {"name": "服务环境", "full": "20", "criteria": "整洁", "marks": ["18"]}
_SHEET = {
    "heading": "示例记录", "method": "现场察看", "number": "ck001", "name": "示例一窗口",
    "held_on": "2021-12-24", "evaluators": ["甄示例"], "items": [_ITEM], "result": "18分",
    "beside": "",
}  # fmt: skip
_SLIP = {"marks": ["优秀", "良好"], "candidates": ["示例一窗口"]}
_MEETING = {"meeting_on": "2022-01-14", "place": ""}


def _form(way: str) -> Facts:
    subject = "person" if way == "recommendation" else "unit"
    honour = {
        "name": "示例荣誉",
        "subject": subject,
        "way": way,
        "criteria": ["好"],
        "leads": ["甲处"],
    }
    return {"honour": honour, "filled": _FILLED}


SAMPLES: Mapping[str, Facts] = MappingProxyType(
    {
        "signoff-sheet": {"signoff": signoff.blank()},
        "visit-record": {
            "visits": [
                {
                    "kind": "考察调研", "title": "示例调研", "unit": "示例一窗口",
                    "planned_on": "2021-10-11", "held_on": None, "attended": 0, "record": "",
                }
            ],
        },
        "register-applied": {
            "honour_name": "示例集体", "total": 3, "cell_counts": _CELLS,
            "applied": [{**_ONE, "applied_on": "2021-12-10", "opinion": "", "state": "符合条件"}],
        },
        "register-proposed": {
            "honour_name": "示例集体", "total": 3, "cell_counts": _CELLS,
            "recommended": [
                {**_ONE, "rank": 1, "total": "96.00", "standing": "拟获评", "reason": "第1名"}
            ],
        },
        "eligibility-table": {
            "verdicts": {"符合": 1},
            "judged": [{**_ONE, "honour": "示例集体", "verdict": "符合", "reasons": ""}],
        },
        "form-project": _form("project"),
        "form-unit": _form("unit"),
        "form-person": _form("recommendation"),
        "record-sheet": {"sheets": [{**_SHEET, "items": [{**_ITEM, "marks": []}]}]},
        "record-filled": {"sheets": [_SHEET]},
        "ballot": {"slip": _SLIP, "rule": "每行只选一个等次", "own": True},
        "tally-sheet": {"slip": _SLIP, "classes": ["各处室负责人"]},
        "tally-result": {
            "slip": _SLIP, "held_on": "2021-12-24", "board_hash": "示例校验值",
            "counted": [
                {
                    "candidate": "示例一窗口", "voter_class": "全体", "issued": 3, "returned": 3,
                    "valid": 2, "own": 0, "grades": [1, 1],
                }
            ],
        },
        "bimonthly-table": {
            "rounds": ["2021-1"],
            "bimonthly": [
                {"code": "ck001", "name": "示例一窗口", "figures": ["96"], "mean": "96"}
            ],
        },
        "score-table": {
            "group": "示例组", "lead": "示例处", "decimals": 2, "from_notice": False,
            "parts": [
                {"name": "察看", "method": "现场察看", "weight": "1", "basis": "自定", "joined": "平均"}
            ],
            "ranking": [
                {"rank": 1, "number": "ck001", "name": "示例一窗口", "points": ["96"], "total": "96"}
            ],
        },
        "opinion-table": {
            "authority": "示例部门",
            "asked": [
                {
                    "number": "SL-0001", "name": "示例一窗口", "kind": "单位", "result": "",
                    "document": "", "answered_on": None, "remark": "",
                }
            ],
        },
        "candidate-dossier": {
            "dossiers": [
                {
                    "number": "SL-0001", "name": "示例项目", "unit": "示例一窗口", "kind": "窗口",
                    "cell": "窗口", "applied_on": "2021年12月10日", "total": "96.00", "rank": "第1名",
                    "parts": [
                        {"name": "察看", "used": "96", "points": "96", "weight": "1", "adds": "96"}
                    ],
                    "evidence": "", "ruling": "符合", "opinion": "", "outcome": "拟获评",
                    "reason": "第1名",
                }
            ],
        },
        "meeting-agenda": {
            "agenda": [{"title": "示例集体·窗口", "proposal": "名额3个"}], "kind": "专题会议",
            "held_on": "2022-01-05", "place": "示例会议室", "observers": ["示例列席单位"],
            "members": 18,
        },
        "objection-form": {"blank_objection": True, "days": 10},
        "objection-sheet": {
            "handled": [
                {
                    "number": "YY-001", "kind": "异议", "raised_by": "甄示例", "signature": "实名",
                    "about": "SL-0001", "received_on": "2022-01-07", "answer_due": "2022-01-21",
                    "text": "示例", "checked": "", "documents": "", "finding": "", "effect": "",
                    "answered": "",
                }
            ],
        },
        "publicity-report": {
            "raised": 0, "upheld": 0, "enquiries": 0, "open": 0, "objections": [],
            "notices": [
                {
                    "number": "示例〔2022〕2号", "first": "2022-01-06", "last": "2022-01-13",
                    "working_days": 5, "listed": 9,
                }
            ],
        },
        "summary-invitation": {**_MEETING, "winners": 9},
        "summary-programme": {
            **_MEETING, "speakers": ["示例一窗口"],
            "given": [{"honour": "示例集体", "count": 2, "what": "奖牌"}],
        },
        "attendance-list": {
            **_MEETING, "guests": [{"unit": "示例一窗口", "post": "负责人", "name": "", "why": ""}],
        },
        "plaques": {
            "plaques": [
                {"serial": "SL-P001", "unit": "示例一窗口", "honour": "示例集体", "wording": "示例集体"}
            ],
        },
        "report-upward": {
            "signer": "示例局长", "figures": {"applications": 5, "filings": 9, "winners": 2, "vacant": 1},
            "winners": _WINNERS, "places_given": _PLACES, "phases": [{"name": "示例阶段"}],
            "circular": "示例〔2022〕9号",
        },
        "delivery-register": {
            "paper": "示例通报", "number": "示例〔2022〕9号", "arrived": 0,
            "deliveries": [
                {"addressee": "示例上级", "copy": False, "delivered_on": None, "proof": ""}
            ],
        },
        "summary-report": {
            "participation": [
                {"kind": "窗口", "units": 9, "took_part": 8, "filings": 7, "applications": 5}
            ],
            "timeliness": [
                {
                    "duty": "报送材料", "owed": 9, "in_time": 8, "late": 1, "missing": 0,
                    "reminders": 3,
                }
            ],
            "places_given": _PLACES, "owed": 9, "in_time": 8, "reminders": 3, "winners": 2,
            "vacant": 1, "phases": ["示例阶段"],
        },
        "casebook": {
            "areas": [
                {
                    "name": "便民惠企",
                    "cases": [
                        {
                            "title": "示例案例", "unit": "示例一窗口", "on": "2021-10-08",
                            "source": "典型案例", "text": "示例做法。",
                        }
                    ],
                }
            ],
        },
    }
)  # fmt: skip
"""By the code of the paper, all that its facts can hold."""
