"""Score cards as JSON: the fields of `rules.score_cards.ScoreCard` as keys, figures as text.

`{"format": "pingxuan-score-cards/1", "campaign": TITLE, "cards": [CARD, …]}`; the keys of a card
stay as they are within one format. Figures are text, so that no program rounds them: `total` as it
is shown, `exact` as a fraction such as 271/3, null where it is missing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from rules.score_cards import ScoreCard, as_json

FORMAT = "pingxuan-score-cards/1"


def write_json(path: Path, title: str, cards: Iterable[ScoreCard]) -> Path:
    content = {"format": FORMAT, "campaign": title, "cards": [as_json(card) for card in cards]}
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(f"{text}\n", encoding="utf-8")
    return path
