"""Titles break where the sense allows, into as few lines as hold them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from records.papers.titles import LONGEST, in_one_line, title_lines


def test_a_title_of_two_lines_breaks_at_its_bracket() -> None:
    assert title_lines("关于印发“双争双创”主题活动（第三届）考评工作安排的通知") == (
        "关于印发“双争双创”主题活动",
        "（第三届）考评工作安排的通知",
    )


def test_a_title_of_four_lines_breaks_between_its_phrases() -> None:
    title = (
        "关于印发《虚构市政务服务系统第三届“争当改革标兵、创最优营商环境，"
        "争作服务先锋、创最亮政府之窗”主题活动实施意见》的通知"
    )

    assert title_lines(title) == (
        "关于印发《虚构市政务服务系统第三届",
        "“争当改革标兵、创最优营商环境，",
        "争作服务先锋、创最亮政府之窗”",
        "主题活动实施意见》的通知",
    )


def test_the_writer_has_the_last_word_on_breaks() -> None:
    assert title_lines("关于甲|和乙的通知") == ("关于甲", "和乙的通知")
    assert title_lines("短标题") == ("短标题",)


@given(st.text(st.sampled_from("甲乙丙的和》于“”（、"), min_size=1, max_size=90))
def test_a_title_loses_nothing_and_no_line_is_too_long(title: str) -> None:
    lines = title_lines(title)

    assert "".join(lines) == title
    assert len(lines) == -(-len(title) // LONGEST)
    assert all(1 <= len(line) <= LONGEST for line in lines)


def test_a_list_shows_a_title_without_the_writers_breaks() -> None:
    assert in_one_line("发文签批单|《关于印发方案的通知》") == "发文签批单《关于印发方案的通知》"
