"""Keeps one failure from stopping the rest of a pass, and from being forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Troubles:
    """What went wrong on the way; the pass fails with all of it when it is through."""

    met: list[Exception] = field(default_factory=list)

    @contextmanager
    def kept(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # noqa: BLE001 - whatever it is, it is raised at the end
            self.met.append(error)

    def raise_all(self, where: str) -> None:
        if self.met:
            raise ExceptionGroup(f"{where}：{len(self.met)}处没有办成，其余已办", self.met)
