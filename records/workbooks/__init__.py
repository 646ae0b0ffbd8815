"""Workbooks of the campaign: their layouts, empty templates, and the plain writer of tables."""
