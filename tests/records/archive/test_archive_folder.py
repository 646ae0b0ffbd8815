"""An archive folder: the same content in the same bytes, every change named, never half there."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.archive.folder import Content, Written, differences, write_archive
from records.whole_folder import MANIFEST
from tests.support.kills import completed


@pytest.fixture
def content(tmp_path: Path) -> Content:
    dossier = tmp_path / "results" / "dossier"
    (dossier / "tables").mkdir(parents=True)
    (dossier / "得分.csv").write_bytes(b"\xef\xbb\xbf1,2\r\n")
    (dossier / "tables" / "list.json").write_text("[]", "utf-8")
    return Content(
        tables={
            "unit": [
                {"code": "xq01", "name": "示例市行政审批局"},
                {"code": "ck001", "name": "窗口"},
            ],
            "paper": [],
        },
        texts={"campaign-v1.yaml": "code: szsc-2021\n"},
        folders={"dossier": dossier, "casebook": tmp_path / "results" / "casebook"},
    )


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_tables_texts_and_folders_are_filed_with_the_checksum_of_each(
    tmp_path: Path, content: Content
) -> None:
    done = write_archive(tmp_path / "archive", content)

    filed = files(tmp_path / "archive")
    manifest = filed.pop(MANIFEST)
    assert filed == {
        "campaign-v1.yaml": b"code: szsc-2021\n",
        "dossier/tables/list.json": b"[]",
        "dossier/得分.csv": b"\xef\xbb\xbf1,2\r\n",
        "tables/paper.jsonl": b"",
        "tables/unit.jsonl": (
            '{"code": "xq01", "name": "示例市行政审批局"}\n{"code": "ck001", "name": "窗口"}\n'
        ).encode(),
    }
    assert sorted(manifest.decode().splitlines(), key=lambda line: line[66:]) == [
        f"{hashlib.sha256(filed[name]).hexdigest()}  {name}" for name in sorted(filed)
    ]
    assert done == Written(5, hashlib.sha256(manifest).hexdigest())
    assert differences(tmp_path / "archive") == []


def test_the_manifest_is_what_the_usual_tool_reads(tmp_path: Path, content: Content) -> None:
    """Two blanks between sum and name, as `sha256sum -c` wants them."""
    write_archive(tmp_path / "archive", content)

    lines = (tmp_path / "archive" / MANIFEST).read_text("utf-8").splitlines()
    assert [(len(line.split("  ")[0]), line[64:66]) for line in lines] == [(64, "  ")] * 5


def test_the_same_content_gives_the_same_bytes_however_it_was_gathered(
    tmp_path: Path, content: Content
) -> None:
    turned = Content(
        tables={
            name: [dict(reversed(list(row.items()))) for row in rows]
            for name, rows in reversed(list(content.tables.items()))
        },
        texts=dict(reversed(list(content.texts.items()))),
        folders=dict(reversed(list(content.folders.items()))),
    )

    one = write_archive(tmp_path / "one", content)
    other = write_archive(tmp_path / "other", turned)

    assert one == other
    assert files(tmp_path / "one") == files(tmp_path / "other")


def test_an_archive_written_again_is_replaced_and_leaves_nothing_beside_it(
    tmp_path: Path, content: Content
) -> None:
    target = tmp_path / "filed" / "archive"
    first = write_archive(target, replace(content, texts={"old.txt": "old"}))

    second = write_archive(target, content)

    assert first != second
    assert "old.txt" not in files(target)
    assert [path.name for path in target.parent.iterdir()] == ["archive"]


def test_altered_missing_and_extra_files_are_named_all_at_once(
    tmp_path: Path, content: Content
) -> None:
    target = tmp_path / "archive"
    write_archive(target, content)

    (target / "campaign-v1.yaml").write_text("code: szsc-2022\n", "utf-8")
    (target / "tables" / "paper.jsonl").unlink()
    (target / "dossier" / "得分.csv").rename(target / "dossier" / "分数.csv")
    (target / "tables" / "more").mkdir()
    (target / "tables" / "more" / "a.jsonl").write_text("", "utf-8")

    assert differences(target) == [
        "缺少 dossier/得分.csv",
        "缺少 tables/paper.jsonl",
        "多出 dossier/分数.csv",
        "多出 tables/more/a.jsonl",
        "内容不符 campaign-v1.yaml",
    ]


@given(place=st.integers(0, 59), bit=st.integers(0, 7))
def test_a_single_bit_is_enough(
    tmp_path_factory: pytest.TempPathFactory, place: int, bit: int
) -> None:
    target = tmp_path_factory.mktemp("bits") / "archive"
    rows = [{"code": "xq01", "name": "a"}, {"code": "xq02", "name": "b"}]
    write_archive(target, Content({"unit": rows}, {}, {}))
    file = target / "tables" / "unit.jsonl"
    bytes_ = bytearray(file.read_bytes())
    assert len(bytes_) == 60
    bytes_[place] ^= 1 << bit
    file.write_bytes(bytes_)

    assert differences(target) == ["内容不符 tables/unit.jsonl"]


def test_a_folder_without_a_manifest_is_no_archive(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        differences(tmp_path)


def test_a_kill_at_any_file_it_touches_leaves_no_half_archive(
    tmp_path: Path, content: Content
) -> None:
    target = tmp_path / "filed" / "archive"
    write_archive(tmp_path / "whole", content)
    whole, seen, kills = files(tmp_path / "whole"), set[bool](), 0

    while not completed(lambda: write_archive(target, content), killed_at=kills):
        if target.exists():
            assert files(target) == whole
        seen.add(target.exists())
        kills += 1

    assert kills > 10
    assert seen == {False}
    assert files(target) == whole


def test_a_kill_while_an_earlier_archive_is_replaced_always_leaves_one_of_them_whole(
    tmp_path: Path, content: Content
) -> None:
    write_archive(tmp_path / "new", content)
    earlier = replace(content, texts={"old.txt": "old"})
    write_archive(tmp_path / "old", earlier)
    old, new = files(tmp_path / "old"), files(tmp_path / "new")
    kills, done = 0, False

    while not done:
        target = tmp_path / str(kills) / "archive"
        write_archive(target, earlier)
        done = completed(lambda: write_archive(target, content), killed_at=kills)  # noqa: B023 - called at once

        kept = target if target.exists() else target.with_name("archive.old")
        assert files(kept) in (old, new)
        write_archive(target, content)
        assert files(target) == new
        assert [path.name for path in target.parent.iterdir()] == ["archive"]
        kills += 1

    assert kills > 20
