"""The second language: English catalogues keyed by the Chinese text that the pages say first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path

from babel.messages.pofile import read_po

from rules.said import Named, Said

CATALOGUES = Path(__file__).parent / "en"
"""One .po file an area of the pages; a text stands in one of them."""


class Language(StrEnum):
    CHINESE = "zh"
    ENGLISH = "en"


def translations(catalogue: Path) -> Iterator[tuple[str, str]]:
    """Texts of a catalogue with their English, in the file's order."""
    with catalogue.open("rb") as file:
        for message in read_po(file, locale="en", charset="utf-8"):
            if message.id:
                yield str(message.id), str(message.string)


ENGLISH: Mapping[str, str] = {
    text: told
    for catalogue in sorted(CATALOGUES.glob("*.po"))
    for text, told in translations(catalogue)
}


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
