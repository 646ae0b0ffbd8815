"""The 34 points that the notice leaves open (A1 to A34): where, how they can be read, what changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Point:
    number: str
    setting: str
    """Its key in `readings`."""
    question: str
    clause: str
    otherwise: str
    """What another reading would change."""
    options: Mapping[str, str] = field(default_factory=dict)
    """The meaning of each value that can be chosen; values shown as they stand are not listed."""


_AWARDS = "附件2·名额配比"
_NOTE_2 = "附件2·说明2"
_NOTE_3 = "附件2·说明3"
_SILENT = "通知未作规定"

# fmt: off
POINTS: tuple[Point, ...] = (
    Point(
        "A1", "around",
        "名额写“左右”的，能差多少？",
        _AWARDS,
        "如允许自行上下浮动，同一份名单会因人而异，总数也可能突破。",
        {"target_by_decision": "按所写数字执行，任何增减都要有记录的决定；荣誉总数封顶"},
    ),
    Point(
        "A2", "each_centre",
        "“各1个、各2个、各2名”是每类还是每地？",
        _AWARDS,
        "如按每个地方中心各算，总数与通知所列不符。",
        {
            "per_kind": "交易中心一类、热线平台一类，各按所写数字",
            "per_local_centre": "每个地方中心各按所写数字",
        },
    ),
    Point(
        "A3", "direct_units",
        "“直属单位各1名”指哪几个单位？",
        "附件2·窗口服务明星·名额配比",
        "如指全部直属单位，窗口服务明星的合计不再等于35。",
        {"two_units": "公共资源交易中心、便民服务中心两个", "all_direct_units": "全部直属单位"},
    ),
    Point(
        "A4", "third_party_name",
        "第三方测评的另一半是什么？",
        _NOTE_2,
        "只改名称不影响分数；改由满意度等数据代替，则占窗口总分四分之一的来源变了。",
    ),
    Point(
        "A5", "bimonthly_rounds",
        "双月度考核取哪几期？",
        _NOTE_2,
        "十二月时第六期往往还没有结果；加入或去掉一期会改变平均分和排名。",
    ),
    Point(
        "A6", "top_three",
        "“总排名前三名且申报标兵”怎样取？",
        _NOTE_2,
        "如只在申报标兵的窗口中取前三，前三名中有人未申报时，后面的窗口会递补。",
        {
            "no_sliding": "先排前三，其中申报标兵的获评，不递补",
            "among_applicants": "在申报标兵的窗口中取前三",
        },
    ),
    Point(
        "A7", "tie_at_top",
        "第三名并列怎么办？",
        _NOTE_2,
        "如按小项依次比较，多数并列不必提交领导小组；比完仍相同的照样由其决定。",
        {
            "leading_group": "并列同名次，由领导小组决定",
            "bimonthly_then_vote": "先比双月度考核，再比民主投票；仍相同的由领导小组决定",
        },
    ),
    Point(
        "A8", "at_least",
        "“2人以上”含不含2人？",
        "附件2·参评范围",
        "如不含本数，进驻2人的窗口都不能参评。",
        {
            "inclusive": "含2人（民法典第1259条），以申报之日人数为准",
            "exclusive": "不含2人，至少3人",
        },
    ),
    Point(
        "A9", "second_half_from",
        "“2020年下半年以后启动”从哪天算？",
        "附件2·改革创新标兵单位·评选方式",
        "如理解为下半年过完以后，要从2021年1月1日算起，半年内启动的项目都不合格。",
    ),
    Point(
        "A10", "in_use_by",
        "“到2021年11月底前”到哪天？",
        "附件2·改革创新标兵单位·评选方式",
        "如不含月底当天，11月30日投入使用的项目不合格。",
    ),
    Point(
        "A11", "reported_before",
        "“4月1日前报到”含不含当天？",
        "附件2·先进工作者·参评范围",
        "如含当天，4月1日报到的人直接合格；否则逐人研究。",
        {"strict": "3月31日以前；当天报到的单独研究", "inclusive": "含4月1日当天"},
    ),
    Point(
        "A12", "whole_year",
        "“连续工作全年”算到哪天？",
        "附件2·先进工作者·参评范围",
        "如算到申报之日，申报后调离的人仍然合格。",
        {
            "to_year_end": "从报到起不间断到年底；请假由人事处把握",
            "to_application": "从报到起不间断到申报之日",
        },
    ),
    Point(
        "A13", "rank_mapping",
        "“正科职及以下”怎样对应职级？",
        "附件2·先进工作者·参评范围",
        "对应关系放宽或收紧，四级调研员等人员是否合格会随之改变。",
        {
            "section_chief": "一级主任科员及以下、管理岗七级及以下算在内；四级调研员以上不算；可人工认定"
        },
    ),
    Point(
        "A14", "both_personal_honours",
        "一个人能否同时得两项个人荣誉？",
        _SILENT,
        "如允许，同一人占两个名额；如禁止，后一项自动取消。",
        {"choose": "提醒并由本人单位选一项", "allow": "允许", "bar": "不允许"},
    ),
    Point(
        "A15", "parent_and_child",
        "上级局和所属镇、街道能否都参评？",
        _SILENT,
        "如不允许，上级申报后所属单位都要退出。",
        {"allow": "允许，分属不同类别", "bar": "不允许"},
    ),
    Point(
        "A16", "comprehensive_office",
        "说明2的“综合处”是哪个处？",
        _NOTE_2,
        "如另指他处，窗口组的配合处室和阅看权限随之改变。",
    ),
    Point(
        "A17", "window_leads",
        "窗口组由督查处牵头，标兵由审批制度改革处牵头，以谁为准？",
        _NOTE_2,
        "如只由一方负责，另一方不再签字。",
        {"group_scores_honour_consolidates": "分组牵头处室评分，荣誉牵头处室汇总，双方签字"},
    ),
    Point(
        "A18", "bureau_bodies",
        "局机关处室、直属单位在参加范围内，却没有集体名额？",
        "二；" + _NOTE_3,
        "如给集体名额，须另外安排，总数会变。",
        {"personal_only": "可参加活动，只评个人荣誉"},
    ),
    Point(
        "A19", "trading_soe",
        "附属国企能否评集体荣誉？",
        "附件2·为民服务工作先进集体·参评范围",
        "如不能，交易类的集体名额只在各地交易中心产生。",
        {
            "competes_in_trading_cell": "独立法人，不受成员单位限制，在交易类名额内参评",
            "barred": "不参评",
        },
    ),
    Point(
        "A20", "member_units",
        "“原则上”不参评有没有例外？",
        _NOTE_3,
        "如一律禁止，不能例外；如只提醒，成员单位可以正常参评。",
        {
            "block_with_override": "默认禁止，领导小组说明理由后可以例外",
            "block": "一律禁止",
            "warn": "只提醒",
        },
    ),
    Point(
        "A21", "annex_title",
        "附件2叫“考评说明”还是“考核说明”？",
        "附件2标题",
        "只影响各类文书上的叫法。",
    ),
    Point(
        "A22", "circulation_order",
        "“通报”和总结会议孰先孰后？",
        "四·第三阶段·2、3",
        "如审定后即通报，通报可以早于总结会议。",
        {"after_meeting": "先开会，后通报", "after_decision": "审定之后即可通报"},
    ),
    Point(
        "A23", "extra_steps",
        "要不要征求意见和公示？",
        _SILENT,
        "如不设，名单审定后直接表扬，也没有异议渠道。",
        {"offered": "启动时提供选择，并标明不在通知内", "off": "不设"},
    ),
    Point(
        "A24", "moving_places",
        "各类名额怎样调剂？",
        "附件2·说明5",
        "如自动调剂，结果取决于算法而不是决定。",
        {"recorded_decision": "凭有记录的决定，系统不自动调剂，各荣誉之间不调"},
    ),
    Point(
        "A25", "report_points",
        "信息报送计不计分？",
        "五·4；附件2·说明1",
        "如列出篇数，评委可以参考，但仍不计入总分。",
        {"none": "作为佐证，不计分", "count_listed": "列出篇数供参考"},
    ),
    Point(
        "A26", "ordinary_towns",
        "普通镇由谁牵头考评？",
        _NOTE_2,
        "如另定处室，普通镇的评分任务随之转移。",
        {"same_lead_flagged": "与强镇扩权镇相同，并加标记"},
    ),
    Point(
        "A27", "relevant_honours",
        "窗口排名中“申报相关荣誉”指哪些？",
        _NOTE_2,
        "如含个人荣誉，进入排名的窗口变多，前三名可能不同。",
        {"collective": "两项集体荣誉", "any": "任何一项荣誉"},
    ),
    Point(
        "A28", "own_weights",
        "各组和分中心的考评项目、权重？",
        _SILENT,
        "权重不同，名次不同；请牵头处室在评分前确定。",
        {"illustrative": "先用示例，由牵头处室确定"},
    ),
    Point(
        "A29", "vote_points",
        "投票怎样折算成分数？",
        _SILENT,
        "折算分值不同，民主投票占窗口总分的四分之一会随之变化。",
        {"table": "按等次折算"},
    ),
    Point(
        "A30", "barred_top_window",
        "前三名的窗口不符合条件怎么办？",
        _NOTE_2,
        "如递补，第四名可能获评标兵。",
        {"barred_no_sliding": "不获评，写明理由，不递补"},
    ),
    Point(
        "A31", "centre_staff",
        "市级交易中心、便民中心的人占哪类名额？",
        _AWARDS,
        "如占局机关名额，局机关及直属单位的竞争加剧，交易、热线两类减少。",
        {
            "direct_and_own_cells": "明星占直属单位名额，先进工作者占交易、热线名额",
            "bureau_cell": "先进工作者占局机关及直属单位名额",
        },
    ),
    Point(
        "A32", "county_channel",
        "镇、街道的申报是否须经市、区局？",
        "附件2·说明4",
        "如须经市、区局，其未报送的申报不予受理，期限要提前。",
        {
            "cases_and_opinion": "典型做法由市、区局扎口；申报直接报送，另征求其意见",
            "applications_too": "申报也由市、区局报送",
        },
    ),
    Point(
        "A33", "heads_may_apply",
        "负责人可以申报个人荣誉，而先进工作者限正科职及以下？",
        f"{_NOTE_3}；附件2·先进工作者",
        "如负责人不受职务限制，处级负责人也可参评先进工作者。",
        {"both_hold": "两条都适用"},
    ),
    Point(
        "A34", "record_ever",
        "“未受过处分”是从未，还是活动期间？",
        "附件2·评选基本标准",
        "如只看活动期间，较早受过处分的人合格。",
        {"ever": "从未；较早的情形标出，由人认定", "campaign_period": "只看活动期间"},
    ),
)
# fmt: on
