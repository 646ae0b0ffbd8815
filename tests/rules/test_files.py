"""Names of files from strangers, and the headers they go out with."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.files import FileKind, name_problems, path_problems, safe_headers, served_name


@pytest.mark.parametrize(
    "name",
    ["证明.pdf", "a", "2021年 汇总（定稿）.xlsx", "照片 1.JPG", "甪直镇—窗口.docx", "a..b.txt"],
)
def test_a_plain_name_is_good(name: str) -> None:
    assert name_problems(name) == []


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "是空的"),
        (" ", "是空的"),
        ("..", "带有路径"),
        ("../a.pdf", "带有路径"),
        ("/etc/passwd", "带有路径"),
        ("C:\\a.pdf", "带有路径"),
        ("c:a.pdf", "带有路径"),
        ("a\x00.pdf", "看不见的控制字符"),
        ("a\n.pdf", "看不见的控制字符"),
        ("a\u200b.pdf", "看不见的控制字符"),
        ("a\ufeff.pdf", "看不见的控制字符"),
        ("报告\u202efdp.exe", "改变文字方向"),
        ("CON.pdf", "系统保留的设备名"),
        ("lpt1", "系统保留的设备名"),
        ("a.pdf.", "以空格或句点"),
        (" a.pdf", "以空格或句点"),
        ("字" * 201, "超过200个字"),
    ],
)
def test_a_name_with_a_trick_is_told_what_it_is(name: str, why: str) -> None:
    assert any(why in problem for problem in name_problems(name))


@pytest.mark.parametrize("path", ["a/../b", "/a", "C:/a", "a//b", "a\\b", "a/con.txt", "a\x00"])
def test_a_path_inside_a_package_stays_inside(path: str) -> None:
    assert path_problems(path) != []


def test_folders_and_files_inside_a_package_are_good() -> None:
    assert [path_problems(path) for path in ("word/document.xml", "甲/乙/", "a.b/c")] == [
        [],
        [],
        [],
    ]


@pytest.mark.parametrize(
    ("name", "kind", "served"),
    [
        ("图.PNG", FileKind.PNG, "图.PNG"),
        ("图.jpeg", FileKind.JPEG, "图.jpeg"),
        ("图.png", FileKind.JPEG, "图.png.jpg"),
        ("a.exe", FileKind.PDF, "a.exe.pdf"),
        ("a", FileKind.TEXT, "a.txt"),
    ],
)
def test_a_file_is_served_with_the_ending_of_its_content(
    name: str, kind: FileKind, served: str
) -> None:
    assert served_name(name, kind) == served


@given(name=st.text(max_size=40), kind=st.sampled_from(FileKind))
def test_no_name_breaks_out_of_its_header(name: str, kind: FileKind) -> None:
    headers = safe_headers(name.encode("utf-8", "replace").decode(), kind)

    shown = headers["content-disposition"]
    assert shown.startswith('attachment; filename="')
    assert shown.count('"') == 2
    assert shown.isascii()
    assert shown.isprintable()
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert headers["content-type"] == kind.content_type
