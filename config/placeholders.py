"""A broken campaign file made whole enough to go on checking, so that all mistakes come at once."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, time
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Literal, get_args, get_origin

from annotated_types import Ge
from pydantic import BaseModel, ValidationError

from rules.definition import Campaign

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic.fields import FieldInfo

    from config.positions import Path

_ROUNDS = 6
"""A missing whole brings its own missing parts to light, one level a round."""

_STAND_INS: dict[type, object] = {
    date: date(2021, 1, 1),
    time: time(9, 37),
    Decimal: Decimal(0),
    int: 1,
    bool: False,
    str: "x",
    tuple: [],
    dict: {},
}


def made_whole(data: object, error: ValidationError) -> tuple[Campaign | None, tuple[Path, ...]]:
    """A definition with stand-ins where the file is wrong, and the places of the stand-ins."""
    copy = deepcopy(data)
    replaced: list[Path] = []
    for _ in range(_ROUNDS):
        paths = [detail["loc"] for detail in error.errors(include_url=False)]
        replaced += paths
        # From the end backwards: taking an item out of a list must not move the ones still wrong.
        for path in sorted(paths, key=_from_the_end, reverse=True):
            _repair(copy, path)
        try:
            return Campaign.model_validate(copy), tuple(replaced)
        except ValidationError as next_error:
            error = next_error
    return None, tuple(replaced)


def touched(path: Path, replaced: Iterable[Path], *, siblings: bool) -> bool:
    """Whether a remark at this path may rest on a stand-in rather than on the file.

    With `siblings`, other parts of the same whole count: the end of a step is judged by its start.
    """
    return any(
        bad[: len(path)] == path
        or path[: len(bad)] == bad
        or (siblings and len(bad) > 1 and path[: len(bad) - 1] == bad[:-1])
        for bad in replaced
    )


def _from_the_end(path: Path) -> tuple[tuple[bool, int, str], ...]:
    return tuple((isinstance(p, int), p if isinstance(p, int) else 0, str(p)) for p in path)


def _repair(data: object, path: Path) -> None:
    parent = data
    keys = [part for part in path if part != "[key]"]
    for part in keys[:-1]:
        parent = _inside(parent, part)
    if isinstance(parent, dict) and keys:
        info = field_at(tuple(keys))
        if info is not None and info.is_required():
            parent[keys[-1]] = _stand_in(info, parent.get(keys[-1]))
        else:
            parent.pop(keys[-1], None)
    elif isinstance(parent, list) and keys and isinstance(keys[-1], int):
        del parent[keys[-1] : keys[-1] + 1]


def _inside(parent: object, part: str | int) -> object:
    if isinstance(parent, dict):
        return parent.get(part)
    if isinstance(parent, list) and isinstance(part, int) and part < len(parent):
        return parent[part]
    return None


def _stand_in(info: FieldInfo, told: object) -> object:
    annotation = info.annotation
    if annotation is str and isinstance(told, (int, Decimal)):
        return str(told)  # a code without quotes: whatever refers to it still finds it
    origin = get_origin(annotation) or annotation
    if origin is Literal:
        return get_args(annotation)[0]
    if isinstance(origin, type) and issubclass(origin, BaseModel):
        return {}
    if isinstance(origin, type) and issubclass(origin, Enum):
        return next(iter(origin)).value
    least = next((rule.ge for rule in info.metadata if isinstance(rule, Ge)), None)
    if least is not None:
        return least
    return deepcopy(_STAND_INS.get(origin)) if isinstance(origin, type) else None


def field_at(path: Path) -> FieldInfo | None:
    """The field that a path names, if it names a field of the definition."""
    model: type[BaseModel] | None = Campaign
    info: FieldInfo | None = None
    for part in path:
        if isinstance(part, int):
            info = None
            continue
        info = model.model_fields.get(part) if model else None
        model = model_in(info.annotation) if info else None
    return info


def model_in(annotation: object, form: str = "") -> type[BaseModel] | None:
    """The model that a field holds, directly, in a list or as an option; of several the one form."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        kind = annotation.model_fields.get("kind") if form else None
        return annotation if kind is None or form in get_args(kind.annotation) else None
    parts = get_args(annotation)
    return next((found for part in parts if (found := model_in(part, form))), None)
