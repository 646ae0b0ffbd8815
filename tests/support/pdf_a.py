"""What ISO 19005-2 asks of a file at level B, clause by clause, as far as a file's structure shows it.

What it does not look into: the widths inside embedded typefaces, the bytes of content streams beyond
their names, and the validity of colour profiles. Those an independent validator sees
(`tests.support.preflight`), where the machine has one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from types import MappingProxyType
from typing import Any

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import PSLiteral

ACTIONS = {"Launch", "Sound", "Movie", "ResetForm", "ImportData", "Hide", "SetOCGState", "Rendition", "Trans", "GoTo3DView", "JavaScript"}  # fmt: skip
ANNOTATIONS = {"3D", "Sound", "Screen", "Movie"}
BLEND_MODES = {
    "Normal", "Compatible", "Multiply", "Screen", "Overlay", "Darken", "Lighten", "ColorDodge",
    "ColorBurn", "HardLight", "SoftLight", "Difference", "Exclusion", "Hue", "Saturation", "Color",
    "Luminosity",
}  # fmt: skip
PRINT, HIDDEN, INVISIBLE, NO_VIEW = 1 << 2, 1 << 1, 1, 1 << 5
Attributes = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class File:
    """A file with all that is in it."""

    data: bytes
    trailers: tuple[Attributes, ...]
    catalog: Attributes
    dictionaries: tuple[Attributes, ...]
    """Of every object and stream, and those inside them."""
    streams: tuple[PDFStream, ...]


def read(data: bytes) -> File:
    document = PDFDocument(PDFParser(BytesIO(data)))
    found: list[Attributes] = []
    streams: list[PDFStream] = []
    for xref in document.xrefs:
        for number in sorted(xref.get_objids()):
            _collect(document.getobj(number), found, streams)
    trailers = tuple(xref.get_trailer() for xref in document.xrefs)
    return File(data, trailers, document.catalog, tuple(found), tuple(streams))


def _collect(value: Any, found: list[Attributes], streams: list[PDFStream]) -> None:  # noqa: ANN401 - whatever stands in a PDF
    if isinstance(value, PDFStream):
        streams.append(value)
        value = value.attrs
    if isinstance(value, dict):
        found.append(value)
        for inner in value.values():
            _collect(inner, found, streams)
    elif isinstance(value, list):
        for inner in value:
            _collect(inner, found, streams)


def _name(value: Any) -> str:  # noqa: ANN401 - whatever stands in a PDF
    value = resolve1(value)
    return str(value.name) if isinstance(value, PSLiteral) else ""


def _of_type(file: File, *types: str) -> Iterator[Attributes]:
    return (one for one in file.dictionaries if _name(one.get("Type")) in types)


def _header(file: File) -> Iterator[str]:
    first, second = file.data.split(b"\n", 2)[:2]
    if not re.fullmatch(rb"%PDF-1\.[0-7]", first.rstrip(b"\r")):
        yield f"header {first!r}"
    if not second.startswith(b"%") or sum(byte > 127 for byte in second[1:]) < 4:
        yield "no comment of four bytes above 127 after the header"


def _trailer(file: File) -> Iterator[str]:
    if any("ID" not in trailer for trailer in file.trailers):
        yield "no ID"
    if any("Encrypt" in trailer for trailer in file.trailers):
        yield "encrypted"
    if not file.data.rstrip(b"\r\n").endswith(b"%%EOF"):
        yield "something after the end of the file"


def _streams(file: File) -> Iterator[str]:
    for stream in file.streams:
        outside = {"F", "FFilter", "FDecodeParms"} & stream.attrs.keys()
        yield from (f"external stream: {key}" for key in outside)
    for one in file.dictionaries:
        filters = resolve1(one.get("Filter", []))
        names = map(_name, filters if isinstance(filters, list) else [filters])
        yield from (f"filter {name}" for name in names if name in {"LZWDecode", "LZW", "Crypt"})


def _permissions(file: File) -> Iterator[str]:
    perms = resolve1(file.catalog.get("Perms", {}))
    yield from (f"permission {key}" for key in perms if key not in {"UR3", "DocMDP"})


def _output_intent(file: File) -> Iterator[str]:
    intents = resolve1(file.catalog.get("OutputIntents", []))
    ours = [one for one in map(resolve1, intents) if _name(one.get("S")) == "GTS_PDFA1"]
    if len(ours) != 1:
        yield f"{len(ours)} output intents of PDF/A"
        return
    profile = resolve1(ours[0].get("DestOutputProfile"))
    if not isinstance(profile, PDFStream) or profile.get_data()[36:40] != b"acsp":
        yield "no ICC profile in the output intent"


def _colours(file: File) -> Iterator[str]:
    for stream in file.streams:
        if re.search(rb"(?<![\w/])[\d.]+(?:\s+[\d.]+){3}\s+[kK]\s", _plain(stream)):
            yield "device CMYK in a content stream"
    for one in file.dictionaries:
        if "DeviceCMYK" in {_name(one.get("ColorSpace")), _name(one.get("CS"))}:
            yield "device CMYK"


def _plain(stream: PDFStream) -> bytes:
    """The bytes of a page's content; nothing of fonts, images and profiles."""
    content = stream.attrs.keys() <= {"Length", "Filter", "DecodeParms"}
    return bytes(stream.get_data()) if content else b""


def _states(file: File) -> Iterator[str]:
    for one in file.dictionaries:
        yield from (f"{key} in a graphics state" for key in ("TR", "HTP") if key in one)
        if "TR2" in one and _name(one["TR2"]) != "Default":
            yield "TR2 in a graphics state"


