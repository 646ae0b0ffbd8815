"""English is the second language: nothing that a page says in Chinese is left without it."""

from __future__ import annotations

import re
from pathlib import Path

from web import words
from web.locale import ENGLISH

ROOT = Path(__file__).parents[2]
CALL = re.compile(r"""_\(\s*(?:"([^"]+)"|'([^']+)')""")


def said_by_templates() -> set[str]:
    return {
        one or other
        for path in (ROOT / "web" / "templates").rglob("*.html")
        for one, other in CALL.findall(path.read_text(encoding="utf-8"))
    }


def test_every_text_of_the_templates_has_its_english() -> None:
    assert {text for text in said_by_templates() if text not in ENGLISH} == set()


def test_every_name_of_a_state_channel_or_act_has_its_english() -> None:
    tables = (
        words.STEP_STATES, words.CAMPAIGN_STATES, words.DUTY_STATES, words.MESSAGE_STATES,
        words.RUN_STATES, words.CHANNELS, words.ACTS,
    )  # fmt: skip

    assert {text for table in tables for text in table.values() if text not in ENGLISH} == set()


def test_every_act_that_the_code_records_has_a_name_for_people() -> None:
    recorded = {
        act
        for room in ("tasks", "cli", "flows")
        for path in (ROOT / room).rglob("*.py")
        for act in re.findall(r'record\(\s*"([a-z_]+\.[a-z_]+)"', path.read_text("utf-8"))
    }

    assert recorded - words.ACTS.keys() == set()


def test_a_translation_keeps_the_places_for_values() -> None:
    places = re.compile(r"\{(\w+)\}")

    assert {
        text for text, told in ENGLISH.items() if places.findall(text) != places.findall(told)
    } == set()
