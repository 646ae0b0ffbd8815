"""What is filed: items with archive number, title, date and files, and the lists that name them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

from records.archive.package import Entry
from records.workbooks.writing import Heading, Written
from rules.archive_numbers import NAMES, ArchiveNumber
from rules.definition.archive import ItemKind

ELECTRONIC, OTHER = "电子档案", "其他"


@dataclass(frozen=True, slots=True)
class Item:
    """One item (件): text and attachments, final and editable form together (DA/T 22-2015)."""

    number: ArchiveNumber
    kind: ItemKind
    title: str
    author: str
    """责任者."""
    on: date
    files: tuple[tuple[str, Path | bytes], ...]
    """Names within the item, with the content or where it lies."""
    document_number: str = ""
    pages: int | None = None
    main: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    sums: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of files whose rows hold it, by name: a file that is no longer that one stops the sealing."""

    @property
    def folder(self) -> str:
        """By year and category, as the national hand-over rules lay electronic records out."""
        number = self.number
        return f"{ELECTRONIC}/{number.year}/{number.category}/{number.for_files}"

    def entries(self) -> list[Entry]:
        return [
            Entry(f"{self.folder}/{name}", source, self.sums.get(name, ""))
            for name, source in self.files
        ]


def catalogue_sheet(items: Sequence[Item], title: str) -> Written:
    """归档文件目录 with the columns of DA/T 22-2015."""
    headings = (
        Heading("序号", 6), Heading("档号", 30, text=True), Heading("文号", 20, text=True),
        Heading("责任者", 24), Heading("题名", 48), Heading("日期", 10, text=True),
        Heading("密级", 6), Heading("页数", 6), Heading("保管期限", 10), Heading("备注", 16),
    )  # fmt: skip
    rows = [
        (
            place, str(item.number), item.document_number, item.author, item.title,
            f"{item.on:%Y%m%d}", "", item.pages, NAMES[item.number.retention], "",
        )
        for place, item in enumerate(items, 1)
    ]  # fmt: skip
    return Written("归档文件目录", headings, rows, title)


def catalogue_xml(items: Sequence[Item]) -> bytes:
    """文件目录.XML as the national rules for handing over electronic records have it (annex 2)."""
    root = ET.Element("文件目录")
    for place, item in enumerate(items, 1):
        file = ET.SubElement(root, "文件")
        for name, value in (
            ("顺序号", str(place)),
            ("档号", str(item.number)),
            ("责任者", item.author),
            ("题名", item.title),
            ("日期", f"{item.on:%Y%m%d}"),
            ("密级", ""),
            ("电子档案名称", item.folder),
            ("备注", ""),
        ):
            ET.SubElement(file, name).text = value
    return as_xml(root)


def metadata_xml(item: Item) -> bytes:
    """An item's metadata, by the names of DA/T 46-2009."""
    root = ET.Element("元数据")
    for name, value in (
        ("聚合层次", "文件"),
        ("档号", str(item.number)),
        ("全宗号", item.number.fonds),
        ("年度", str(item.number.year)),
        ("保管期限", NAMES[item.number.retention]),
        ("机构或问题", item.number.department),
        ("题名", item.title),
        ("文件编号", item.document_number),
        ("责任者", item.author),
        ("日期", f"{item.on:%Y%m%d}"),
        ("主送", "；".join(item.main)),
        ("抄送", "；".join(item.copies)),
        ("文种", item.kind.value),
    ):
        ET.SubElement(root, name).text = value
    for name, source in item.files:
        file = ET.SubElement(root, "电子文件", 文件名=name)
        file.set("格式", Path(name).suffix.lstrip(".").upper())
        file.set("大小", str(len(source) if isinstance(source, bytes) else source.stat().st_size))
    return as_xml(root)


def as_xml(root: ET.Element) -> bytes:
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"
