"""YAML read as plain data together with the place of every key and value, all mistakes at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from io import StringIO
from typing import TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

Path: TypeAlias = tuple[str | int, ...]
"""Keys and indexes from the root of the file down to one part of it."""

_DEEPEST = 30
"""An alias may contain itself; no campaign file is nearly as deep."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in the file, both counted from 1 as editors do."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Mistake:
    place: Place
    code: str
    message: str
    hint: str = ""


@dataclass(slots=True)
class Located:
    """What a file says, and where it says it."""

    data: object = None
    keys: dict[Path, Place] = field(default_factory=dict)
    values: dict[Path, Place] = field(default_factory=dict)
    spans: dict[Path, tuple[int, int]] = field(default_factory=dict)
    """Where a value's own characters begin and end in the text, quotes included."""
    mistakes: list[Mistake] = field(default_factory=list)

    def at(self, path: Path, *, key: bool = False) -> Place:
        """The place of a part, or of the nearest whole around it when the part is missing."""
        if key and path in self.keys:
            return self.keys[path]
        for length in range(len(path), -1, -1):
            place = self.values.get(path[:length])
            if place is not None:
                return place
        return Place(1, 1)


def locate(text: str) -> Located:
    """Read one YAML document; a broken one comes back with its mistake and no data."""
    found = Located()
    try:
        root = YAML().compose(StringIO(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
        found.mistakes.append(Mistake(place, "yaml-syntax", *_explained(error)))
        return found
    except YAMLError as error:
        message = f"文件不能按 YAML 读取：{str(error).splitlines()[0]}"
        found.mistakes.append(Mistake(Place(1, 1), "yaml-syntax", message, "请用 UTF-8 文本保存。"))
        return found
    found.data = None if root is None else _plain(root, (), found)
    if found.data is None and not found.mistakes:
        found.mistakes.append(Mistake(Place(1, 1), "empty-file", "文件是空的。"))
    return found


def _explained(error: MarkedYAMLError) -> tuple[str, str]:
    problem = str(error.problem or error.context or error)
    hints = {
        "\\t": "缩进请用空格，不要用制表符。",
        "mapping values": "上一行已经是一个值；请检查缩进，或者给含有冒号的文字加引号。",
        "expected ','": "方括号或花括号没有配对，或者少了逗号。",
        "cannot start any token": "以 @ ` % 等符号开头的文字要加引号。",
        "undefined alias": "* 开头的文字要加引号。",
        "another document": "一份文件只写一次活动，请删去 --- 之后的内容。",
    }
    hint = next((text for mark, text in hints.items() if mark in problem), "请检查缩进和引号。")
    return f"不是正确的 YAML：{problem}", hint


def _plain(node: Node, path: Path, found: Located) -> object:
    place = _place(node)
    found.values[path] = place
    found.spans[path] = (node.start_mark.index, node.end_mark.index)
    if len(path) > _DEEPEST:
        found.mistakes.append(Mistake(place, "too-deep", "层次过深，可能是别名引用了自己。"))
        return None
    if isinstance(node, MappingNode):
        return _mapping(node, path, found)
    if isinstance(node, SequenceNode):
        return [_plain(item, (*path, index), found) for index, item in enumerate(node.value)]
    return _scalar(node, place, found)


def _mapping(node: MappingNode, path: Path, found: Located) -> dict[str, object]:
    data: dict[str, object] = {}
    for key_node, value_node in node.value:
        place = _place(key_node)
        if not isinstance(key_node, ScalarNode):
            found.mistakes.append(Mistake(place, "key-not-text", "键必须是一个词。"))
            continue
        key = str(key_node.value)
        if key in data:
            first = found.keys[(*path, key)]
            message = f"键 {key} 写了两次，第一次在第 {first.line} 行。"
            found.mistakes.append(Mistake(place, "duplicate-key", message, "请删去其中一处。"))
            continue
        found.keys[(*path, key)] = place
        data[key] = _plain(value_node, (*path, key), found)
    return data


def _scalar(node: Node, place: Place, found: Located) -> object:
    """Numbers stay exact; dates and times stay text, which the definition reads itself."""
    text = str(node.value)
    match str(node.tag).rpartition(":")[2]:
        case "null":
            return None
        case "bool":
            return text.lower() == "true"
        case "int":
            return int(text.replace("_", ""), 0) if not text.lstrip("+-").isdigit() else int(text)
        case "float":
            number = Decimal(
                text.replace("_", "").replace(".inf", "Infinity").replace(".nan", "NaN")
            )
            if not number.is_finite():
                found.mistakes.append(Mistake(place, "not-finite", f"{text} 不是一个数。"))
            return number
        case _:
            return text


def _place(node: Node) -> Place:
    return Place(node.start_mark.line + 1, node.start_mark.column + 1)
