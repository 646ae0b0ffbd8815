"""Score cards on paper: a page for each candidate, and the same as JSON for programs."""

from records.score_cards.page import write_card, write_cards
from records.score_cards.plain import write_json

__all__ = ["write_card", "write_cards", "write_json"]
