"""Invented units, persons and figures for the demo: one seed, one result, nobody real."""
