"""Telephone numbers, identity numbers and mail addresses made unreadable, for copies that strangers see."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_IDENTITY = re.compile(r"(?<![0-9A-Za-z])(\d{6})\d{8}(\d{3}[0-9Xx])(?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<![0-9A-Za-z])(1\d{2})\d{4}(\d{4})(?![0-9A-Za-z])")
_LANDLINE = re.compile(r"(?<![0-9A-Za-z])(0\d{2,3}-?)\d{7,8}(?![0-9A-Za-z])")
_MAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])([A-Za-z0-9])[A-Za-z0-9._%+-]*(@[A-Za-z0-9.-]+\.[A-Za-z]{2,})"
)


def masked_text(text: str) -> str:
    """138****0000, 320500********001X, 0512-********, w***@example.cn; all else as it is."""
    text = _IDENTITY.sub(r"\1********\2", text)
    text = _MOBILE.sub(r"\1****\2", text)
    text = _LANDLINE.sub(r"\1********", text)
    return _MAIL.sub(r"\1***\2", text)


def masked(value: Any) -> Any:  # noqa: ANN401 - any plain JSON value
    """The same value with every text in it masked, keys of mappings included."""
    if isinstance(value, str):
        return masked_text(value)
    if isinstance(value, Mapping):
        return {masked(key): masked(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [masked(inner) for inner in value]
    return value
