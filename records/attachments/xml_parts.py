"""The XML inside office files, read as a stream and refused at the first declaration of entities."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from xml.parsers import expat

from records.attachments.refusing import FileRefused, damaged

Seen = Callable[[str, dict[str, str]], None]
"""Told of each element: its name without namespace, and its attributes."""


def read_xml(parts: Iterable[bytes], seen: Seen, said: Callable[[str], None] | None = None) -> None:
    """Walk through a part of a package; `said` is told the text.

    Raises FileRefused for a document type, which is where entities, local files and addresses come
    in, and for what is no XML.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = lambda name, attributes: seen(name.rpartition(" ")[2], attributes)
    if said is not None:
        parser.buffer_text = True
        parser.CharacterDataHandler = said
    try:
        for part in parts:
            parser.Parse(part, False)  # noqa: FBT003 - expat takes no keywords
        parser.Parse(b"", True)  # noqa: FBT003
    except expat.ExpatError as error:
        raise damaged("内部XML不完整") from error


def _refuse(*_: object) -> None:
    raise FileRefused("文件内部带有DTD或外部实体声明", "请用办公软件打开后另存为新文件再上传")
