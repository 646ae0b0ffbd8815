"""What is wrong with the form of a campaign file, said in the clerk's words with line and column."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from config.findings import Finding
from config.placeholders import field_at, model_in
from rules.definition import Campaign

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails

    from config.positions import Located, Path


def shape_findings(error: ValidationError, located: Located) -> tuple[Finding, ...]:
    """One finding for each thing that does not fit the definition."""
    return tuple(_finding(detail, located) for detail in error.errors(include_url=False))


def _finding(detail: ErrorDetails, located: Located) -> Finding:
    path, form = _without_tags(detail["loc"], located)
    kind = detail["type"]
    if kind == "extra_forbidden":
        return _unknown_key(path, located, form)
    place = located.at(path)
    if kind == "missing":
        return Finding(
            place.line,
            place.column,
            "error",
            "missing-key",
            f"{_where(path[:-1])}缺少 {path[-1]}。",
            "请补上这一项。",
        )
    message, hint = _explained(detail)
    told = f"{_where(path)}{message}"
    return Finding(place.line, place.column, "error", "wrong-value", told, hint)


def _without_tags(path: Path, located: Located) -> tuple[Path, str]:
    """The path as the file has it, and the last form that pydantic put into it by its `kind`."""
    node, kept, form = located.data, list[str | int](), ""
    for part in path:
        if isinstance(node, dict) and part not in node and node.get("kind") == part:
            form = str(part)
            continue
        kept.append(part)
        if isinstance(node, dict):
            node = node.get(part)
        elif isinstance(node, list) and isinstance(part, int) and part < len(node):
            node = node[part]
    return tuple(kept), form


def _unknown_key(path: Path, located: Located, form: str) -> Finding:
    place = located.at(path, key=True)
    known = keys_at(path[:-1], form)
    near = get_close_matches(str(path[-1]), known, n=1, cutoff=0.5)
    hint = f"是不是 {near[0]}？" if near else f"这里可以写：{'、'.join(sorted(known))}。"
    message = f"{_where(path[:-1])}没有 {path[-1]} 这个键。"
    return Finding(place.line, place.column, "error", "unknown-key", message, hint)


def keys_at(path: Path, form: str = "") -> list[str]:
    """The keys that the definition knows at a place of the file, in a form told by its `kind`."""
    model: type[BaseModel] | None = Campaign
    if any(isinstance(part, str) for part in path):
        info = field_at(tuple(part for part in path if isinstance(part, str)))
        model = model_in(info.annotation, form) if info else None
    return list(model.model_fields) if model else []


def _where(path: Path) -> str:
    """`phases[2].steps[1].` counted from 1, as a person counts."""
    told = ""
    for part in path:
        told += f"[{part + 1}]" if isinstance(part, int) else f"{'.' if told else ''}{part}"
    return f"{told}：" if told else ""


def _explained(detail: ErrorDetails) -> tuple[str, str]:
    explain = _WORDS.get(detail["type"])
    if explain is None:
        return f"{_shown(detail['input'])} 不能用。", detail["msg"]
    message, hint = explain(detail)
    return f"{_shown(detail['input'])} {message}", hint


def _shown(value: object) -> str:
    if value is None:
        return "空值"
    return "这一段" if isinstance(value, (dict, list)) else f"“{value}”"


def _expected(detail: ErrorDetails) -> str:
    return str(detail.get("ctx", {}).get("expected", "")).replace(" or ", "、").replace("'", "")


def _choice(detail: ErrorDetails) -> tuple[str, str]:
    options = [o.strip() for o in _expected(detail).replace("、", ",").split(",")]
    near = get_close_matches(str(detail["input"]), options, n=1, cutoff=0.5)
    asked = f"是不是 {near[0]}？" if near else ""
    return "不在可选范围。", f"{asked}可选：{'、'.join(options)}。"


def _form(detail: ErrorDetails) -> tuple[str, str]:
    told = detail.get("ctx", {})
    options = [word.strip(" '") for word in str(told.get("expected_tags", "")).split(",")]
    near = get_close_matches(str(told.get("tag")), options, n=1, cutoff=0.5)
    asked = f"是不是 {near[0]}？" if near else ""
    return f"的 kind 不能写 {told.get('tag')}。", f"{asked}可选：{'、'.join(options)}。"


def _text(detail: ErrorDetails) -> tuple[str, str]:
    return "应当是文字。", f'请加引号，写成 "{detail["input"]}"。'


def _bound(words: str, name: str) -> Callable[[ErrorDetails], tuple[str, str]]:
    return lambda detail: (f"{words} {detail.get('ctx', {}).get(name)}。", "请改正这个数。")


def _fixed(message: str, hint: str) -> Callable[[ErrorDetails], tuple[str, str]]:
    return lambda _: (message, hint)


_DATE = _fixed("不是日期。", "写成 2021-12-17 这样。")
_TIME = _fixed("不是时间。", '写成 "09:37" 这样，并加引号。')
_NUMBER = _fixed("不是数。", "只写数字，例如 5 或 0.25。")
_WHOLE = _fixed("不是整数。", "只写整数，例如 5。")
_LIST = _fixed("应当是列表。", "写成 [甲, 乙]，或每行一个“- ”。")
_GROUP = _fixed("应当是一组“键: 值”。", "请检查缩进。")
_CODE = _fixed("不能作编码。", "编码只用小写英文字母、数字和 _ . -，不超过40个字符。")

_WORDS: dict[str, Callable[[ErrorDetails], tuple[str, str]]] = {
    "literal_error": _choice,
    "enum": _choice,
    "union_tag_invalid": _form,
    "union_tag_not_found": _fixed("没有写 kind，不知道是哪一种。", "请加上 kind。"),
    "greater_than": _bound("太小，须大于", "gt"),
    "string_type": _text,
    "string_too_short": _fixed("不能为空。", "请填写。"),
    "string_too_long": _fixed("太长。", "请缩短。"),
    "string_pattern_mismatch": _CODE,
    "greater_than_equal": _bound("太小，不能小于", "ge"),
    "less_than_equal": _bound("太大，不能大于", "le"),
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "time_type": _TIME,
    "time_parsing": _TIME,
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "bool_type": _fixed("应当是 true 或 false。", ""),
    "bool_parsing": _fixed("应当是 true 或 false。", ""),
    "tuple_type": _LIST,
    "too_short": _fixed("至少要有一项。", "请补上。"),
    "model_type": _GROUP,
    "model_attributes_type": _GROUP,
    "dict_type": _GROUP,
}
