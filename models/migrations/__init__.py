"""Versions of the database's shape, one file a change."""
