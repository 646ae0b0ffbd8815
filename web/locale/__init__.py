"""The second language: an English catalogue keyed by the Chinese text that the pages say first."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

ENGLISH: Mapping[str, str] = json.loads(
    (Path(__file__).parent / "en.json").read_text(encoding="utf-8")
)


class Language(StrEnum):
    CHINESE = "zh"
    ENGLISH = "en"


def say(language: Language, text: str, **values: object) -> str:
    """The text in the language, Chinese where there is no translation, with its values filled in."""
    told = ENGLISH.get(text, text) if language is Language.ENGLISH else text
    return told.format(**values) if values else told