def _images(file: File) -> Iterator[str]:
    for one in file.dictionaries:
        kind = _name(one.get("Subtype"))
        if kind == "Image" and ("Alternates" in one or "OPI" in one or one.get("Interpolate")):
            yield "an image with alternates, OPI or interpolation"
        if kind == "PS" or (kind == "Form" and {"OPI", "PS", "Ref"} & one.keys()):
            yield "PostScript, OPI or a reference to another file"


def _transparency(file: File) -> Iterator[str]:
    for one in file.dictionaries:
        modes = resolve1(one.get("BM", []))
        for mode in modes if isinstance(modes, list) else [modes]:
            if _name(mode) not in BLEND_MODES:
                yield f"blend mode {_name(mode)}"


def _fonts(file: File) -> Iterator[str]:
    for font in _of_type(file, "Font"):
        name, kind = _name(font.get("BaseFont")), _name(font.get("Subtype"))
        if kind in {"Type0", "Type3"}:
            continue
        descriptor = resolve1(font.get("FontDescriptor")) or {}
        if not {"FontFile", "FontFile2", "FontFile3"} & descriptor.keys():
            yield f"{name} is not embedded"
        if kind == "CIDFontType2" and not _mapped(font.get("CIDToGIDMap")):
            yield f"{name} has no CIDToGIDMap"
        if kind.startswith("CIDFont") and not resolve1(font.get("W")):
            yield f"{name} states no widths"


def _mapped(value: Any) -> bool:  # noqa: ANN401 - whatever stands in a PDF
    return _name(value) == "Identity" or isinstance(resolve1(value), PDFStream)


def _encodings(file: File) -> Iterator[str]:
    for font in _of_type(file, "Font"):
        if _name(font.get("Subtype")) != "Type0":
            continue
        encoding = font.get("Encoding")
        if not (
            _name(encoding).startswith("Identity") or isinstance(resolve1(encoding), PDFStream)
        ):
            yield f"{_name(font.get('BaseFont'))} needs a CMap that is not here"
        if not isinstance(resolve1(font.get("ToUnicode")), PDFStream):
            yield f"{_name(font.get('BaseFont'))} does not say which characters it shows"


def _annotations(file: File) -> Iterator[str]:
    for one in _of_type(file, "Annot"):
        kind, flags = _name(one.get("Subtype")), int(resolve1(one.get("F", 0)))
        if kind in ANNOTATIONS:
            yield f"annotation {kind}"
        if kind != "Popup" and (not flags & PRINT or flags & (HIDDEN | INVISIBLE | NO_VIEW)):
            yield f"annotation {kind} is not printed"


def _forms(file: File) -> Iterator[str]:
    form = resolve1(file.catalog.get("AcroForm", {}))
    if form.get("NeedAppearances") or "XFA" in form:
        yield "a form that asks for a program"
    if file.catalog.get("NeedsRendering"):
        yield "NeedsRendering"


def _actions(file: File) -> Iterator[str]:
    for one in file.dictionaries:
        if _name(one.get("S")) in ACTIONS:
            yield f"action {_name(one.get('S'))}"
        if "AA" in one or "JS" in one:
            yield "an action of its own, or a script"
    names = resolve1(file.catalog.get("Names", {}))
    if "JavaScript" in names:
        yield "scripts by name"


def _metadata(file: File) -> Iterator[str]:
    stream = resolve1(file.catalog.get("Metadata"))
    if not isinstance(stream, PDFStream):
        yield "no XMP"
        return
    if "Filter" in stream.attrs:
        yield "XMP is packed"
    told = stream.get_data().decode("utf-8", "replace")
    for wanted in ("<pdfaid:part>2<", "<pdfaid:conformance>B<"):
        if wanted not in told:
            yield f"XMP does not say {wanted}"
    for trailer in file.trailers:
        title = resolve1(resolve1(trailer.get("Info", {})).get("Title", b""))
        if isinstance(title, bytes) and _text(title) not in told:
            yield "the title of Info is another than that of XMP"


def _text(value: bytes) -> str:
    return (
        value[2:].decode("utf-16-be") if value.startswith(b"\xfe\xff") else value.decode("latin-1")
    )


def _enclosed(file: File) -> Iterator[str]:
    yield from ("an enclosed file" for one in file.dictionaries if "EF" in one)
    if "EmbeddedFiles" in resolve1(file.catalog.get("Names", {})):
        yield "enclosed files by name"


def _alternatives(file: File) -> Iterator[str]:
    if "AlternatePresentations" in resolve1(file.catalog.get("Names", {})):
        yield "alternate presentations"
    yield from ("steps of a presentation" for one in _of_type(file, "Page") if "PresSteps" in one)
    for one in file.dictionaries:
        if "OCGs" in one and "Name" not in resolve1(one.get("D", {"Name": ""})):
            yield "optional content without a name"


CLAUSES: Mapping[str, Callable[[File], Iterator[str]]] = MappingProxyType(
    {
        "6.1.2 header": _header,
        "6.1.3 trailer": _trailer,
        "6.1.7 streams": _streams,
        "6.1.12 permissions": _permissions,
        "6.2.3 output intent": _output_intent,
        "6.2.4 colours": _colours,
        "6.2.5 graphics states": _states,
        "6.2.8 images and XObjects": _images,
        "6.2.10 transparency": _transparency,
        "6.2.11.4 embedded fonts": _fonts,
        "6.2.11.3 encodings": _encodings,
        "6.3 annotations": _annotations,
        "6.4 forms": _forms,
        "6.5 actions": _actions,
        "6.6 metadata": _metadata,
        "6.8 enclosed files": _enclosed,
        "6.9 to 6.11 other presentations": _alternatives,
    }
)


def broken(data: bytes) -> dict[str, list[str]]:
    """By clause what is wrong; empty: nothing that can be seen here."""
    file = read(data)
    return {clause: told for clause, check in CLAUSES.items() if (told := list(check(file)))}
