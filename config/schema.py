"""The JSON Schema of campaign files, with Chinese titles for the editors that show them."""

from __future__ import annotations

from typing import cast

from rules.definition import Campaign
from rules.readings_points import POINTS

Schema = dict[str, object]

TITLES = {
    "actor": "办理者",
    "addressees": "主送和抄送",
    "after": "这些步骤办结之后",
    "after_open": "这些步骤开始之后",
    "affiliated": "附属国企",
    "approval": "批准文件",
    "at": "时间",
    "bands": "分数等次",
    "basis": "依据文件",
    "blocked_by": "须先完成的任务",
    "cells": "名额分配",
    "channels": "渠道顺序",
    "clause": "出处",
    "clean_record": "无违纪违法失信",
    "closes": "结束日",
    "closures": "停工日",
    "code": "编码",
    "components": "考评项目",
    "conditions": "参评条件",
    "cooperating": "配合处室",
    "copies": "抄送",
    "criteria": "评选标准",
    "decimals": "小数位数",
    "deputies": "副组长",
    "due": "截止日",
    "duties": "任务",
    "enabled": "是否启用",
    "end": "结束",
    "evaluation": "考评",
    "excludes": "不能兼得的荣誉",
    "first": "第一天",
    "first_day_counts": "首日是否计入",
    "format": "文件格式",
    "from_notice": "通知是否规定",
    "front_line": "一线窗口人员",
    "gist": "要点",
    "grace_minutes": "宽限分钟",
    "grade": "等次",
    "grades": "票面等次",
    "group": "考评分组",
    "groups": "考评分组",
    "head": "组长",
    "headings": "报送方面",
    "high": "上限（不含）",
    "honour": "荣誉",
    "honours": "荣誉",
    "how": "怎样完成",
    "in_notice": "通知内的步骤",
    "in_use_by": "应用截止",
    "issued": "印发日期",
    "kind": "类别",
    "kinds": "单位类别",
    "ladder": "提醒方案",
    "ladders": "提醒方案",
    "last": "最后一天",
    "lead": "牵头处室",
    "leading_group": "领导小组",
    "leads": "牵头处室",
    "listed": "编号的步骤",
    "low": "下限（含）",
    "main": "主送",
    "member": "成员单位",
    "member_units_barred": "成员单位不参评",
    "members": "成员",
    "messaging": "提醒和通知",
    "method": "考评方式",
    "min_headcount": "最少人数",
    "name": "名称",
    "name_en": "英文名称",
    "negative_exposure": "负面曝光",
    "notice": "发文步骤",
    "number": "文号",
    "observer": "列席单位",
    "office": "办公室设在",
    "office_head": "办公室负责人",
    "offices": "处室和直属单位",
    "on_establishment": "在职在编",
    "opening": "怎样开始",
    "opens": "开始日",
    "organiser": "主办单位",
    "output": "成果",
    "overrun_decided": "已决定超出阶段",
    "overrun_reason": "超出的理由",
    "own_method": "另行制定办法",
    "pass_mark": "最低分",
    "past_phase": "超出阶段的理由",
    "phases": "阶段",
    "places": "名额",
    "points": "分数",
    "pool_honours": "进入排名的荣誉",
    "publicity": "公示",
    "quiet": "免打扰时段",
    "rank_at_most": "职务不高于",
    "ranks": "名次数",
    "readings": "对通知的理解",
    "reason": "原因",
    "report_headings": "信息报送方面",
    "reported_before": "报到早于",
    "rungs": "各次提醒",
    "schemes": "考评方案",
    "session": "届次",
    "short": "简称",
    "soft": "写有“左右”",
    "start": "开始",
    "started_from": "启动不早于",
    "steps": "步骤",
    "strong_town_kinds": "须有强镇扩权镇标记的类别",
    "strong_town_only": "镇限强镇扩权镇",
    "subject": "评单位还是个人",
    "task_areas": "目标任务",
    "title": "标题",
    "to": "提醒谁",
    "top_rule": "名次直接获评",
    "total": "总数",
    "unit_kinds": "单位类别",
    "units": "单列的单位",
    "voters": "参加投票的单位类别",
    "way": "申报方式",
    "weight": "权重",
    "whole_year": "连续工作全年",
    "wording": "用词",
    "working_days": "工作日数",
    "year": "年度",
    "zone": "时区",
}


def campaign_schema() -> Schema:
    """Draft 2020-12, closed to unknown keys as the reader is."""
    schema = cast("Schema", Campaign.model_json_schema())
    readings = {point.setting: f"{point.number} {point.question}" for point in POINTS}
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "评选活动文件"
    for name, part in cast("dict[str, Schema]", schema["$defs"]).items():
        _entitle(part, readings if name == "Readings" else TITLES)
    _entitle(schema, {**TITLES, "ranks": "职务层次"})
    return schema


def _entitle(part: Schema, titles: dict[str, str]) -> None:
    for key, field in cast("dict[str, Schema]", part.get("properties", {})).items():
        field["title"] = titles.get(key, key)
