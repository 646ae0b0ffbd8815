"""A template reads the way the paper does; what cannot be read is named with its line."""

from __future__ import annotations

import pytest

from records.papers.document import Annex, Face, Paragraph, Run
from records.papers.markup import MarkupError, paragraph, read
from tests.support.papers import LIST, plain

TEXT = """标题：关于开展考评工作的通知
主送：各市、区行政审批局；各进驻部门窗口

为做好考评工作，现将有关事项通知如下。
一、时间安排
（一）材料报送。十二月十七日前报送。
[[时间安排]]
1.纸质一式两份。
==== 附件：考评工作时间安排表
[[时间安排]]
"""


def test_head_lines_levels_tables_and_annexes_are_told_apart() -> None:
    done = read(TEXT, {"时间安排": LIST})

    assert done.heads == {
        "标题": "关于开展考评工作的通知",
        "主送": "各市、区行政审批局；各进驻部门窗口",
    }
    assert done.names("主送") == ("各市、区行政审批局", "各进驻部门窗口")
    assert done.blocks == (
        plain("为做好考评工作，现将有关事项通知如下。"),
        Paragraph((Run("一、时间安排", Face.HEI),)),
        Paragraph((Run("（一）材料报送。", Face.KAI), Run("十二月十七日前报送。"))),
        LIST,
        plain("1.纸质一式两份。"),
    )
    assert done.annexes == (Annex("附件", "考评工作时间安排表", (LIST,)),)


def test_several_annexes_are_numbered() -> None:
    done = read("标题：甲\n\n正文\n==== 附件：乙\n==== 附件：丙", {})

    assert [(annex.label, annex.title) for annex in done.annexes] == [
        ("附件1", "乙"),
        ("附件2", "丙"),
    ]


def test_a_paragraph_of_the_first_level_that_runs_on_has_only_its_heading_in_heiti() -> None:
    assert paragraph("一、加强领导。各单位要重视。").runs == (
        Run("一、加强领导。", Face.HEI),
        Run("各单位要重视。"),
    )


def test_an_unknown_table_is_named_with_its_line_and_the_ones_there_are() -> None:
    with pytest.raises(MarkupError, match="第3行：没有名为“名单”的表，可用的表：时间安排"):
        read("标题：甲\n\n[[名单]]", {"时间安排": LIST})


def test_a_line_before_the_empty_one_that_is_no_head_line_is_named() -> None:
    with pytest.raises(MarkupError, match="第2行“题目：乙”不是文头"):
        read("标题：甲\n题目：乙\n\n正文", {})
