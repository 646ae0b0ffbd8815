"""Which typefaces papers are set in: the office's own, free ones brought in, or the packaged pair.

The official faces are commercial or belong to Windows, so none can be shipped. An office that has
them names their folder; `pingxuan fonts` brings free 仿宋, 楷体, 黑体 and 宋体; Noto Serif and Sans
come with the installation, hold every character and stand behind all others.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst

from records.papers.document import Face

PACKAGED = Path(pylopdf_fonts_zh_cn.__file__).parent
WISHES: Mapping[Face, tuple[str, ...]] = {
    Face.FANG: ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "FandolFang R"),
    Face.HEI: ("SimHei", "黑体", "FandolHei", "Noto Sans SC"),
    Face.KAI: ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "FandolKai"),
    Face.SONG: ("SimSun", "宋体", "FandolSong"),
    Face.TITLE: ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "FandolSong"),
}
"""Families in order of preference, the official faces first (GB/T 9704-2012 clauses 5.2, 7.2, 7.3)."""
BEHIND_ALL = ("Noto Serif SC", "Noto Sans SC")
"""For characters that a face lacks: the free 仿宋 has no 甪, 堃, 喆, 昇 or 玥."""
SYSTEM_PACKAGE = "texlive-lang-chinese"
FREE_FACES = "*/fandol/Fandol*.otf"


class FontsError(RuntimeError):
    """Free typefaces could not be brought in; says what to do instead."""


@dataclass(frozen=True, slots=True)
class Faces:
    """The families found, face by face, and where they lie."""

    families: Mapping[Face, tuple[str, ...]]
    loaded: typst.Fonts

    @property
    def best(self) -> dict[str, str]:
        """The family that each face is set in where it has the character."""
        return {face.value: names[0] for face, names in self.families.items()}


def faces_in(folders: Sequence[Path]) -> Faces:
    """The faces available in these folders and in the installation; never the system's at large.

    What the system happens to have would make the same paper look different on each machine.
    """
    return _faces_in(tuple(folder for folder in folders if folder.is_dir()))


@cache
def _faces_in(folders: tuple[Path, ...]) -> Faces:
    loaded = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[*(str(folder) for folder in folders), str(PACKAGED)],
    )
    there = set(loaded.families())
    families = {
        face: tuple(dict.fromkeys(name for name in (*wishes, *BEHIND_ALL) if name in there))
        for face, wishes in WISHES.items()
    }
    return Faces(families, loaded)


def bring_free_faces(into: Path) -> list[str]:
    """Take the free faces out of the system's package, without installing it; returns their names.

    Raises FontsError where the machine has no package tool or the package is not to be had.
    """
    tools = [shutil.which(name) for name in ("apt-get", "dpkg-deb")]
    if None in tools:
        raise FontsError(
            "这台机器没有 apt-get 和 dpkg-deb。请把字体文件放进一个文件夹，"
            "并用 PINGXUAN_FONTS 指明。No apt here: put font files into a folder and name it "
            "in PINGXUAN_FONTS."
        )
    with tempfile.TemporaryDirectory() as scratch:
        _run(["apt-get", "download", SYSTEM_PACKAGE], scratch)
        [package] = Path(scratch).glob("*.deb")
        _run(["dpkg-deb", "-x", package.name, "unpacked"], scratch)
        found = sorted(Path(scratch, "unpacked").rglob(FREE_FACES))
        into.mkdir(parents=True, exist_ok=True)
        for font in found:
            shutil.copyfile(font, into / font.name)
    return [font.name for font in found]


def _run(command: list[str], folder: str) -> None:
    done = subprocess.run(  # noqa: S603 - two fixed commands, no input of anybody's
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LC_ALL": "C"},
    )
    if done.returncode:
        told = (done.stderr or done.stdout).strip().splitlines()
        why = told[-1] if told else ""
        raise FontsError(
            f"{' '.join(command)}：{why}。请先运行 apt-get update 再试。Run apt-get update first."
        )
