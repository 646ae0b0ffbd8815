"""The JSON Schema of campaign files: titles for people, the same strictness as the reader."""

from __future__ import annotations

from typing import Any

from config.schema import campaign_schema

SCHEMA: dict[str, Any] = campaign_schema()
PARTS: dict[str, Any] = {"Campaign": SCHEMA, **SCHEMA["$defs"]}


def test_every_key_has_a_chinese_title() -> None:
    untitled = [
        f"{name}.{key}"
        for name, part in PARTS.items()
        for key, field in part.get("properties", {}).items()
        if field["title"] == key
    ]

    assert untitled == []


def test_no_part_takes_unknown_keys() -> None:
    lax = [
        name
        for name, part in PARTS.items()
        if part.get("type") == "object" and part["additionalProperties"] is not False
    ]

    assert lax == []


def test_readings_carry_their_number_and_question() -> None:
    assert PARTS["Readings"]["properties"]["top_three"]["title"] == (
        "A6 “总排名前三名且申报标兵”怎样取？"
    )


def test_explanations_reach_the_editor() -> None:
    assert PARTS["Cell"]["properties"]["soft"]["description"].startswith("The notice says 左右")
