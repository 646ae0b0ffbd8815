"""The package: the same content in the same bytes, every change named, never half there."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable
from pathlib import Path

import bagit
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records.archive.package import TAG_MANIFEST, Entry, PackageError, Packed, pack
from records.archive.reading import PIECE
from records.archive.verification import NotAPackageError, extract, listed, verify
from tests.support.kills import completed

INFO = {"Source-Organization": "虚构市行政审批局", "Bagging-Date": "2022-01-20"}


@pytest.fixture
def entries(tmp_path: Path) -> list[Entry]:
    file = tmp_path / "得分.xlsx"
    file.write_bytes(b"PK\x03\x04 a workbook")
    return [
        Entry("电子档案/2022/WS/J001/正文.pdf", b"%PDF-1.7 text"),
        Entry("电子档案/2022/WS/J002/得分.xlsx", file),
        Entry("其他/数据表/paper.jsonl", b""),
    ]


@pytest.fixture
def package(tmp_path: Path, entries: list[Entry]) -> Path:
    pack(tmp_path / "a.zip", "SZSC", entries, INFO)
    return tmp_path / "a.zip"


def test_it_holds_a_bag_that_the_standard_library_of_bags_accepts(
    tmp_path: Path, package: Path
) -> None:
    extract(package, tmp_path / "out")

    bag = bagit.Bag(str(tmp_path / "out" / "SZSC"))
    assert bag.validate()
    assert bag.info == {**INFO, "Payload-Oxum": "28.3"}


def test_a_manifest_by_the_national_algorithm_may_stand_beside_in_a_valid_bag(
    tmp_path: Path, entries: list[Entry]
) -> None:
    pack(tmp_path / "a.zip", "SZSC", entries, INFO, sm3=True)
    extract(tmp_path / "a.zip", tmp_path / "out")

    assert bagit.Bag(str(tmp_path / "out" / "SZSC")).validate()
    manifest = (tmp_path / "out" / "SZSC" / "manifest-sm3.txt").read_text().splitlines()
    digest = hashlib.new("sm3", b"%PDF-1.7 text").hexdigest()
    assert f"{digest}  data/电子档案/2022/WS/J001/正文.pdf" in manifest


def test_what_only_one_of_two_manifests_says_is_told_with_its_algorithm(
    tmp_path: Path, entries: list[Entry]
) -> None:
    pack(tmp_path / "a.zip", "SZSC", entries, INFO, sm3=True)

    def change(files: dict[str, bytes]) -> None:
        name = "SZSC/data/电子档案/2022/WS/J001/正文.pdf"
        old, files[name] = files[name], b"%PDF-1.7 fake"
        new = hashlib.sha256(files[name]).hexdigest().encode()
        manifest = files["SZSC/manifest-sha256.txt"]
        files["SZSC/manifest-sha256.txt"] = manifest.replace(
            hashlib.sha256(old).hexdigest().encode(), new
        )

    assert verify(rewritten(tmp_path / "a.zip", change)).problems == (
        "内容不符 manifest-sha256.txt",
        "内容不符 data/电子档案/2022/WS/J001/正文.pdf（sm3）",
    )


def test_files_of_every_size_around_a_block_are_summed_as_they_are(tmp_path: Path) -> None:
    sizes = (0, 1, PIECE - 200, PIECE - 1, PIECE, PIECE + 1, 0, 2 * PIECE + 7)
    entries = [Entry(f"{n:02}.bin", bytes([n]) * size) for n, size in enumerate(sizes)]
    done = pack(tmp_path / "a.zip", "SZSC", entries, INFO)

    checked = verify(tmp_path / "a.zip", done.digest)
    assert (checked.problems, checked.files) == ((), len(sizes) + 4)
    extract(tmp_path / "a.zip", tmp_path / "out")
    assert bagit.Bag(str(tmp_path / "out" / "SZSC")).validate()


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_any_byte_of_a_listed_file_is_enough_for_the_standard_library(
    tmp_path: Path, package: Path, data: st.DataObject
) -> None:
    out = tmp_path / "unpacked"
    if not out.exists():
        extract(package, out)
    listed_files = [n for n, size in listed(package) if size and not n.endswith(TAG_MANIFEST)]
    file = out / data.draw(st.sampled_from(listed_files))
    good = file.read_bytes()
    place, bit = data.draw(st.integers(0, len(good) - 1)), data.draw(st.integers(0, 7))
    file.write_bytes(good[:place] + bytes([good[place] ^ 1 << bit]) + good[place + 1 :])

    try:
        with pytest.raises((bagit.BagError, ValueError, OSError)):
            bagit.Bag(str(out / "SZSC")).validate()
    finally:
        file.write_bytes(good)


def test_its_digest_is_that_of_the_file(tmp_path: Path, entries: list[Entry]) -> None:
    done = pack(tmp_path / "a.zip", "SZSC", entries, INFO)

    whole = hashlib.sha256((tmp_path / "a.zip").read_bytes()).hexdigest()
    assert done == Packed(3, 28, whole)
    assert verify(tmp_path / "a.zip", whole[:16]).problems == ()


def test_the_same_content_gives_the_same_bytes_in_whatever_order(
    tmp_path: Path, entries: list[Entry]
) -> None:
    one = pack(tmp_path / "one.zip", "SZSC", entries, INFO)
    other = pack(tmp_path / "other.zip", "SZSC", reversed(entries), INFO)

    assert one == other
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "other.zip").read_bytes()


def test_nothing_is_deflated_and_sizes_beyond_4_gib_have_room(package: Path) -> None:
    with zipfile.ZipFile(package) as file:
        kinds = {entry.compress_type for entry in file.infolist()}

    assert kinds == {zipfile.ZIP_STORED}


@pytest.mark.parametrize("name", ["../a", "/a", "a//b", "a\\b", "", "a/./b"])
def test_a_name_that_would_leave_the_bag_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(PackageError, match="不能作为归档包内的文件名"):
        pack(tmp_path / "a.zip", "SZSC", [Entry(name, b"")], INFO)
    assert not (tmp_path / "a.zip").exists()


def test_a_name_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="出现两次"):
        pack(tmp_path / "a.zip", "SZSC", [Entry("a", b"1"), Entry("a", b"2")], INFO)


def rewritten(package: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """A package with other files, as a forger would put together."""
    with zipfile.ZipFile(package) as file:
        files = {name: file.read(name) for name in file.namelist()}
    change(files)
    forged = package.with_name("forged.zip")
    with zipfile.ZipFile(forged, "w") as file:
        for name, content in files.items():
            file.writestr(name, content)
    return forged


def test_missing_altered_and_extra_files_are_named_all_at_once(package: Path) -> None:
    def change(files: dict[str, bytes]) -> None:
        del files["SZSC/data/其他/数据表/paper.jsonl"]
        files["SZSC/data/电子档案/2022/WS/J001/正文.pdf"] = b"%PDF-1.7 fake"
        files["SZSC/data/more.txt"] = b"more"
        files["SZSC/bag-info.txt"] += b"Contact-Name: x\n"

    assert verify(rewritten(package, change)).problems == (
        "缺少 data/其他/数据表/paper.jsonl",
        "多出 data/more.txt",
        "内容不符 data/电子档案/2022/WS/J001/正文.pdf",
        "内容不符 bag-info.txt",
    )


def test_a_forger_who_makes_the_manifests_anew_is_caught_by_the_printed_sum(
    tmp_path: Path, entries: list[Entry], package: Path
) -> None:
    printed = verify(package).digest
    forged = [Entry(entries[0].name, b"%PDF-1.7 fake"), *entries[1:]]
    pack(tmp_path / "forged.zip", "SZSC", forged, INFO)

    assert verify(tmp_path / "forged.zip").problems == ()
    [problem] = verify(tmp_path / "forged.zip", printed[:16]).problems
    assert problem.startswith("包校验值与移交清单所印不符")


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
def test_any_byte_at_all_is_enough_against_the_printed_sum(
    package: Path, data: st.DataObject
) -> None:
    whole = package.read_bytes()
    printed = hashlib.sha256(whole).hexdigest()
    place = data.draw(st.integers(0, len(whole) - 1))
    bit = data.draw(st.integers(0, 7))
    damaged = package.with_name("damaged.zip")
    damaged.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << bit]) + whole[place + 1 :])

    try:
        problems = verify(damaged, printed).problems
    except NotAPackageError:
        return
    assert problems


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
def test_any_byte_of_a_file_is_enough_for_the_manifest(package: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([n for n, size in listed(package) if size and "/data/" in n]))

    def change(files: dict[str, bytes]) -> None:
        content = bytearray(files[name])
        content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
        files[name] = bytes(content)

    assert verify(rewritten(package, change)).problems == (
        f"内容不符 {name.removeprefix('SZSC/')}",
    )


@pytest.mark.parametrize("cut", [1, 30, 500])
def test_a_file_cut_short_is_no_package(package: Path, cut: int) -> None:
    package.write_bytes(package.read_bytes()[:-cut])

    with pytest.raises(NotAPackageError, match="不是完整的归档包"):
        verify(package)
    with pytest.raises(NotAPackageError, match="不是完整的归档包"):
        listed(package)
    with pytest.raises(NotAPackageError, match="不是完整的归档包"):
        extract(package, package.with_name("out"))


def test_another_zip_is_no_package(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as file:
        file.writestr("a/b.txt", "b")

    with pytest.raises(NotAPackageError, match="没有清单"):
        verify(tmp_path / "b.zip")


def test_a_damaged_file_is_said_while_unpacking(package: Path) -> None:
    whole = package.read_bytes()
    with zipfile.ZipFile(package) as file:
        entry = max(file.infolist(), key=lambda one: one.file_size)
    place = entry.header_offset + 30 + len(entry.filename.encode()) + entry.file_size // 2
    package.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])

    with pytest.raises(NotAPackageError, match="已损坏"):
        extract(package, package.with_name("out"))


def test_it_is_not_unpacked_over_anything(tmp_path: Path, package: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")

    with pytest.raises(NotAPackageError, match="不是空文件夹"):
        extract(package, tmp_path / "out")


def test_a_kill_at_any_file_it_touches_leaves_the_earlier_package_or_the_whole_new_one(
    tmp_path: Path, entries: list[Entry]
) -> None:
    pack(tmp_path / "new.zip", "SZSC", entries, INFO)
    target = tmp_path / "filed" / "a.zip"
    pack(target, "SZSC", entries[:1], INFO)
    old, new = target.read_bytes(), (tmp_path / "new.zip").read_bytes()
    kills = 0

    while not completed(lambda: pack(target, "SZSC", entries, INFO), killed_at=kills):
        assert target.read_bytes() in (old, new)
        kills += 1

    assert kills >= 3
    assert target.read_bytes() == new
    assert [path.name for path in target.parent.iterdir()] == ["a.zip"]
