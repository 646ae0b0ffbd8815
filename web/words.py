"""Names for people of what the program calls by code: states, channels, acts of the journal."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from config.findings import SEVERITY_NAMES, Severity
from rules.access import Part
from rules.eligibility import Effect
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
    }
)
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
MESSAGE_STATES: Mapping[MessageState, str] = MappingProxyType(
    {
        MessageState.HELD: "待放行",
        MessageState.READY: "待发",
        MessageState.CLAIMED: "已取出",
        MessageState.HANDING_OVER: "发送中",
        MessageState.SENT: "已发出",
        MessageState.UNCERTAIN: "待核实",
        MessageState.FAILED: "发送失败",
        MessageState.CANCELLED: "已取消",
    }
)
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
    }
)
SHEET_STATES: Mapping[str, str] = MappingProxyType(
    {"open": "待评", "in": "已提交", "recused": "已回避", "barred": "须回避"}
)
SIGNATURE_STATES: Mapping[str, str] = MappingProxyType(
    {"due": "待签字", "void": "已作废，须重签", "signed": "已签字"}
)
PANEL_DONE: Mapping[str, str] = MappingProxyType(
    {
        "hand": "已指派。",
        "panel": "已整组指派。",
        "balance": "已按预览指派。",
        "draw": "汇报顺序已抽定。",
    }
)
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
        "sms": "短信",
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

ACTS: Mapping[str, str] = MappingProxyType(
    {
        "campaign.launched": "启动活动",
        "campaign.amended": "修改方案",
        "campaign.archived": "归档入库",
        "closure.entered": "登记停工",
        "closure.cancelled": "取消停工",
        "closure.accepted": "按停工调整截止",
        "calendar.imported": "导入放假安排",
        "step.opened": "环节启动",
        "step.triggered": "办公室启动",
        "step.skipped": "跳过环节",
        "step.closed": "环节办结",
        "step.outcome": "登记成果",
        "phase.closed": "阶段办结",
        "duties.laid_on": "下达事项",
        "duty.waived": "免报",
        "deadline.moved": "调整截止",
        "notice.queued": "写好通知",
        "notice.acknowledged": "签收通知",
        "paper.issued": "印发文件",
        "paper.printed": "排印文件",
        "paper.drafted": "拟稿",
        "paper.revised": "修改文稿",
        "paper.sent": "送签",
        "paper.approved": "签批同意",
        "paper.returned": "退回文稿",
        "paper.corrected": "更正文件",
        "paper.recalled": "撤回文件",
        "signatory.recorded": "登记签批人",
        "signatory.ended": "签批人离任",
        "seal.placed": "加盖印章",
        "template.saved": "保存模板",
        "template.restored": "恢复模板",
        "reminders.queued": "写好提醒",
        "outbox.released": "放行消息",
        "outbox.held": "暂缓消息",
        "outbox.paused": "暂停全部发送",
        "outbox.resumed": "恢复发送",
        "outbox.cancelled": "取消消息",
        "outbox.edited": "修改消息",
        "outbox.settled": "核定消息",
        "application.drafted": "起草申报",
        "application.submitted": "提交申报",
        "application.none": "说明不申报",
        "application.returned": "退回修改",
        "application.resubmitted": "重新提交",
        "application.withdrawn": "撤回申报",
        "application.opinion": "上级意见",
        "application.ruled_on": "资格认定",
        "application.disqualified": "取消资格",
        "applications.judged": "资格审查",
        "attachment.added": "添加附件",
        "attachment.withdrawn": "撤下附件",
        "filing.handed_in": "报送材料",
        "visit.planned": "安排调研座谈",
        "visit.recorded": "登记调研座谈",
        "selection.proposed": "名单建议",
        "decision.recorded": "领导小组决定",
        "opinion.answered": "部门意见",
        "opinion.not_waited_for": "不再等候意见",
        "objection.registered": "登记异议",
        "objection.decided": "处理异议",
        "objection.answered": "答复异议",
        "meeting.held": "召开会议",
        "opinion.ruled_on": "认定部门异议",
        "objection.checked": "核查异议",
        "meeting.convened": "召集会议",
        "meeting.attended": "登记到会",
        "meeting.recused": "登记回避",
        "meeting.remark": "记录发言",
        "meeting.signed": "登记书面意见",
        "meeting.resolved": "逐项决定",
        "meeting.concluded": "形成纪要",
        "honour.withdrawn": "撤销荣誉",
        "certificate.returned": "收回证书",
        "window.flagged": "标注标兵窗口",
        "circular.delivered": "通报送达",
        "evaluator.recused": "评委回避",
        "evaluators.assigned": "指派评委",
        "guidance.given": "发布指导意见",
        "hearing.drawn": "汇报会抽签",
        "hearing.held": "登记汇报会",
        "method.registered": "登记考评办法",
        "observer.opinion": "列席单位意见",
        "score.handed_in": "提交评分",
        "score_sheet.replaced": "更换评分表",
        "sheets.issued": "发放评分表",
        "signature.voided": "签字失效",
        "signature.waived": "免签",
        "vote.prepared": "准备投票",
        "vote.attended": "登记签到",
        "vote.opened": "开始投票",
        "vote.codes_issued": "发放验票码",
        "vote.codes_withdrawn": "收回验票码",
        "vote.batch_entered": "录入纸质票",
        "vote.batch_checked": "复核纸质票",
        "vote.paper_mixed_in": "纸质票并入票单",
        "vote.closed": "结束投票",
        "call.logged": "电话提醒",
        "phone_list.revealed": "查看电话号码",
        "paper_act.entered": "代单位登记",
        "office_task.done": "办结待办",
        "address.corrected": "更正地址",
        "outbox.delivered": "发送消息",
        "outbox.reaped": "清理未竟发送",
        "scores.entered": "报送得分",
        "roster.imported": "导入名册",
        "file.imported": "导入表格",
        "sheet.imported": "导入表格",
        "person.address_revealed": "查看联系方式",
        "post.handed_over": "岗位交接",
        "post.substituted": "指定代理人",
        "post.substitute_ended": "结束代理",
        "unit.closed": "撤并单位",
        "unit.renamed": "单位更名",
        "api_token.made": "生成接口令牌",
        "api_token.revoked": "吊销接口令牌",
        "application.discarded": "放弃申报草稿",
        "application.saved": "保存申报草稿",
        "account.appointed": "任命",
        "account.closed": "停用账号",
        "account.created": "建立账号",
        "account.created_for_holders": "为在岗人员建立账号",
        "account.dismissed": "免去",
        "account.link_made": "生成一次性登录链接",
        "account.password_changed": "修改密码",
        "account.password_reset": "重置密码",
        "account.reopened": "恢复账号",
        "account.totp_enrolled": "启用动态验证码",
        "account.totp_withdrawn": "停用动态验证码",
        "account.signed_in": "登录",
        "account.signed_out": "退出",
        "account.refused": "登录失败",
        "account.locked": "账号锁定",
    }
)
"""Acts as the journal names them; a test holds this against what the code writes."""
