"""Names for people of what the program calls by code: states, channels, parts."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from config.findings import SEVERITY_NAMES, Severity
from rules.access import Part
from rules.eligibility import Effect
from rules.selection import OUTCOME_NAMES as SELECTED
from rules.selection import Outcome
from rules.states import (
    ApplicationState,
    CampaignState,
    MessageState,
    ObligationState,
    RunState,
    ScanState,
    StepState,
    VoteState,
)
from tasks import explain
from tasks.calls import OUTCOME_NAMES, CallOutcome

STEP_STATES: Mapping[StepState, str] = MappingProxyType(
    {
        StepState.PLANNED: "待启动",
        StepState.OPEN: "进行中",
        StepState.CLOSED: "已办结",
        StepState.SKIPPED: "已跳过",
    }
)
CAMPAIGN_STATES: Mapping[CampaignState, str] = MappingProxyType(
    {
        CampaignState.DRAFT: "拟定中",
        CampaignState.LAUNCHED: "进行中",
        CampaignState.CLOSED: "已结束",
        CampaignState.ARCHIVED: "已归档",
    }
)
SCAN_STATES: Mapping[ScanState, str] = MappingProxyType(
    {ScanState.CLEAN: "已查毒", ScanState.NOT_SCANNED: "未查毒"}
)
APPLICATION_STATES: Mapping[ApplicationState, str] = MappingProxyType(
    {
        ApplicationState.DRAFT: "草稿",
        ApplicationState.SUBMITTED: "已提交",
        ApplicationState.RETURNED: "退回补正",
        ApplicationState.RESUBMITTED: "已补正",
        ApplicationState.ELIGIBLE: "符合条件",
        ApplicationState.INELIGIBLE: "不符合条件",
        ApplicationState.EVALUATED: "已考评",
        ApplicationState.WITHDRAWN: "已撤回",
    }
)
EFFECTS: Mapping[Effect, str] = MappingProxyType(
    {
        Effect.FAILS: "不符合",
        Effect.BARRED: "原则上不符合",
        Effect.RULING: "需要认定",
        Effect.NOTE: "说明",
    }
)
VOTE_STATES: Mapping[VoteState | None, str] = MappingProxyType(
    {
        None: "未准备",
        VoteState.PREPARED: "名单已列",
        VoteState.OPEN: "投票中",
        VoteState.CLOSED: "已结束",
    }
)
RESOLUTIONS: Mapping[str, str] = MappingProxyType(
    {
        "": "待决定",
        "approved": "按建议通过",
        "changed": "有变更地通过",
        "deferred": "暂缓",
        "upheld": "异议成立",
        "dismissed": "异议不成立",
        "withdrawn": "撤销荣誉",
        "kept": "不予撤销",
    }
)
PUT_TO_VOTE: Mapping[str, str] = MappingProxyType(
    {
        "where_asked": "按本次活动的规定，有人要求时表决。",
        "changes": "按本次活动的规定，改变建议的须表决。",
        "every_item": "按本次活动的规定，每一项都须表决。",
    }
)
"""What the campaign's file asks of the group's items."""
DUTY_STATES: Mapping[ObligationState, str] = MappingProxyType(
    {
        ObligationState.PENDING: "待办",
        ObligationState.BLOCKED: "等待前置",
        ObligationState.MET: "已办",
        ObligationState.MET_LATE: "迟办",
        ObligationState.WAIVED: "免报",
        ObligationState.LAPSED: "未办",
    }
)
MESSAGE_STATES: Mapping[MessageState, str] = explain.MESSAGE_STATES
RUN_STATES: Mapping[RunState, str] = MappingProxyType(
    {
        RunState.PLANNED: "已计划",
        RunState.MADE: "已排定",
        RunState.DONE: "已执行",
        RunState.DROPPED: "已撤销",
    }
)
APPLICATION_DONE: Mapping[str, str] = MappingProxyType(
    {
        "opinion": "意见已登记。",
        "ruling": "裁定已记录，资格已按裁定重新认定。",
        "return": "已退回，单位会收到补正通知。",
        "entered": "书面申报已登记，单位会收到受理回执。",
    }
)
SHEET_STATES: Mapping[str, str] = MappingProxyType(
    {"open": "待评", "in": "已提交", "recused": "已回避", "barred": "须回避"}
)
SIGNATURE_STATES: Mapping[str, str] = MappingProxyType(
    {"due": "待签字", "void": "已作废，须重签", "signed": "已签字", "waived": "已免签"}
)
PANEL_DONE: Mapping[str, str] = MappingProxyType(
    {
        "hand": "已指派。",
        "panel": "已整组指派。",
        "balance": "已按预览指派。",
        "draw": "汇报顺序已抽定。",
        "held": "汇报会已登记，到会的评委可以提交评分。",
    }
)
SENDING_DONE: Mapping[str, str] = MappingProxyType(
    {
        "pause": "已暂停全部发送。到时的消息等着，恢复后再发。",
        "resume": "已恢复发送，到时的消息随即发出。",
    }
)
HONOUR_STATES: Mapping[str, str] = MappingProxyType(
    {
        "held": "有效",
        "waiting": "递补待定",
        "withdrawn": "已撤销",
        "out": "证书待收回",
        "window": "标兵窗口",
    }
)
"""States of an honour given, then what else a list of them may be narrowed to."""
FILING_KINDS: Mapping[str, str] = MappingProxyType(
    {"evidence": "平时佐证", "case": "典型案例", "report": "信息报送"}
)
CHANNELS: Mapping[str, str] = MappingProxyType(
    {
        "inbox": "站内信",
        "email": "电子邮件",
        "wecom_robot": "企业微信群机器人",
        "wecom_app": "企业微信应用",
        "dingtalk_robot": "钉钉群机器人",
        "feishu_robot": "飞书群机器人",
        "sms_http": "短信",
        "webhook": "业务系统接口",
        "console": "控制台",
    }
)
ATTEMPTS: Mapping[str, str] = MappingProxyType(
    {"refused": "未接受", "refused_for_good": "拒收", "unknown": "不知是否送达"}
)
"""What became of one handing over, as `models.message.Attempt` keeps it."""
ENTRY_CHANNELS: Mapping[str, str] = MappingProxyType(
    {"paper": "书面", "telephone": "电话", "office": "办公室代办"}
)
SEVERITIES: Mapping[Severity, str] = SEVERITY_NAMES
CALL_OUTCOMES: Mapping[CallOutcome, str] = OUTCOME_NAMES
OUTCOMES: Mapping[Outcome, str] = SELECTED
"""What became of a candidate."""
PARTS: Mapping[Part, str] = MappingProxyType(
    {
        Part.ADMINISTRATOR: "系统管理员",
        Part.SECURITY: "安全管理员",
        Part.AUDITOR: "审计员",
        Part.OFFICE: "领导小组办公室",
        Part.LEAD: "牵头处室",
        Part.COOPERATING: "配合处室",
        Part.COUNTY: "县级审批局",
        Part.CONTACT: "单位联系人",
        Part.DEPUTY: "分管负责人",
        Part.LEADER: "主要负责人",
        Part.EVALUATOR: "评委",
        Part.MEMBER: "领导小组成员",
        Part.SIGNATORY: "签批人",
        Part.OBSERVER: "列席单位",
        Part.ARCHIVIST: "档案员",
        Part.GUEST: "来宾（只读）",
    }
)
PAPER_STATES: Mapping[str, str] = MappingProxyType(
    {
        "draft": "文稿",
        "in_sign_off": "签批中",
        "issued": "已印发",
        "replaced": "已被替代",
        "withdrawn": "已撤回",
    }
)
