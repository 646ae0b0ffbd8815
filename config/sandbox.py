"""Where templates run that an office may change: no code, no way out, and an end to what they write."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sized
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import wraps
from pathlib import Path
from types import BuiltinMethodType, MappingProxyType
from typing import Any, cast

from jinja2 import BaseLoader, FileSystemLoader, StrictUndefined, nodes, pass_context
from jinja2.filters import FILTERS
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

LONGEST_SOURCE = 20_000
MOST_OUTPUT = 2_000_000
"""Characters that one filling in may write; a list of ten thousand names takes a fifth of it."""
MOST_ROUNDS = 100_000
"""Rounds of all loops of one filling in, and entries that filters look at."""
LARGEST_NUMBER = 10**12
LONGEST_NUMBER = 20
"""Characters that a value takes which is no text."""
FILTER_NAMES = (
    *("abs", "capitalize", "count", "d", "default", "dictsort", "first", "float", "groupby", "int"),
    *("items", "last", "length", "list", "lower", "map", "max", "min", "reject", "rejectattr"),
    *("reverse", "round", "select", "selectattr", "sort", "sum", "title", "trim", "unique"),
    *("upper", "wordcount"),
)
METHODS: Mapping[type, frozenset[str]] = MappingProxyType(
    {
        str: frozenset(
            (
                *("startswith", "endswith", "removeprefix", "removesuffix"),
                *("strip", "lstrip", "rstrip", "split", "upper", "lower"),
            )
        ),
        dict: frozenset(("get", "items", "keys", "values")),
        date: frozenset(("isoformat", "strftime", "year", "month", "day", "hour", "minute")),
        LoopContext: frozenset(
            (
                *("index", "index0", "revindex", "revindex0", "first", "last"),
                *("length", "previtem", "nextitem", "depth"),
            )
        ),
    }
)
"""What may be asked of a value besides its entries."""


class TooMuchError(ValueError):
    """A template that writes more, or goes round more often, than any paper or message needs."""


@dataclass(slots=True)
class Budget:
    """What is left for one filling in."""

    output: int = MOST_OUTPUT
    rounds: int = MOST_ROUNDS

    def write(self, characters: int) -> None:
        self.output -= characters
        if self.output < 0:
            raise TooMuchError(f"写出的字超过{MOST_OUTPUT}个，请检查循环和拼接")

    def go_round(self, times: int) -> None:
        self.rounds -= times
        if self.rounds < 0:
            raise TooMuchError(f"循环超过{MOST_ROUNDS}次，请检查循环")


_BUDGET: ContextVar[Budget | None] = ContextVar("template_budget", default=None)


@contextmanager
def budget() -> Iterator[None]:
    """Holds one filling in to its limits."""
    token = _BUDGET.set(Budget())
    try:
        yield
    finally:
        _BUDGET.reset(token)


class Sandbox(ImmutableSandboxedEnvironment):
    """The sandbox, with `item.title` read as an entry first.

    Values are plain dictionaries: an entry called `items` must win over the method, and asking
    for attributes first would make rendering a third slower.
    """

    intercepted_binops = frozenset(("+", "*", "**", "%"))

    def getattr(self, obj: object, attribute: str) -> object:
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
        del value
        return any(isinstance(obj, kind) and attr in names for kind, names in METHODS.items())

    def is_safe_callable(self, obj: object) -> bool:
        """Methods of plain values only: no loops that call themselves, no macros."""
        return isinstance(obj, BuiltinMethodType) and isinstance(obj.__self__, str | dict | date)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401 - Jinja's values
        """Joining and repeating are paid for; powers and old-style formats have no use here."""
        if operator in ("**", "%") and (operator == "**" or isinstance(left, str)):
            raise TooMuchError(f"模板里不能用“{operator}”")
        if operator == "*":
            _sizes(left, right)
        elif isinstance(left, Sized) and isinstance(right, Sized):
            _write(len(left) + len(right))
        return super().call_binop(context, operator, left, right)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for loop in list(tree.find_all(nodes.For)):
            weight = sum(len(text.data) for text in loop.find_all(nodes.TemplateData))
            loop.iter = _filtered(cast("nodes.Expr", loop.iter), "_counted", nodes.Const(weight))
        for joined in list(tree.find_all(nodes.Concat)):
            joined.nodes = [_filtered(part, "_paid") for part in joined.nodes]
        return tree.set_environment(self)  # type: ignore[return-value]


def sandbox(folder: Path, loader: BaseLoader | None = None) -> Sandbox:
    """Templates of a folder; a value that is missing is an error, .html is escaped."""
    made = Sandbox(
        loader=loader or FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=lambda name: name is not None and name.endswith(".html"),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        finalize=_written,
    )
    made.globals.clear()
    made.filters = {name: _looking(FILTERS[name]) for name in FILTER_NAMES}
    made.filters |= {"join": _join, "_counted": _counted, "_paid": _paid}
    return made


def _filtered(node: nodes.Expr, name: str, *args: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(node, name, list(args), [], None, None, lineno=node.lineno)


@pass_context
def _counted(_context: Context, entries: Any, weight: int) -> Any:  # noqa: ANN401 - whatever a loop goes over
    known = entries if isinstance(entries, Sized) else list(entries)
    if (left := _BUDGET.get()) is not None:
        left.go_round(len(known))
        left.write(len(known) * weight)
    return known


@pass_context
def _paid(_context: Context, value: object) -> object:
    _write(len(str(value)))
    return value


def _written(value: object) -> object:
    """Every value that is written passes here, a hundred in a letter: hence no further calls."""
    left = _BUDGET.get()
    if left is not None:
        left.output -= len(value) if isinstance(value, str) else LONGEST_NUMBER
        if left.output < 0:
            left.write(0)
    return value


def _write(characters: int) -> None:
    if (left := _BUDGET.get()) is not None:
        left.write(characters)


@pass_context
def _join(_context: Context, value: Any, d: str = "", attribute: str | None = None) -> str:  # noqa: ANN401 - any list
    parts = [str(one[attribute] if attribute else one) for one in value]
    _write(sum(map(len, parts)) + len(str(d)) * len(parts))
    return str(d).join(parts)


def _looking(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that pays for each entry it looks at."""

    @wraps(function)
    def paying(*args: Any, **options: Any) -> Any:  # noqa: ANN401 - passes on what Jinja hands over
        if (left := _BUDGET.get()) is not None:
            left.go_round(sum(len(one) for one in args[:2] if isinstance(one, list | tuple | dict)))
        return function(*args, **options)

    return paying


def _sizes(left: object, right: object) -> None:
    for many, times in ((left, right), (right, left)):
        if isinstance(many, Sized) and isinstance(times, int):
            _write(len(many) * max(times, 0))
        elif (
            isinstance(many, int) and isinstance(times, int) and abs(many * times) > LARGEST_NUMBER
        ):
            raise TooMuchError("算出的数太大")
