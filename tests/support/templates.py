"""Databases laid out once per process and copied for each test, which is several times as fast."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, make_url

from models.database import create_tables, open_database
from tests.support.databases import copied_postgres, scratch_postgres

T = TypeVar("T")
Lay = Callable[..., T]
_kept = ExitStack()
"""Template databases of PostgreSQL; `drop_templates` ends them."""


def copy_of(url: str, lay: Lay[T], *how: object) -> T:
    """Fill the empty database of `url` with what `lay(its url, *how)` makes; returns what that did.

    `lay` runs once per process for each `how`, so it is a function that gives the same every time.
    """
    target = make_url(url)
    made: T
    if target.get_backend_name() == "sqlite":
        content, made = _file(lay, how)
        path = Path(target.database or "")
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as copy:
            copy.write(content)
        return made
    template, made = _postgres(lay, how)
    copied_postgres(target, template)
    return made


def with_tables(url: str) -> None:
    """Lay out all tables, with nothing in them."""
    engine = open_database(url)
    create_tables(engine)
    engine.dispose()


def drop_templates() -> None:
    """To be called when a process has copied its last."""
    _postgres.cache_clear()
    _kept.close()


@cache
def _file(lay: Lay[Any], how: tuple[object, ...]) -> tuple[bytes, Any]:
    """The database file; SQLite folds its log into it when the last connection closes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.db"
        made = lay(f"sqlite:///{path}", *how)
        return path.read_bytes(), made


@cache
def _postgres(lay: Lay[Any], how: tuple[object, ...]) -> tuple[URL, Any]:
    url = _kept.enter_context(scratch_postgres())
    return make_url(url), lay(url, *how)
