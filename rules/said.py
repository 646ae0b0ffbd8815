"""Sentences for people that remember their pattern and values, so that another language can say them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self


class Named(str):
    """A name from the campaign file in Chinese, with its English beside it."""

    __slots__ = ("english",)
    english: str

    def __new__(cls, chinese: str, english: str) -> Self:
        made = super().__new__(cls, chinese)
        made.english = english
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str, str], Mapping[str, object]]:
        return (str(self), self.english), {}


class Said(str):
    """A Chinese sentence made of a pattern and its values; it is a plain string to whoever prints it.

    The pattern is the sentence's code: catalogues of other languages are keyed by it. Values are
    data, names in two languages, or sentences themselves.
    """

    __slots__ = ("pattern", "values")
    pattern: str
    values: Mapping[str, object]

    def __new__(cls, pattern: str, **values: object) -> Self:
        made = super().__new__(cls, pattern.format(**values) if values else pattern)
        made.pattern, made.values = pattern, values
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str], Mapping[str, object]]:
        return (self.pattern,), self.values
