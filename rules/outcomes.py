"""What each outcome of a selection is called on tables and cards."""

from __future__ import annotations

OUTCOMES = {
    "won": "拟获评",
    "reserve": "递补",
    "tie": "并列待定",
    "choice": "待本人选择",
    "below_mark": "未达标准",
    "excluded": "不重复获评",
    "ineligible": "不符合条件",
    "needs_ruling": "待认定",
    "barred": "原则上不参评",
    "incomplete": "得分不全",
    "replaced": "已调整",
    "withdrawn": "已撤回",
}
