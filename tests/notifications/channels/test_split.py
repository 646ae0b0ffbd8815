"""Splitting by bytes loses nothing, exceeds nothing and breaks no character."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.channels.split import Measure, json_bytes, split, utf8_bytes

TEXTS = st.text(st.sampled_from('ab字\n"\\😀\t ，'), max_size=400)


@given(TEXTS, st.integers(60, 200), st.sampled_from([utf8_bytes, json_bytes]))
def test_the_parts_fit_and_together_are_the_text(text: str, limit: int, measure: Measure) -> None:
    parts = split(text, limit, measure)

    assert all(measure(part) <= limit for part in parts)
    if len(parts) > 1:
        labels = [part.partition("\n")[0] for part in parts]
        parts = [part.partition("\n")[2] for part in parts]
        assert labels == [f"（{n}/{len(parts)}）" for n in range(1, len(parts) + 1)]
    assert "".join(parts) == text


@given(TEXTS)
def test_the_json_measure_is_what_a_json_body_takes(text: str) -> None:
    whole = json.dumps({"t": text}, ensure_ascii=False).encode()

    assert json_bytes(text) == len(whole) - len(b'{"t": ""}')
    assert json_bytes(text) == sum(json_bytes(character) for character in text)


def test_lines_stay_whole_where_they_fit() -> None:
    text = "\n".join(f"第{n}行" for n in range(1, 8))

    assert split(text, 40) == [
        "（1/3）\n第1行\n第2行\n第3行\n",
        "（2/3）\n第4行\n第5行\n第6行\n",
        "（3/3）\n第7行",
    ]


def test_a_limit_without_room_for_a_character_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot hold every character"):
        split("字字字字字字字", 12)
