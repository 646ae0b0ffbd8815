"""The four-property check at sealing: authentic, complete, usable, safe (DA/T 70-2018)."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree as ET

from records.archive.items import Item, as_xml

KEPT_FORMATS = frozenset(
    {
        ".pdf", ".ofd", ".docx", ".xlsx", ".png", ".jpg", ".json", ".jsonl", ".yaml", ".xml",
        ".txt", ".csv",
    }
)  # fmt: skip
OFFICE_FORMATS = frozenset({".docx", ".xlsx"})


class Property(StrEnum):
    AUTHENTIC = "真实性"
    COMPLETE = "完整性"
    USABLE = "可用性"
    SAFE = "安全性"


@dataclass(frozen=True, slots=True)
class Check:
    """One test: its number, rule, and what it found; None means it could not be made here."""

    code: str
    about: Property
    rule: str
    passed: bool | None
    detail: str = ""


def checks_of(items: Sequence[Item], facts: Iterable[Check]) -> list[Check]:
    """The tests of the items themselves, beside those that only the system could make."""
    files = [(item, name, source) for item in items for name, source in item.files]
    own = [file for file in files if not file[1].startswith("附件/")]
    made = [
        *facts,
        _none("W1", Property.COMPLETE, "档号连续，没有重号、跳号", _gaps(items)),
        _none("W2", Property.COMPLETE, "每件都有文件", (i.title for i in items if not i.files)),
        _none("K1", Property.USABLE, "格式在长期保存的范围内", _outside(files, KEPT_FORMATS)),
        _none("K2", Property.USABLE, "公文PDF为PDF/A", _failing(own, {".pdf"}, _is_pdf_a)),
        _none("K3", Property.USABLE, "文档能够打开", _failing(files, OFFICE_FORMATS, _opens)),
        _none("A1", Property.SAFE, "文档不含宏", _failing(files, OFFICE_FORMATS, _without_macros)),
    ]
    return sorted(made, key=lambda check: (list(Property).index(check.about), check.code))


def report_xml(checks: Sequence[Check]) -> bytes:
    root = ET.Element("四性检测报告")
    for check in checks:
        node = ET.SubElement(root, "检测", 编号=check.code, 类别=check.about.value)
        ET.SubElement(node, "规则").text = check.rule
        ET.SubElement(node, "结果").text = _RESULTS[check.passed]
        ET.SubElement(node, "说明").text = check.detail
    return as_xml(root)


_RESULTS = {True: "通过", False: "不通过", None: "未检测"}
_Files = Sequence[tuple[Item, str, "Path | bytes"]]


def _none(code: str, about: Property, rule: str, against: Iterable[str]) -> Check:
    """Passed when nothing speaks against it."""
    found = list(against)
    return Check(code, about, rule, not found, "；".join(found))


def _gaps(items: Sequence[Item]) -> Iterator[str]:
    places: dict[tuple[int, str], list[int]] = {}
    for item in items:
        places.setdefault((item.number.year, item.number.retention), []).append(item.number.item)
    for (year, retention), numbers in places.items():
        if sorted(numbers) != list(range(1, len(numbers) + 1)):
            yield f"{year}年{retention}：{sorted(numbers)}"


def _outside(files: _Files, allowed: frozenset[str]) -> Iterator[str]:
    return (name for _, name, _ in files if PurePosixPath(name).suffix.lower() not in allowed)


def _failing(
    files: _Files, suffixes: Iterable[str], holds: Callable[[bytes], bool]
) -> Iterator[str]:
    for _, name, source in files:
        if PurePosixPath(name).suffix.lower() in suffixes and not holds(_bytes(source)):
            yield name


def _bytes(source: Path | bytes) -> bytes:
    return source if isinstance(source, bytes) else source.read_bytes()


def _is_pdf_a(content: bytes) -> bool:
    return content.startswith(b"%PDF-") and b"pdfaid:part" in content


def _opens(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(BytesIO(content)) as file:
            return file.testzip() is None and "[Content_Types].xml" in file.namelist()
    except zipfile.BadZipFile:
        return False


def _without_macros(content: bytes) -> bool:
    """What cannot be opened cannot be called free of macros either."""
    if not _opens(content):
        return False
    with zipfile.ZipFile(BytesIO(content)) as file:
        return not any(name.lower().endswith("vbaproject.bin") for name in file.namelist())
