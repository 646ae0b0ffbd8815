"""Files that forms bring and pages hand out: taken whole, given under headers that never run them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.responses import FileResponse, Response

from config.settings import Settings
from models import Attachment
from rules.files import Limits
from rules.said import Said
from tasks import attachments
from tasks.attachments import Received
from tasks.context import Context
from tasks.errors import NotFound
from tasks.import_desk import LONGEST_NAME


@dataclass(frozen=True, slots=True)
class File:
    name: str
    data: bytes

    def received(self, settings: Settings, limits: Limits | None = None) -> Received:
        """Examined, scanned and kept; before the transaction that refers to it. Raises Refused."""
        return attachments.receive(settings, BytesIO(self.data), self.name, limits)


def taken(request: Request, field: str = "file") -> tuple[dict[str, str], File | None]:
    """What was typed, and the file of that field if one was chosen."""
    form = request.state.form
    typed = {name: value.strip() for name, value in form.items() if isinstance(value, str)}
    upload = form.get(field)
    if not isinstance(upload, UploadFile):
        return typed, None
    with upload.file:
        name = upload.filename
        return typed, File(name, upload.file.read()) if name else None


def name_of(upload: UploadFile | None) -> str:
    """A chosen file's name without its folders, the ending kept of one too long; empty for none."""
    return Path((upload and upload.filename) or "").name[-LONGEST_NAME:]


def handed_out(ctx: Context, within_reach: Iterable[Attachment], number: int) -> Response:
    """One of these files to be saved by the browser. Raises NotFound for any other number."""
    for row in within_reach:
        if row.id == number:
            served = attachments.serve(ctx, row)
            return FileResponse(served.path, headers=served.headers)
    raise unknown_file(number)


def unknown_file(number: int) -> NotFound:
    return NotFound([Said("没有编号为 {number} 的附件", number=number)])
