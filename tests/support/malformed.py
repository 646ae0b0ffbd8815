"""Requests that no page of ours would send: hostile values under the names that a route knows."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import quote, quote_plus

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

HUGE = "评" * 20_000
HOSTILE = (
    "", " ", "\x00", "a\x00b", "\x0b", "\x1b[31m", "\ud800", "\udfff评选", "\ufffe\uffff", "\u202egnp.exe",
    "-1", "0", "1", "00001", "٣", "Ⅷ", "²", "1e400", "NaN", "inf", "1.5", "99999999999", "9" * 30,
    "2147483648", "9223372036854775808", "-9223372036854775809", "0x10", "1_000", "true", "on", "null",
    "2021-02-30", "2021-13-01", "0000-00-00", "0001-01-01", "9999-12-31", "2021-12-20", "2021-W01-1",
    "20211220", "2021-12-20T25:00", "24:00", "2021年12月20日", "[]", "{}", '{"a":1}', "<script>", "%s%n",
    "{{ 7 * 7 }}", "' OR 1=1 --", "../../etc/passwd", "C:\\a\\b", "\r\nset-cookie: a=b", "=1+1", "评" * 300,
    "a" * 41, HUGE,
)  # fmt: skip
FITTING = (
    "2021-12-17", "2021-12-17", "u00002", "00001", "1", "2", "paper", "yes", "标题", "写明理由。",
    "standard_bearer", "ducha", "p-contact", "a@example.cn", "24:00", "第一行\n第二行", "便民惠企",
)  # fmt: skip
ODD_PARTS = (
    "0", "-1", "²", "٣", "9" * 30, "2147483648", "9223372036854775808", "nan", "\x00", "a\x00b",
    "\udcff", "评选", " ", "..", "%", "{x}", "0" * 64, "a" * 2000, "1.5", "2021-02-30", "<b>", "'", "\n",
)  # fmt: skip
FILES = (
    b"", b"%PDF-1.7", b"PK\x03\x04" + b"\x00" * 40, b"\x00" * 300, "单位代码,标题\nu00002,甲\n".encode("gb18030"),
    "单位代码\n\ud800".encode("utf-8", "surrogatepass"), b"GIF89a", b"{", b'{"year": 1e999}',
)  # fmt: skip
NAMES = ("a.pdf", "b.xlsx", "c.csv", "d.json", "e.yaml", "f.docx", "../g.pdf", "h" * 300 + ".pdf", "i\x00.csv", ".", "评.exe")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sent:
    """A request in full, so that a failure can be sent again by hand."""

    method: str
    path: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Words:
    """Names that a route's forms may use: its own parameters, and the short words in its module."""

    own: tuple[str, ...]
    said: tuple[str, ...]


def words_of(route: APIRoute) -> Words:
    module = sys.modules[route.endpoint.__module__]
    said = re.findall(r"[\"']([A-Za-z_][\w.]{0,30})[\"']", inspect.getsource(module))
    return Words(tuple(dict.fromkeys(_parameters(route.dependant))), tuple(dict.fromkeys(said)))


def malformed_form(chance: Random, path: str, words: Words) -> Sent:
    """A form to this path with hostile values, missing, repeated and unknown fields, and files."""
    known = [name for name in words.own if chance.random() < 0.9]
    known += chance.sample(words.said, chance.randint(0, min(len(words.said), 8)))
    fields = [
        (name, _value(chance, words)) for name in known for _ in range(chance.choice((1, 1, 1, 2)))
    ]
    if chance.random() < 0.1:
        fields.append((chance.choice(HOSTILE)[:50], "x"))
    kind = chance.choice(("urlencoded", "urlencoded", "multipart", "multipart", "broken"))
    if kind == "urlencoded":
        body = b"&".join(_quoted(name) + b"=" + _quoted(value) for name, value in fields)
        return Sent("POST", path, body, {"content-type": "application/x-www-form-urlencoded"})
    if kind == "multipart":
        return Sent("POST", path, _multipart(chance, fields), {"content-type": "multipart/form-data; boundary=odd"})  # fmt: skip
    return Sent(
        "POST",
        path,
        chance.choice((b"", b"{", b"\x00\xff=%zz&&=", b"--odd\r\n\r\nx", b'{"a": "\\ud800"}')),
        {
            "content-type": chance.choice(
                (
                    "multipart/form-data",
                    "multipart/form-data; boundary=odd",
                    "application/json",
                    "text/x",
                    "application/x-www-form-urlencoded; charset=nonsense",
                    "multipart/form-data; boundary=odd; charset=nonsense",
                )
            )
        },
    )


def odd_address(chance: Random, route: APIRoute, example: str) -> Sent:
    """The route's address with odd parts, and a query of hostile values."""
    odd = lambda _: quote(chance.choice(ODD_PARTS), safe="", errors="surrogateescape")  # noqa: E731
    if chance.random() < 0.2:
        # What came in before must still be shown, and taken along.
        return Sent("GET", f"{example}?format=xlsx")
    path = re.sub(r"\{\w+(:\w+)?\}", odd, route.path) if chance.random() < 0.6 else example
    words = words_of(route)
    names = (*words.own, "sort", "page", "format", "next")
    asked = [
        (name, _value(chance, words)[:500])
        for name in chance.sample(names, chance.randint(0, min(4, len(names))))
    ]
    query = b"&".join(_quoted(name) + b"=" + _quoted(value) for name, value in asked).decode()
    return Sent("GET", f"{path}?{query}" if query else path)


def _value(chance: Random, words: Words) -> str:
    """As often fitting as hostile, so that a form gets beyond its first check."""
    kinds = (HOSTILE, HOSTILE, FITTING, words.said or FITTING)
    return chance.choice(chance.choice(kinds))


def _quoted(text: str) -> bytes:
    return quote_plus(text.encode("utf-8", "surrogatepass")).encode()


def _multipart(chance: Random, fields: list[tuple[str, str]]) -> bytes:
    parts: list[bytes] = []
    for name, value in fields:
        told = name.encode("utf-8", "surrogatepass").replace(b'"', b"%22").replace(b"\r\n", b"")
        head = b'--odd\r\nContent-Disposition: form-data; name="' + told + b'"'
        content = value.encode("utf-8", "surrogatepass")
        if chance.random() < 0.3:
            named = quote(chance.choice(NAMES)).encode()
            head += b'; filename="' + named + b'"\r\nContent-Type: application/octet-stream'
            content = chance.choice(FILES)
        parts.append(head + b"\r\n\r\n" + content + b"\r\n")
    return b"".join(parts) + b"--odd--\r\n"


def _parameters(dependant: Dependant) -> Iterator[str]:
    """Every name that may be given in a body or a query, those inside form models too."""
    for one in (*dependant.body_params, *dependant.query_params):
        annotation: Any = one.field_info.annotation
        fields = getattr(annotation, "model_fields", None)
        yield from fields or (one.alias,)
    for inner in dependant.dependencies:
        yield from _parameters(inner)
