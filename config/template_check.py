"""What is wrong with a template before it is saved: line, column, and what to do, in plain words."""

from __future__ import annotations

import re
import traceback
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from jinja2 import TemplateError, TemplateSyntaxError, meta, nodes

from config.sandbox import LONGEST_SOURCE, METHODS, Sandbox, TooMuchError

ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If, nodes.Assign),
    *(nodes.AssignBlock, nodes.Name, nodes.Const, nodes.Tuple, nodes.List, nodes.Dict, nodes.Pair),
    *(nodes.Keyword, nodes.CondExpr, nodes.Filter, nodes.Test, nodes.Getitem, nodes.Getattr),
    *(nodes.Slice, nodes.Concat, nodes.Compare, nodes.Operand, nodes.BinExpr, nodes.UnaryExpr),
    *(nodes.Call, nodes.Include),
)
"""What a template may be made of: words, values, choices and loops."""
WORDED = (
    (r"unknown tag '(?P<t>\w+)'", "没有“{t}”这种写法，可用 for、if、set"),
    (r"No filter named '(?P<t>\w+)'", "没有名为“{t}”的处理方式"),
    (r"No test named '(?P<t>\w+)'", "没有名为“{t}”的判断"),
    (r"[Uu]nexpected end of template", "模板到最后还有没写完的地方：每个 for 要有 endfor，每个 if 要有 endif"),
    (r"unexpected '(?P<t>[^']+)'", "这里多了“{t}”，请核对花括号是否成对"),
    (r"expected token '(?P<e>[^']+)', got '(?P<t>[^']+)'", "这里应是“{e}”，写成了“{t}”"),
    (r"unexpected char '?(?P<t>[^' ]+)'?", "花括号里不能写“{t}”"),
)  # fmt: skip
"""Jinja's complaints and how a clerk is told of them."""
FILLING = (
    (r"has no attribute '(?P<t>\w+)'", "这一项里没有“{t}”"),
    (r"'(?P<t>\w+)' is undefined", "没有名为“{t}”的内容"),
    (r"access to attribute '(?P<t>\w+)'", "不能用“{t}”"),
    (r"(?P<t>.*(超过|太大|不能用).*)", "{t}"),
)
UNFILLABLE = (
    TemplateError, TooMuchError, TypeError, ValueError, LookupError, ArithmeticError,
    AttributeError, RecursionError,
)  # fmt: skip
"""What filling in may raise where a template is wrong."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake; lines and columns count from 1."""

    line: int
    column: int
    told: str

    @property
    def text(self) -> str:
        return f"第{self.line}行第{self.column}列：{self.told}"


def faults(
    sandbox: Sandbox, source: str, known: Collection[str], includes: Collection[str] = ()
) -> tuple[Fault, ...]:
    """Every mistake that can be seen without filling the template in, in the order of the lines."""
    if len(source) > LONGEST_SOURCE:
        return (Fault(1, 1, f"模板有{len(source)}个字，最多{LONGEST_SOURCE}个"),)
    try:
        tree = sandbox.parse(source)
        sandbox.compile(source)
    except TemplateSyntaxError as error:
        return (_syntax(source, error),)
    found = {
        *_forbidden(source, tree, includes),
        *_unknown(source, tree, known),
        *_methods(source, tree),
    }
    return tuple(sorted(found, key=lambda fault: (fault.line, fault.column)))


def _syntax(source: str, error: TemplateSyntaxError) -> Fault:
    message = error.message or ""
    for pattern, words in WORDED:
        if found := re.search(pattern, message):
            token = found.groupdict().get("t", "")
            told = words.format(**found.groupdict())
            return Fault(error.lineno, _column(source, error.lineno, token), told)
    return Fault(error.lineno, _column(source, error.lineno, ""), f"写法有误（{message}）")


def _forbidden(source: str, tree: nodes.Template, includes: Collection[str]) -> Iterator[Fault]:
    for node in tree.find_all(nodes.Node):
        if isinstance(node, nodes.Include):
            name = getattr(node.template, "value", None)
            if name not in includes:
                listed = "、".join(includes) or "没有可引用的"
                told = f"不能引用“{name}”，可引用：{listed}"
                yield Fault(node.lineno, _column(source, node.lineno, "include"), told)
        elif not isinstance(node, ALLOWED):
            told = f"模板里不能用这种写法（{type(node).__name__.lower()}）"
            yield Fault(node.lineno, _column(source, node.lineno, ""), told)


def _unknown(source: str, tree: nodes.Template, known: Collection[str]) -> Iterator[Fault]:
    """Names that no paper or message of this kind has, each with the nearest that it has."""
    missing = meta.find_undeclared_variables(tree) - set(known)
    for node in tree.find_all(nodes.Name):
        if node.ctx == "load" and node.name in missing:
            near = get_close_matches(node.name, sorted(known), n=1, cutoff=0.5)
            hint = f"是不是“{near[0]}”？" if near else f"可用：{'、'.join(sorted(known))}"
            told = f"没有名为“{node.name}”的内容，{hint}"
            yield Fault(node.lineno, _column(source, node.lineno, node.name), told)


def _methods(source: str, tree: nodes.Template) -> Iterator[Fault]:
    """Calls are for a value's own plain methods only; names with underscores lead out."""
    plain = set().union(*METHODS.values())
    for call in tree.find_all(nodes.Call):
        named = call.node.attr if isinstance(call.node, nodes.Getattr) else ""
        if named not in plain:
            told = f"不能调用“{named or '它'}”"
            yield Fault(call.lineno, _column(source, call.lineno, named), told)
    for one in tree.find_all(nodes.Getattr):
        if one.attr.startswith("_"):
            told = f"不能用“{one.attr}”"
            yield Fault(one.lineno, _column(source, one.lineno, one.attr), told)


def _column(source: str, line: int, token: str) -> int:
    """Where the token stands in its line, else where the first brackets open."""
    lines = source.splitlines()
    words = lines[line - 1] if 0 < line <= len(lines) else ""
    inside = re.search(r"\{[{%]", words)
    start = inside.start() if inside else 0
    if token:
        whole = re.search(rf"(?<!\w){re.escape(token)}(?!\w)", words[start:])
        at = whole.start() if whole else words[start:].find(token)
        if at >= 0:
            return start + at + 1
    return start + 1


def filling_fault(source: str, error: BaseException) -> Fault:
    """What filling a template in has shown, at the line where it happened."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == "<template>" and frame.lineno]
    line = lines[-1] if lines else 1
    message = str(error)
    for pattern, words in FILLING:
        if found := re.search(pattern, message):
            token = found.groupdict().get("t", "")
            return Fault(line, _column(source, line, token), words.format(**found.groupdict()))
    return Fault(line, _column(source, line, ""), f"填不出来（{message}）")
