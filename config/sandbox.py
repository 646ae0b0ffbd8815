"""Where templates run that an office may change: no code, no attributes beyond plain values."""

from __future__ import annotations

from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment


class Sandbox(ImmutableSandboxedEnvironment):
    """The sandbox, with `item.title` read as an entry first.

    Values are plain dictionaries: an entry called `items` must win over the method, and asking
    for attributes first would make rendering a third slower.
    """

    def getattr(self, obj: object, attribute: str) -> object:
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


def sandbox(folder: Path) -> Sandbox:
    """Templates of a folder; a value that is missing is an error, .html is escaped."""
    return Sandbox(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=lambda name: name is not None and name.endswith(".html"),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
