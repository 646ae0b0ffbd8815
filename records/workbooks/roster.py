"""The roster's two sheets: units, and the persons who hold their posts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from records.workbooks.layout import Column, Kind, Layout
from rules.definition import Role, UnitKind

ROLE_WORDS = (
    ("主要负责人", Role.LEADER.value),
    ("分管负责人", Role.DEPUTY.value),
    ("联系人", Role.CONTACT.value),
    ("联络员", Role.CONTACT.value),
)
ADDRESS_COLUMNS = {"email": "email", "wecom": "wecom_app", "mobile": "sms_http"}
"""Field of a person's row → channel of the address, in the order used where none is preferred."""
CHANNEL_WORDS = {
    "邮箱": "email",
    "电子邮件": "email",
    "邮件": "email",
    "企业微信": "wecom_app",
    "手机": "sms_http",
    "短信": "sms_http",
}


@dataclass(frozen=True, slots=True)
class UnitRow:
    code: str
    name: str
    kind: str
    county: str = ""
    parent: str = ""
    headcount: int = 0
    member: bool = False
    strong_town: bool = False
    order: int | None = None
    closed_on: date | None = None
    successor: str = ""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person in one post; whoever holds two posts has two rows."""

    unit: str
    code: str
    name: str
    role: str
    title: str = ""
    since: date | None = None
    until: date | None = None
    substitute: bool = False
    email: str = ""
    mobile: str = ""
    wecom: str = ""
    channels: str = ""


@dataclass(frozen=True, slots=True)
class Roster:
    units: tuple[UnitRow, ...]
    people: tuple[PersonRow, ...]


def units_layout(kinds: Sequence[UnitKind]) -> Layout[UnitRow]:
    """The sheet 单位 with the unit kinds of a campaign as its categories."""
    words = tuple((k.name, k.code) for k in kinds) + tuple((k.code, k.code) for k in kinds)
    return Layout(
        "units",
        "单位",
        (
            Column(
                "code", "代码", Kind.CODE, required=True, aliases=("单位代码", "编码", "单位编码"),
                note="一经启用不再改变，重新导入时按代码对应。", longest=40,
            ),
            Column("name", "名称", required=True, aliases=("单位名称", "单位全称")),
            Column(
                "kind", "类别", Kind.CHOICE, required=True, aliases=("单位类别", "类型"),
                note="从下拉列表中选择。", choices=words,
            ),
            Column("county", "县市区", aliases=("市区", "市、区", "所属地区", "地区"), longest=40),
            Column(
                "parent", "上级代码", Kind.CODE, aliases=("上级单位代码", "主管单位代码"),
                note="上级单位的代码，没有则留空。", longest=40,
            ),
            Column("headcount", "人数", Kind.WHOLE, aliases=("在岗人数", "进驻人数"), most=1_000_000),
            Column("member", "成员单位", Kind.YES_NO, note="领导小组成员单位填“是”。"),
            Column("strong_town", "强镇扩权镇", Kind.YES_NO, aliases=("强镇扩权",)),
            Column("order", "序号", Kind.WHOLE, note="名单中的固定顺序，可留空。", most=10_000_000),
            Column("closed_on", "关闭日期", Kind.DAY, aliases=("撤销日期",), note="自该日起不再参加。"),
            Column(
                "successor", "并入代码", Kind.CODE, aliases=("并入单位代码",),
                note="并入的单位的代码；须同时填写关闭日期。", longest=40,
            ),
        ),
        UnitRow,
        (
            UnitRow(
                "示例-001", "示例镇行政审批局（为民服务中心）", _kind(kinds, "town_bureau"),
                "昆山", "示例-上级", 12, strong_town=True, order=1,
            ),
            UnitRow("示例-002", "示例窗口", _kind(kinds, "window"), "市本级", headcount=3, order=2),
        ),
    )  # fmt: skip


PEOPLE: Layout[PersonRow] = Layout(
    "people",
    "人员",
    (
        Column(
            "unit", "单位代码", Kind.CODE, required=True, aliases=("所在单位代码",), longest=40,
            note="该单位在“单位”表中的代码。一个单位的人员请一次填全：表中不再出现的人员视为已离任。",
        ),
        Column(
            "code", "人员编号", Kind.CODE, required=True, aliases=("编号", "工号", "人员代码"),
            note="一经启用不再改变；一人任两职写两行，编号相同。", longest=40,
        ),
        Column("name", "姓名", required=True, longest=100),
        Column("role", "角色", Kind.CHOICE, required=True, choices=ROLE_WORDS),
        Column("title", "职务", longest=100),
        Column("since", "起始日期", Kind.DAY, aliases=("任职日期",), note="留空为导入当日。"),
        Column("until", "截止日期", Kind.DAY, note="最后一天（含当日），仍在任则留空。"),
        Column("substitute", "代理", Kind.YES_NO, note="代理期间消息发给代理人。"),
        Column("email", "邮箱", aliases=("电子邮箱", "邮件", "E-mail"), longest=320),
        Column("mobile", "手机", Kind.CODE, aliases=("手机号", "手机号码", "联系电话"), longest=20),
        Column("wecom", "企业微信", Kind.CODE, aliases=("企业微信账号",), longest=64),
        Column(
            "channels", "首选渠道", note="按先后写，用顿号隔开，如：企业微信、邮箱。留空为邮箱、企业微信、手机。",
        ),
    ),
    PersonRow,
    (
        PersonRow(
            "示例-001", "示例-r1", "示例甲", "leader", "局长", email="r1@units.example",
            mobile="10000000001",
        ),
        PersonRow(
            "示例-001", "示例-r2", "示例乙", "contact", "科员", email="r2@units.example",
            mobile="10000000002", wecom="r2", channels="企业微信、邮箱",
        ),
    ),
)  # fmt: skip


def _kind(kinds: Sequence[UnitKind], wanted: str) -> str:
    codes = [k.code for k in kinds]
    return wanted if wanted in codes else codes[0]
