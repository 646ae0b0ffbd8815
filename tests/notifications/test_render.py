"""Every kind of message says what it must, and nothing in a value becomes markup or a header."""

from __future__ import annotations

from datetime import date

import pytest

from notifications.catalogue import CATALOGUE
from notifications.render import (
    TEMPLATES,
    MissingValueError,
    days_left_cn,
    days_left_en,
    in_digits,
    render,
    render_chat,
    render_many,
)
from notifications.samples import CHAT_SAMPLE, SAMPLES

REMINDER = """\
示范区行政审批局 联系人 甄示例：
您好！在“双争双创”主题活动（第三届）中，截至2021年12月17日，以下2项待贵单位办理：

1. 申报材料（2.2）
   截止：2021年12月20日 24:00，还有1个工作日
   期限：考评工作时间安排表定为12月20日
   办理：登录系统填报并上传盖章件，也可送交纸质材料
   第2次提醒（T-1）

2. 争创措施（1.3）
   截止：2021年12月15日 24:00，已超期2个工作日
   期限：11月30日到期，经批准延至12月15日
   办理：在系统中登记措施和对照检查结果
   第5次提醒（T+1）

以下事项在等其他单位先行办理，贵单位暂不必动手：
· 现场察看：等待督查处安排时间

已经办理的，以系统记录为准，后续提醒自动停止。

活动领导小组办公室
2021年12月17日

————————————

2 items to be done by your unit as of 2021-12-17:
1. 申报材料 (2.2): 2021-12-20 24:00, 1 working day left
2. 争创措施 (1.3): 2021-12-15 24:00, 2 working days overdue
Once an item is done, its reminders stop by themselves.
"""
CHAT = """\
【“双争双创”主题活动（第三届）】2021年12月17日待办提醒
1. 申报材料（2.2）
   2021年12月20日 24:00截止，还有1个工作日
   尚未办理（2个单位）：示范区行政审批局、样板镇为民服务中心
   办理：登录系统填报并上传盖章件
请相关单位及时办理；已经办理的不必回复。
活动领导小组办公室
"""
EVERY = pytest.mark.parametrize("kind", CATALOGUE)


def test_a_reminder_reads_like_this() -> None:
    reminder = render("reminder", SAMPLES["reminder"])

    assert reminder.subject == (
        "【“双争双创”主题活动（第三届）】待办2项：申报材料，2021年12月20日 24:00截止，还有1个工作日"
    )
    assert reminder.body == REMINDER
    assert reminder.html is None


def test_the_text_for_a_chat_group_reads_like_this() -> None:
    assert render_chat(CHAT_SAMPLE) == CHAT


def test_every_kind_has_a_sample_and_a_folder_and_nothing_else_has() -> None:
    folders = {path.name for path in TEMPLATES.iterdir() if path.is_dir()}

    assert folders == set(SAMPLES) == set(CATALOGUE)


@EVERY
def test_every_kind_is_said_in_chinese_first_and_in_english_second(kind: str) -> None:
    rendered = render(kind, SAMPLES[kind], with_html=True)

    chinese, _, english = rendered.body.partition("————————————")
    assert rendered.subject.startswith("【“双争双创”主题活动（第三届）】")
    assert "\n" not in rendered.subject
    assert "您好！" in chinese
    assert chinese.rstrip().endswith("活动领导小组办公室\n2021年12月17日")
    assert english.strip().isascii() or "《" not in english
    assert rendered.html is not None
    assert rendered.html.startswith("<!doctype html>")
    assert "活动领导小组办公室" in rendered.html


@EVERY
def test_a_missing_value_is_named_with_the_kind_of_message(kind: str) -> None:
    values = {name: value for name, value in SAMPLES[kind].items() if name != "campaign_title"}

    with pytest.raises(MissingValueError) as caught:
        render(kind, values)

    assert str(caught.value) == f"message {kind}: 'campaign_title' is undefined"


@EVERY
def test_a_name_with_markup_stays_a_name(kind: str) -> None:
    name = '<b onclick="x()">{{ 7*7 }}</b>'

    rendered = render(kind, {**SAMPLES[kind], "unit_name": name}, with_html=True)

    assert name in rendered.body
    assert rendered.html is not None
    assert "<b onclick" not in rendered.html
    assert "&lt;b onclick=&#34;x()&#34;&gt;{{ 7*7 }}&lt;/b&gt;" in rendered.html


def test_a_line_break_in_a_title_does_not_reach_the_subject() -> None:
    values = {**SAMPLES["reminder"], "campaign_title": "主题活动\r\nBcc: x@y.test"}

    assert render("reminder", values).subject.startswith("【主题活动 Bcc: x@y.test】")


def test_whoever_owes_nothing_is_told_so() -> None:
    rendered = render("reminder", {**SAMPLES["reminder"], "items": [], "blocked": []})

    assert "贵单位没有待办事项。" in rendered.body
    assert rendered.subject.endswith("目前没有待办")


def test_a_post_without_a_person_is_addressed_all_the_same() -> None:
    values = {**SAMPLES["office_task"], "recipient_name": "", "unit_name": "示例处室"}

    assert render("office_task", values).body.startswith("示例处室 办公室主任：\n您好！")


def test_many_are_rendered_as_each_alone() -> None:
    samples = [{**SAMPLES["reminder"], "recipient_name": f"甄示例{n}"} for n in range(3)]

    assert render_many("reminder", samples) == [render("reminder", one) for one in samples]


def test_only_notices_to_all_wait_for_the_office() -> None:
    assert [kind.code for kind in CATALOGUE.values() if kind.bulk] == [
        "notice_issued",
        "result_notice",
    ]


@pytest.mark.parametrize(
    ("days", "chinese", "english"),
    [
        (3, "还有3个工作日", "3 working days left"),
        (1, "还有1个工作日", "1 working day left"),
        (0, "今天截止", "due today"),
        (-1, "已超期1个工作日", "1 working day overdue"),
    ],
)
def test_days_left_are_counted_in_words(days: int, chinese: str, english: str) -> None:
    assert (days_left_cn(days), days_left_en(days)) == (chinese, english)


def test_a_chinese_date_in_digits() -> None:
    assert in_digits("2021年6月8日 17:30") == f"{date(2021, 6, 8).isoformat()} 17:30"
