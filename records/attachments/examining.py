"""The one door for a stranger's file: its name, its size, what it is, and what it may hide."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import BinaryIO

from records.attachments.heads import ZIP
from records.attachments.packages import examine_package
from records.attachments.plain import examine_plain
from records.attachments.refusing import FileRefused
from rules.files import MEGABYTE, FileKind, Limits, name_problems


def refuse_name(name: str) -> None:
    """Raises FileRefused for a name that hides or reaches for something."""
    if problems := name_problems(name):
        raise FileRefused("；".join(problems), "请改名后重新上传")


def too_large(limits: Limits) -> FileRefused:
    most = limits.most_bytes / MEGABYTE
    return FileRefused(f"文件超过{most:g}MB的上限", "请压缩图片或分成几个文件后上传")


def examine(file: BinaryIO, name: str, limits: Limits) -> FileKind:
    """What a file on disk is, by its content alone; the name only tells .csv from other text.

    Reads it in pieces, so that memory stays flat. Raises FileRefused.
    """
    refuse_name(name)
    size = file.seek(0, 2)
    if not size:
        raise FileRefused("文件是空的", "请选择有内容的文件")
    if size > limits.most_bytes:
        raise too_large(limits)
    file.seek(0)
    packed = file.read(len(ZIP)) == ZIP
    kind = examine_package(file, limits) if packed else examine_plain(file, limits)
    if kind is FileKind.TEXT and PurePosixPath(name).suffix.lower() == ".csv":
        kind = FileKind.CSV
    if kind not in limits.kinds:
        if kind is FileKind.ZIP:
            raise FileRefused("附件不收压缩包", "请解开后把里面的文件分别上传")
        taken = "、".join(sorted(one.value.upper() for one in limits.kinds))
        raise FileRefused(f"这里不收 {kind.value.upper()} 文件", f"请改用 {taken}")
    return kind
