"""The second language: an English catalogue keyed by the Chinese text that the pages say first."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from rules.said import Named, Said

ENGLISH: Mapping[str, str] = json.loads(
    (Path(__file__).parent / "en.json").read_text(encoding="utf-8")
)


class Language(StrEnum):
    CHINESE = "zh"
    ENGLISH = "en"


def say(language: Language, text: str, **values: object) -> str:
    """The text in the language, Chinese where there is no translation, with its values filled in.

    A sentence that remembers its pattern is said by that; names have their own English.
    """
    if language is Language.CHINESE:
        return text.format(**values) if values else text
    if isinstance(text, Named):
        return text.english
    if isinstance(text, Said):
        values = {**text.values, **values}
        text = text.pattern
    told = ENGLISH.get(text, text)
    return told.format(**{k: _english(v) for k, v in values.items()}) if values else told


def _english(value: object) -> object:
    return say(Language.ENGLISH, value) if isinstance(value, Said | Named) else value
