"""The kinds of papers that meetings bring forth, for whoever only asks whether they exist."""

MINUTES = "review-minutes"
"""The first meeting's minutes, which fix the list (R6); those of later ones end in their number."""
